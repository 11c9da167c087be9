// A code that the help desk gives to a person whose identity it checked: it opens enrolling, and is a second way of B9.
// Invariant: 80 bits, 24 hours, used once; giving a new one voids the old; only the account's hard counter bounds its tries.
import type { EventContext } from '../../audit/event.ts';
import type { OneTimeSecret } from '../../ports/one-time-secrets.ts';
import type { Confirmation } from '../../ports/sign-ins.ts';
import { type FactorAttempts, failureLimit, refusalOf } from '../attempts.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import { type FactorDeps, refused } from '../factor-deps.ts';
import { newTypedCode, readTypedCode, showTypedCode } from '../typed-code.ts';
import { failureOf } from '../wrong.ts';
import { recordConfirmation } from './confirmation.ts';

export interface EnrollmentCodeDeps extends FactorDeps {
  readonly factorAttempts: FactorAttempts;
}

export interface GivingEnrollmentCode {
  readonly accountId: string;
  /** How the person's identity was checked: "phone", "in person", "video". */
  readonly identityChecked: string;
  readonly reason: string;
  readonly context: EventContext;
}

export interface EnrollmentCodeProving {
  readonly accountId: string;
  readonly code: string;
  readonly context: EventContext;
}

export type EnrollmentCodeVerified =
  | { readonly ok: true; readonly confirmation: Confirmation }
  /** `expired` also where none was given. */
  | {
      readonly ok: false;
      readonly reason: 'malformed' | 'wrong' | 'expired' | 'used-already' | 'disabled';
    }
  | { readonly ok: false; readonly reason: 'locked'; readonly until: number };

export interface EnrollmentCode {
  /** Returns the code, this once, and until when it can be used (ms). Call it only for an account that exists. */
  give(giving: GivingEnrollmentCode): Promise<{ readonly code: string; readonly until: number }>;
  verify(proving: EnrollmentCodeProving): Promise<EnrollmentCodeVerified>;
}

const codeMs = 24 * 60 * 60_000;

const fail = failureOf({ type: 'enrollment.confirmation-failed', by: 'enrollment-code' });

export function createEnrollmentCode(deps: EnrollmentCodeDeps): EnrollmentCode {
  return { give: (giving) => give(deps, giving), verify: (proving) => verify(deps, proving) };
}

async function give(deps: EnrollmentCodeDeps, giving: GivingEnrollmentCode) {
  const { accountId, identityChecked, reason, context } = giving;
  const code = newTypedCode(deps.random);
  const at = deps.now();
  const until = at + codeMs;
  const event = { type: 'enrollment-code.given', identityChecked, reason } as const;
  const secret: OneTimeSecret = {
    // The effect holds the event's id: whether the code came into being can be told after a crash.
    id: await deps.audit.append(event, context, at),
    purpose: 'enrollment-code',
    accountId,
    hash: deps.vault.hash(`${accountId} ${code}`, 'enrollment-code'),
    boundTo: null,
    // Nobody guesses 80 bits, and a few tries of its own would let a thief of the password burn it: the account's counter ends it.
    triesLeft: failureLimit,
    createdAt: at,
    expiresAt: until,
    usedAt: null,
  };
  await deps.storage.oneTimeSecrets.issue(secret);
  await deps.factorAttempts.forget(accountId, 'enrollment-code');
  const opening = { by: 'enrollment-code', at, until, browserHash: null } as const;
  // What was shown with an older one is void as well, for who got that talked out of the help desk may still hold it.
  const changes = { opening, confirmationsVoidUntil: at - 1 };
  await changeEnrollments(deps, accountId, () => ({ ok: true, changes }));
  return { code: showTypedCode(code), until };
}

async function verify(
  deps: EnrollmentCodeDeps,
  proving: EnrollmentCodeProving,
): Promise<EnrollmentCodeVerified> {
  const { accountId, context } = proving;
  const code = readTypedCode(proving.code);
  if (code === null) return refused('malformed');
  const at = deps.now();
  const { oneTimeSecrets } = deps.storage;
  const secret = await oneTimeSecrets.findFor(accountId, 'enrollment-code', deps.now());
  if (!secret) return fail(deps, proving, refused('expired'));
  const admission = await deps.factorAttempts.take(accountId, 'enrollment-code');
  if (!admission.ok) return fail(deps, proving, refusalOf(admission));
  if (!(await oneTimeSecrets.takeTry(secret.id, deps.now()))) return fail(deps, proving, refused('expired'));
  if (deps.vault.hashMatches(`${accountId} ${code}`, 'enrollment-code', secret.hash) !== true)
    return fail(deps, proving, refused('wrong'));
  if (!(await oneTimeSecrets.consume(secret.id, deps.now())))
    return fail(deps, proving, refused('used-already'));
  const confirmation = await recordConfirmation(deps, { by: 'enrollment-code', accountId, at }, context);
  await admission.right();
  return { ok: true, confirmation };
}
