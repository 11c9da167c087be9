// Whether what an audit event grants is really there: for the follow-up after a crash between event and effect.
// Invariant: says "missing" only where nothing later could have taken the effect away; a claim that something did not
// happen has to be as true as one that it did.
import type { RecordedEvent } from '../audit/event.ts';
import type { Storage } from '../ports/storage.ts';

/** What may have ended a grant on purpose since. */
const endings = new Set([
  'session.ended',
  'refresh.reused',
  'account.disabled',
  'factors.reset',
  'redemption.refused',
]);

type EffectStores = Pick<
  Storage,
  'evidence' | 'enrollments' | 'passwords' | 'policies' | 'accounts' | 'clients' | 'grantBases' | 'audit'
>;

/** True also for events that grant nothing. `now` in ms. */
export async function effectExists(
  stores: EffectStores,
  recorded: RecordedEvent,
  now: number,
): Promise<boolean> {
  const { id, at, event, context } = recorded;
  const accountId = context.accountId ?? '';
  switch (event.type) {
    case 'factor.used':
      return stores.evidence.holdsEvent(id);
    case 'factor.enrolled': {
      const { factors, markedForReenrollment } = await stores.enrollments.find(accountId);
      return (
        markedForReenrollment ||
        factors.some(({ eventId, confirmedAt }) => eventId === id || confirmedAt > at)
      );
    }
    case 'backup-codes.issued': {
      const { backupCodes, markedForReenrollment } = await stores.enrollments.find(accountId);
      return markedForReenrollment || backupCodes?.eventId === id || (backupCodes?.createdAt ?? 0) > at;
    }
    case 'password.set': {
      const password = await stores.passwords.find(accountId);
      return password?.eventId === id || (password?.setAt ?? 0) > at;
    }
    case 'policy.changed':
      return (await stores.policies.find(context.tenantId ?? '', event.version))?.eventId === id;
    case 'account.created':
      return (await stores.accounts.find(accountId)) !== undefined;
    case 'authorization.granted':
      if (await stores.grantBases.find(event.grantId, now)) return true;
      return endedSince(stores, recorded, accountId);
    default:
      return true;
  }
}

async function endedSince(
  stores: EffectStores,
  { chain, sequence }: RecordedEvent,
  accountId: string,
): Promise<boolean> {
  const later = await stores.audit.readBack(chain, null, 100, accountId);
  return later.some((row) => row.sequence > sequence && endings.has(row.type));
}
