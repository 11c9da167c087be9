// The first factor that everybody has: verifies a password. Setting one is setting.ts.
// Invariant: an unknown account, one without a password and a wrong password cost the same, count the same and are told the same.
import type { EventContext, FailureReason } from '../../audit/event.ts';
import type { Evidence } from '../../policy/facts.ts';
import type { StoredPassword } from '../../ports/passwords.ts';
import { refusalOf } from '../attempts.ts';
import { type FactorDeps, recordProof, refused } from '../factor-deps.ts';
import { normaliseIdentifier } from '../identifier.ts';
import { reportEnd, reportWrong } from '../wrong.ts';
import {
  endingCounter,
  type PasswordAdmission,
  type PasswordAttempts,
  type PasswordTry,
} from './attempts.ts';
import type { Hashing, HashPlace } from './hash.ts';
import { normalisePassword } from './rules.ts';

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
      const ran = await deps.hashing.run((place) => check(deps, proving, place));
      if (!ran.ok) return ran;
      const { admission, found, matched } = ran.value;
      // Nothing is written before it: whoever looks at the page meanwhile learns nothing sooner.
      if (admission.delay > 0) await deps.wait(admission.delay);
      const context = contextOf(proving, found);
      const { accountId, stored } = found;
      if (!admission.ok) return notAdmitted(deps, proving, admission, stored, context);
      if (accountId === null || !stored || !matched) return wrong(deps, proving, admission, found, context);
      return right(deps, admission, { ...proving, accountId, context }, stored);
    },
  };
}

/** Whose password it may be. */
interface Found {
  readonly accountId: string | null;
  readonly email: string | null;
  readonly stored: StoredPassword | undefined;
}

interface Checked {
  readonly admission: PasswordAdmission;
  readonly found: Found;
  readonly matched: boolean;
}

/** Counts the try, then looks whether it is right; tells nobody yet. */
async function check(deps: PasswordDeps, proving: PasswordProving, place: HashPlace): Promise<Checked> {
  const taken = await deps.passwordAttempts.take(proving);
  const found = await find(deps, proving);
  const admission = admissionHere(taken, proving, found);
  if (!admission.ok) return { admission, found, matched: false };
  const matched = await place.matches(found.stored?.hash ?? null, normalisePassword(proving.password));
  return { admission, found, matched: matched === true };
}

/** Nothing is left to be written down. */
const written = { spent: false, forGood: false } as const;

/** What was ended for good stays ended, even where the counter that ended it was lost. */
function admissionHere(taken: PasswordAdmission, tried: PasswordTry, { stored }: Found): PasswordAdmission {
  const ended = stored?.refused?.includes(endingCounter(tried)) ?? false;
  return taken.ok && ended ? { ok: false, reason: 'disabled', ...written, delay: taken.delay } : taken;
}

/** The one too many ends the password, even where it was counted and the server stopped before it wrote that down. */
async function notAdmitted(
  deps: PasswordDeps,
  tried: PasswordTry,
  admission: Extract<PasswordAdmission, { ok: false }>,
  stored: StoredPassword | undefined,
  context: EventContext,
): Promise<PasswordVerified> {
  const name = endingCounter(tried);
  const ends = admission.reason === 'disabled' && admission.forGood;
  if (ends && stored && !stored.refused?.includes(name)) {
    await deps.storage.passwords.refuse(stored.accountId, stored.version, name);
    reportEnd(deps, 'password', context);
  }
  fold(deps, context, admission.reason);
  return refusalOf(admission);
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
  tried: PasswordTry,
  admission: Extract<PasswordAdmission, { ok: true }>,
  { accountId, stored }: Found,
  context: EventContext,
): Promise<PasswordVerified> {
  fold(deps, context, accountId === null ? 'unknown-account' : stored ? 'wrong' : 'no-password');
  if (admission.ifWrong.forGood && stored)
    await deps.storage.passwords.refuse(stored.accountId, stored.version, endingCounter(tried));
  await reportWrong(deps, 'password', admission.ifWrong, context);
  return refused('wrong');
}

async function right(
  deps: PasswordDeps,
  admission: Extract<PasswordAdmission, { ok: true }>,
  proving: PasswordProving & { readonly accountId: string },
  stored: StoredPassword,
): Promise<PasswordVerified> {
  const { accountId } = proving;
  const proof = { kind: 'password', source: stored.version } as const;
  const context: EventContext = { ...proving.context, actor: { kind: 'account', id: accountId } };
  const evidence = await recordProof(deps, { type: 'factor.used', ...proof }, { ...proving, context }, proof);
  await admission.right();
  if (deps.hashing.isOutdated(stored.hash)) await rehash(deps, stored, proving.password);
  return { ok: true, accountId, evidence };
}

/** Where there is no place now, the next sign-in does it. */
async function rehash(deps: PasswordDeps, stored: StoredPassword, password: string): Promise<void> {
  const ran = await deps.hashing.run((place) => place.hash(normalisePassword(password)));
  if (ran.ok) await deps.storage.passwords.rehash(stored.accountId, stored.version, ran.value);
}
