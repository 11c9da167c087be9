// Sets up an authenticator app: shows a key, takes a code of it, and makes the backup codes with it.
// Invariant (B8): until the code was right nothing counts; then everything comes into being in one compare-and-set.
// A first factor is enrolled only with the second way of B9.
import type { AuditEvent } from '../audit/event.ts';
import type { Evidence } from '../policy/facts.ts';
import type { Enrollments, PendingTotp, TotpEnrollment } from '../ports/enrollments.ts';
import type { Confirmation } from '../ports/sign-ins.ts';
import type { FactorAttempts } from './attempts.ts';
import { backupCodeCount, makeBackupCodes, type NewBackupCodes } from './backup-code-set.ts';
import { changeEnrollments } from './change-enrollments.ts';
import { isConfirmed } from './confirmation.ts';
import { type FactorDeps, newId, type Proving, refused } from './factor-deps.ts';
import type { Hashing, HashPlace } from './password-hash.ts';
import { matchingStep, newTotpSecret, readTotpCode, totpKeyUri } from './totp-code.ts';

export interface TotpEnrollmentDeps extends FactorDeps {
  readonly hashing: Hashing;
  readonly factorAttempts: FactorAttempts;
}

export interface StartingTotp {
  readonly accountId: string;
  readonly signInId: string;
  /** A new key even if one was begun in this sign-in. */
  readonly restart?: boolean;
}

export type TotpStarted =
  | {
      readonly ok: true;
      /** Base32, without spaces. */
      readonly key: string;
      /** otpauth:// URI, for the QR code. */
      readonly keyUri: string;
      /** ms. */
      readonly expiresAt: number;
    }
  | { readonly ok: false; readonly reason: 'unknown-account' }
  /** B6: more than five a minute. */
  | { readonly ok: false; readonly reason: 'too-many'; readonly until: number };

export interface ConfirmingTotp extends Proving {
  readonly code: string;
  /** What the person calls it. */
  readonly name?: string;
  /** The second way of B9; null where a confirmed factor was proved instead. */
  readonly confirmation: Confirmation | null;
  /**
   * Given new backup codes before the proof counts: whoever asks in between must not be led past the page that shows them.
   */
  readonly keep?: (backupCodes: readonly string[]) => Promise<void>;
}

export type TotpConfirmed =
  | {
      readonly ok: true;
      readonly evidence: Evidence;
      /** As they are to be shown, this once; null if the account has a working set. */
      readonly backupCodes: readonly string[] | null;
    }
  /** `expired`: no set-up of this sign-in is under way (any more). `not-confirmed`: B9 is not met. */
  | { readonly ok: false; readonly reason: 'malformed' | 'wrong' | 'expired' | 'not-confirmed' | 'busy' }
  | { readonly ok: false; readonly reason: 'too-many'; readonly until: number };

export interface TotpEnrolling {
  /** The same sign-in gets the same key until it asks for another. */
  start(starting: StartingTotp): Promise<TotpStarted>;
  confirm(confirming: ConfirmingTotp): Promise<TotpConfirmed>;
}

const pendingMs = 60 * 60_000;

export function createTotpEnrolling(deps: TotpEnrollmentDeps): TotpEnrolling {
  return {
    start: (starting) => start(deps, starting),
    async confirm(confirming) {
      const code = readTotpCode(confirming.code);
      if (code === null) return refused('malformed');
      const limited = await deps.factorAttempts.limitSetUp(confirming.accountId, 'confirm');
      if (!limited.ok) return { ok: false, reason: 'too-many', until: limited.until };
      const ran = await deps.hashing.run((place) => confirm(deps, { ...confirming, code }, place));
      return ran.ok ? ran.value : ran;
    },
  };
}

async function start(deps: TotpEnrollmentDeps, starting: StartingTotp): Promise<TotpStarted> {
  const { accountId, signInId, restart = false } = starting;
  const account = await deps.storage.accounts.find(accountId);
  if (!account) return refused('unknown-account');
  const { pending } = await deps.storage.enrollments.find(accountId);
  const isSame = isLive(pending, signInId, deps.now()) && !restart;
  const begun = isSame ? ({ ok: true, pending } as const) : await begin(deps, starting);
  if (!begun.ok) return begun;
  const key = deps.vault.open(begun.pending.secret, accountId);
  const tenant = await deps.storage.tenants.find(account.tenantId);
  const label = account.email ?? account.username ?? '';
  const keyUri = totpKeyUri(key, { issuer: tenant?.name ?? 'Sallyport', label });
  return { ok: true, key, keyUri, expiresAt: begun.pending.expiresAt };
}

function isLive(pending: PendingTotp | null, signInId: string, now: number): pending is PendingTotp {
  return pending !== null && pending.signInId === signInId && pending.expiresAt > now;
}

async function begin(deps: TotpEnrollmentDeps, { accountId, signInId }: StartingTotp) {
  const limited = await deps.factorAttempts.limitSetUp(accountId, 'start');
  if (!limited.ok) return { ok: false, reason: 'too-many', until: limited.until } as const;
  const startedAt = deps.now();
  const secret = deps.vault.seal(newTotpSecret(deps.random), accountId);
  const times = { startedAt, expiresAt: startedAt + pendingMs };
  const pending: PendingTotp = { kind: 'totp', id: newId(deps), secret, signInId, ...times };
  return changeEnrollments(deps, accountId, () => ({ ok: true, changes: { pending }, pending }) as const);
}

/**
 * B9: where nothing can prove, there is nothing to rest on but the second way. Where something can, the policy has asked for
 * it before it lets anybody set up; a disabled factor can not, and backup codes may stand in for it.
 */
function canProve({ factors, backupCodes }: Enrollments): boolean {
  const hasFactor = factors.some(({ disabledAt }) => disabledAt === null);
  return hasFactor || (factors.length > 0 && backupCodes !== null && backupCodes.disabledAt === null);
}

/** What the code of the set-up under way comes to, on the record as it is now. */
function check(deps: TotpEnrollmentDeps, present: Enrollments, confirming: ConfirmingTotp) {
  const { accountId, signInId, code, confirmation } = confirming;
  const { pending } = present;
  if (!isLive(pending, signInId, deps.now())) return refused('expired');
  if (!canProve(present) && !isConfirmed(confirmation, accountId, present.resetAt))
    return refused('not-confirmed');
  const step = matchingStep(deps.vault.open(pending.secret, accountId), code, deps.now());
  return step === null ? refused('wrong') : ({ ok: true, pending, step } as const);
}

async function confirm(
  deps: TotpEnrollmentDeps,
  confirming: ConfirmingTotp,
  place: HashPlace,
): Promise<TotpConfirmed> {
  const { accountId } = confirming;
  const present = await deps.storage.enrollments.find(accountId);
  const checked = check(deps, present, confirming);
  if (!checked.ok) return checked;
  const codes = hasWorkingCodes(present) ? null : await makeBackupCodes(deps, place, accountId);
  const events = await writeEvents(deps, confirming, checked.pending, codes);
  const done = await changeEnrollments(deps, accountId, (now) => {
    const again = check(deps, now, confirming);
    return again.ok ? { ok: true, changes: enrolled(deps, now, again, confirming, codes, events) } : again;
  });
  if (!done.ok) {
    for (const { id, type } of events)
      deps.audit.queue(
        { type: 'act.unfinished', eventId: id, eventType: type },
        confirming.context,
        deps.now(),
      );
    return done;
  }
  return finish(deps, confirming, checked.pending.id, events, codes);
}

function hasWorkingCodes({ backupCodes }: Enrollments): boolean {
  return backupCodes?.disabledAt === null && backupCodes.codes.some(({ usedAt }) => usedAt === null);
}

interface Written {
  readonly id: string;
  readonly type: AuditEvent['type'];
}

/** The enrollment's event comes first: the evidence holds its id. */
async function writeEvents(
  deps: TotpEnrollmentDeps,
  { context, confirmation }: ConfirmingTotp,
  { id: enrollmentId }: PendingTotp,
  codes: NewBackupCodes | null,
): Promise<readonly Written[]> {
  const confirmedBy = confirmation?.by ?? 'factor';
  const events: AuditEvent[] = [{ type: 'factor.enrolled', kind: 'totp', enrollmentId, confirmedBy }];
  if (codes) events.push({ type: 'backup-codes.issued', setId: codes.set.id, count: backupCodeCount });
  const written: Written[] = [];
  for (const event of events)
    written.push({ id: await deps.audit.append(event, context, deps.now()), type: event.type });
  return written;
}

function eventIdOf(written: readonly Written[], type: AuditEvent['type']): string {
  const found = written.find((each) => each.type === type);
  if (!found) throw new Error(`No ${type} was written.`);
  return found.id;
}

/** Everything that the confirmation brings about, at once. A factor that failed too often is renewed by it. */
function enrolled(
  deps: TotpEnrollmentDeps,
  present: Enrollments,
  { pending, step }: { readonly pending: PendingTotp; readonly step: number },
  { name }: ConfirmingTotp,
  codes: NewBackupCodes | null,
  written: readonly Written[],
): Partial<Enrollments> {
  const factor: TotpEnrollment = {
    kind: 'totp',
    id: pending.id,
    name: name ?? 'Authenticator app',
    secret: pending.secret,
    lastStep: step,
    confirmedAt: deps.now(),
    lastUsedAt: null,
    disabledAt: null,
    eventId: eventIdOf(written, 'factor.enrolled'),
  };
  return {
    factors: [...present.factors.filter(({ disabledAt }) => disabledAt === null), factor],
    pending: null,
    backupCodes: codes
      ? { ...codes.set, eventId: eventIdOf(written, 'backup-codes.issued') }
      : present.backupCodes,
    markedForReenrollment: false,
    mailboxSpent: false,
    opening: null,
  };
}

async function finish(
  deps: TotpEnrollmentDeps,
  { accountId, signInId, expiresAt, keep }: ConfirmingTotp,
  enrollmentId: string,
  written: readonly Written[],
  codes: NewBackupCodes | null,
): Promise<TotpConfirmed> {
  const id = eventIdOf(written, 'factor.enrolled');
  const evidence: Evidence = { id, accountId, kind: 'totp', source: enrollmentId, signInId, at: deps.now() };
  if (codes) await keep?.(codes.shown);
  await deps.storage.evidence.add({ kind: 'sign-in', id: signInId, accountId }, evidence, expiresAt);
  await deps.factorAttempts.forget(accountId, 'totp');
  if (codes) await deps.factorAttempts.forget(accountId, 'backup-code');
  return { ok: true, evidence, backupCodes: codes?.shown ?? null };
}
