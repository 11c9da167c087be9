// Takes away the factors whose removal has become due, as the record is read: whoever reads it first writes that down, be it
// the job that looks for them or a sign-in that is faster.
// Invariant (B7): judged then, by the policy of then. A factor that would leave less than has to stay does not go: its removal
// lapses, as if it had been stopped, and so it does where no policy is known. Either is told once. One that goes takes the
// account's remembered devices along; so nothing reads a factor as working once it is due.
import type { AuditEvent, AuditLog } from '../../audit/event.ts';
import type { EnrollmentStore, Enrollments } from '../../ports/enrollments.ts';
import type { Storage } from '../../ports/storage.ts';
import { forgetDevices } from '../forget-devices.ts';
import { missingOf, type StayingRules, stayingRules } from './staying.ts';
import { withoutFactors } from './without.ts';

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
    removalsDue: (now, after, limit) => storage.enrollments.removalsDue(now, after, limit),
    passkeyHosts: () => storage.enrollments.passkeyHosts(),
  };
}

async function find(deps: DueRemovalDeps, accountId: string): Promise<Enrollments> {
  const { enrollments } = deps.storage;
  for (let tries = 0; tries < mostTries; tries++) {
    const record = await enrollments.find(accountId);
    if (!record.removals.some(({ until }) => until <= deps.now())) return record;
    const settled = settle(record, deps.now(), await stayingRules(deps.storage, accountId));
    const next = { ...settled.record, version: record.version + 1 };
    const context = await contextOf(deps, accountId);
    // Before the record: a crash in between leaves no device that such a factor had earned.
    if (settled.events.some(({ type }) => type === 'factor.removed'))
      await forgetDevices(deps, 'factor', context);
    if (!(await enrollments.replace(next)).ok) continue;
    for (const event of settled.events) deps.audit.queue(event, context, deps.now());
    return next;
  }
  throw new Error(`The enrollments of ${accountId} changed ${mostTries} times while they were being read.`);
}

interface Settled {
  /** Without what is due. */
  readonly record: Enrollments;
  readonly events: readonly AuditEvent[];
}

/** One after the other: the first that is due goes first. */
function settle(record: Enrollments, now: number, rules: StayingRules | undefined): Settled {
  const due = record.removals.filter(({ until }) => until <= now).sort((a, b) => a.until - b.until);
  const later: Enrollments = { ...record, removals: record.removals.filter(({ until }) => until > now) };
  const undone: Settled = { record: later, events: [] };
  return due.reduce((settled, { factorId }) => settleOne(settled, factorId, rules), undone);
}

function settleOne({ record, events }: Settled, factorId: string, rules: StayingRules | undefined): Settled {
  const factor = record.factors.find(({ id }) => id === factorId);
  if (!factor) return { record, events };
  const without = withoutFactors(record, [factorId]);
  const why = rules ? missingOf(without.factors, record, rules) : 'no-policy';
  const about = { kind: factor.kind, enrollmentId: factorId };
  return why === null
    ? { record: without, events: [...events, { type: 'factor.removed', ...about }] }
    : { record, events: [...events, { type: 'removal.lapsed', ...about, why }] };
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
