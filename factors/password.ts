// The first factor that everybody has: verifies a password. Setting one is password-setting's.
// Invariant: an unknown account, one without a password and a wrong password cost the same, count the same and are told the same.
import type { EventContext, FailureReason } from '../audit/event.ts';
import type { Evidence } from '../policy/facts.ts';
import type { StoredPassword } from '../ports/passwords.ts';
import type { Admission } from './attempts.ts';
import { type FactorDeps, recordProof, refused } from './factor-deps.ts';
import { normaliseIdentifier } from './identifier.ts';
import type { PasswordAttempts, PasswordTry } from './password-attempts.ts';
import type { Hashing, HashPlace } from './password-hash.ts';
import { normalisePassword } from './password-rules.ts';
import { reportWrong } from './wrong.ts';

export interface PasswordDeps extends FactorDeps {
  readonly hashing: Hashing;
  readonly passwordAttempts: PasswordAttempts;
  /** Puts the answer off: the only brake on strangers who come from many networks. */
  readonly wait: (ms: number) => Promise<void>;
}

export interface PasswordProving extends PasswordTry {
  readonly password: string;
  readonly signInId: string;
  /** When the evidence of this sign-in ends, ms. */
  readonly expiresAt: number;
  readonly context: EventContext;
}

export type PasswordVerified =
  | { readonly ok: true; readonly accountId: string; readonly evidence: Evidence }
  | { readonly ok: false; readonly reason: 'wrong' }
  /** Even a right password is refused until then, ms. */
  | { readonly ok: false; readonly reason: 'locked'; readonly until: number }
  /** Failed too often: refused here until the password is renewed or unlocked. A browser known before still works. */
  | { readonly ok: false; readonly reason: 'disabled' }
  /** The hashing queue is full: nothing was tried or counted. */
  | { readonly ok: false; readonly reason: 'busy' };

export interface Password {
  /** The account may be disabled: what it may do is for the policy to say, to someone who knows the password. */
  verify(proving: PasswordProving): Promise<PasswordVerified>;
}

export function createPassword(deps: PasswordDeps): Password {
  return {
    async verify(proving) {
      const delay = await deps.passwordAttempts.delay(proving);
      if (delay > 0) await deps.wait(delay);
      const ran = await deps.hashing.run((place) => verify(deps, proving, place));
      return ran.ok ? ran.value : ran;
    },
  };
}

/** Whose password it may be. */
interface Found {
  readonly accountId: string | null;
  readonly email: string | null;
  readonly stored: StoredPassword | undefined;
}

async function verify(
  deps: PasswordDeps,
  proving: PasswordProving,
  place: HashPlace,
): Promise<PasswordVerified> {
  const admission = await deps.passwordAttempts.take(proving);
  const found = await find(deps, proving);
  const context = contextOf(proving, found);
  if (!admission.ok) {
    fold(deps, context, admission.reason);
    return admission;
  }
  const text = normalisePassword(proving.password);
  const matched = await place.matches(found.stored?.hash ?? null, text);
  if (matched !== true || found.accountId === null || !found.stored) {
    return wrong(deps, admission, found, context);
  }
  return right(deps, admission, { ...proving, accountId: found.accountId, context }, found.stored, place);
}

async function find({ storage }: PasswordDeps, { tenantId, identifier }: PasswordTry): Promise<Found> {
  const entry = await storage.directory.findByIdentifier(tenantId, normaliseIdentifier(identifier));
  // Asked also where there is no account, so that the answer takes as long.
  const stored = await storage.passwords.find(entry?.id ?? '');
  return { accountId: entry?.id ?? null, email: entry?.email ?? null, stored };
}

/** The actor is the account only once the password was right. */
function contextOf({ context, tenantId }: PasswordProving, { accountId, email }: Found): EventContext {
  return { ...context, tenantId, accountId, email };
}

function fold({ audit, now }: PasswordDeps, context: EventContext, reason: FailureReason): void {
  audit.fold({ type: 'factor.failed', kind: 'password', reason, count: 1 }, context, now());
}

async function wrong(
  deps: PasswordDeps,
  admission: Extract<Admission, { ok: true }>,
  { accountId, stored }: Found,
  context: EventContext,
): Promise<PasswordVerified> {
  fold(deps, context, accountId === null ? 'unknown-account' : stored ? 'wrong' : 'no-password');
  await reportWrong(deps, 'password', admission, context);
  return refused('wrong');
}

async function right(
  deps: PasswordDeps,
  admission: Extract<Admission, { ok: true }>,
  proving: PasswordProving & { readonly accountId: string },
  stored: StoredPassword,
  place: HashPlace,
): Promise<PasswordVerified> {
  const { accountId } = proving;
  const proof = { kind: 'password', source: stored.version } as const;
  const context: EventContext = { ...proving.context, actor: { kind: 'account', id: accountId } };
  const evidence = await recordProof(deps, { type: 'factor.used', ...proof }, { ...proving, context }, proof);
  await admission.right();
  if (deps.hashing.isOutdated(stored.hash)) {
    const hash = await place.hash(normalisePassword(proving.password));
    await deps.storage.passwords.rehash(accountId, stored.version, hash);
  }
  return { ok: true, accountId, evidence };
}
