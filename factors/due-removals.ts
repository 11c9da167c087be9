// Takes away the factors whose removal has become due, as the record is read: whoever reads it first writes that down.
// Invariant (B7): judged then, by the policy of then. A factor that would leave less than has to stay does not go: its removal
// lapses, as if it had been stopped, and so it does where no policy is known. One that goes is told like any other that is
// removed, and takes the account's remembered devices along; so nothing reads a factor as working once it is due.
import type { AuditLog, EventContext } from '../audit/event.ts';
import type { Enrollment, EnrollmentStore, Enrollments } from '../ports/enrollments.ts';
import type { Storage } from '../ports/storage.ts';
import { forgetDevices } from './forget-devices.ts';
import { isEnough, type StayingRules, stayingRules } from './staying.ts';
import { withoutFactors } from './without-factors.ts';

export interface DueRemovalDeps {
  readonly storage: Pick<
    Storage,
    'accounts' | 'directory' | 'enrollments' | 'passwords' | 'policies' | 'rememberedDevices'
  >;
  readonly audit: Pick<AuditLog, 'queue'>;
  /** ms. */
  readonly now: () => number;
}

/** More than the readers that may meet at the moment when one falls due. */
const mostTries = 60;

export function withoutDueRemovals(deps: DueRemovalDeps): EnrollmentStore {
  const { storage } = deps;
  return {
    find: (accountId) => find(deps, accountId),
    replace: (next) => storage.enrollments.replace(next),
    passkeyHosts: () => storage.enrollments.passkeyHosts(),
  };
}

async function find(deps: DueRemovalDeps, accountId: string): Promise<Enrollments> {
  const { enrollments } = deps.storage;
  for (let tries = 0; tries < mostTries; tries++) {
    const record = await enrollments.find(accountId);
    if (!record.removals.some(({ until }) => until <= deps.now())) return record;
    const settled = settle(record, deps.now(), await stayingRules(deps.storage, accountId));
    const next = { ...settled, version: record.version + 1 };
    const gone = record.factors.filter(({ id }) => !next.factors.some((one) => one.id === id));
    const context = await contextOf(deps, accountId);
    // Before the record: a crash in between leaves no device that such a factor had earned.
    if (gone.length > 0) await forgetDevices(deps, 'factor', context);
    if (!(await enrollments.replace(next)).ok) continue;
    tell(deps, gone, context);
    return next;
  }
  throw new Error(`The enrollments of ${accountId} changed ${mostTries} times while they were being read.`);
}

/** One after the other: the first that is due goes first. */
function settle(record: Enrollments, now: number, rules: StayingRules | undefined): Enrollments {
  const due = record.removals.filter(({ until }) => until <= now).sort((a, b) => a.until - b.until);
  const later: Enrollments = { ...record, removals: record.removals.filter(({ until }) => until > now) };
  return due.reduce((present, { factorId }) => {
    const without = withoutFactors(present, [factorId]);
    return rules && isEnough(without.factors, present, rules) ? without : present;
  }, later);
}

function tell({ audit, now }: DueRemovalDeps, gone: readonly Enrollment[], context: EventContext): void {
  for (const { kind, id } of gone)
    audit.queue({ type: 'factor.removed', kind, enrollmentId: id }, context, now());
}

/** The system's own: whoever reads the record has not asked for it. */
async function contextOf({ storage }: DueRemovalDeps, accountId: string) {
  const account = await storage.accounts.find(accountId);
  return {
    tenantId: account?.tenantId ?? null,
    actor: { kind: 'system' },
    accountId,
    email: account?.email ?? null,
    address: null,
    userAgent: null,
    clientId: null,
    signInId: null,
  } as const;
}
