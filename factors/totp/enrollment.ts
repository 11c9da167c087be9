// Sets up an authenticator app: shows a key, takes a code of it, and makes the backup codes with it.
// Invariant (B8): until the code was right nothing counts: see enrolling.ts.
import type { Enrollments, PendingTotp } from '../../ports/enrollments.ts';
import {
  type ConfirmedByCode,
  type ConfirmingByCode,
  confirmByCode,
  firstUsed,
} from '../confirmed-by-code.ts';
import {
  beginSetUp,
  type EnrollingDeps,
  enroll,
  type Factor,
  isLive,
  mayEnroll,
  type NewlyEnrolled,
  proveByEnrolling,
} from '../enrolling.ts';
import { refused } from '../factor-deps.ts';
import { defaultNames, numberedName } from '../numbered-name.ts';
import type { HashPlace } from '../password/hash.ts';
import { isOfOtherTime, matchingStep, newTotpSecret, readTotpCode, totpKeyUri } from './code.ts';

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

export interface ConfirmingTotp extends ConfirmingByCode {
  /** What the person calls it. */
  readonly name?: string;
}

export type TotpConfirmed =
  | ConfirmedByCode
  /** Wrong, but right some minutes before or after now: the clock of the app is off. */
  | { readonly ok: false; readonly reason: 'other-time' };

export interface TotpEnrolling {
  /** The same sign-in gets the same key until it asks for another. */
  start(starting: StartingTotp): Promise<TotpStarted>;
  confirm(confirming: ConfirmingTotp): Promise<TotpConfirmed>;
}

export function createTotpEnrolling(deps: EnrollingDeps): TotpEnrolling {
  return {
    start: (starting) => start(deps, starting),
    confirm: (confirming) =>
      confirmByCode(deps, confirming, readTotpCode, (read, place) => confirm(deps, read, place)),
  };
}

async function start(deps: EnrollingDeps, starting: StartingTotp): Promise<TotpStarted> {
  const { accountId, signInId, restart = false } = starting;
  const account = await deps.storage.accounts.find(accountId);
  if (!account) return refused('unknown-account');
  const { pending } = await deps.storage.enrollments.find(accountId);
  const isSame = isLive(pending, 'totp', signInId, deps.now()) && !restart;
  const begun = isSame ? ({ ok: true, pending } as const) : await begin(deps, starting);
  if (!begun.ok) return begun;
  const key = deps.vault.open(begun.pending.secret, accountId);
  const tenant = await deps.storage.tenants.find(account.tenantId);
  const label = account.email ?? account.username ?? '';
  const keyUri = totpKeyUri(key, { issuer: tenant?.name ?? 'Sallyport', label });
  return { ok: true, key, keyUri, expiresAt: begun.pending.expiresAt };
}

function begin(deps: EnrollingDeps, { accountId, signInId }: StartingTotp) {
  return beginSetUp(deps, accountId, signInId, (begun): PendingTotp => {
    const secret = deps.vault.seal(newTotpSecret(deps.random), accountId);
    return { ...begun, kind: 'totp', secret };
  });
}

async function confirm(
  deps: EnrollingDeps,
  confirming: ConfirmingTotp,
  place: HashPlace,
): Promise<TotpConfirmed> {
  const check = (present: Enrollments) => checked(deps, present, confirming);
  const enrolled = await enroll(deps, confirming, { kind: 'totp', check }, place);
  return enrolled.ok ? proveByEnrolling(deps, confirming, enrolled) : enrolled;
}

/** What the code of the set-up under way comes to, on the record as it is now. */
function checked(deps: EnrollingDeps, present: Enrollments, confirming: ConfirmingTotp) {
  const { accountId, signInId, code } = confirming;
  const { pending } = present;
  if (!isLive(pending, 'totp', signInId, deps.now())) return refused('expired');
  if (!mayEnroll(present, confirming)) return refused('not-confirmed');
  const { id, secret } = pending;
  const key = deps.vault.open(secret, accountId);
  const lastStep = matchingStep(key, code, deps.now());
  if (lastStep === null)
    return refused(isOfOtherTime(key, code, deps.now(), 'around') ? 'other-time' : 'wrong');
  // One that was turned off goes for it.
  const taken = present.factors.flatMap((each) => (each.disabledAt === null ? each.name : []));
  const name = confirming.name ?? numberedName(defaultNames.totp, taken);
  const make = (given: NewlyEnrolled): Factor => ({
    kind: 'totp',
    id,
    name,
    secret,
    lastStep,
    ...firstUsed(given),
  });
  return { ok: true, enrollmentId: id, make } as const;
}
