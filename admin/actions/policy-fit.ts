// Whether anybody can meet a policy on this installation, and what an admin should know of one that is taken.
// Invariant: a policy that no allowed factor can meet is refused: it would lock everybody out, its admins included.
import { reaches } from '../../policy/level.ts';
import { levelOfKind } from '../../policy/proof.ts';
import { type FactorKind, factorKinds, type TenantPolicy } from '../../policy/tenant-policy.ts';
import type { InputProblem } from './action.ts';

/** What this installation can do of what policies ask for, by its settings. */
export interface ServerMeans {
  /** AAGUIDs of the models whose attestation can be verified. */
  readonly attested: ReadonlySet<string>;
  readonly sendsTexts: boolean;
}

/** What an admin should know of a policy, though it is taken. */
export type PolicyNote =
  | 'requirement-off'
  | 'second-factor-off'
  | 'short-password-alone'
  | 'short-password-allowed'
  | 'sms-weak'
  | 'sms-alone'
  | 'sms-without-gateway'
  | 'hardware-not-attested';

/** Notes on a policy that is taken in place of `before`. */
export function notesOn(
  policy: TenantPolicy,
  before: TenantPolicy,
  means: ServerMeans,
): readonly PolicyNote[] {
  const notes: PolicyNote[] = [];
  if (switchesRequirementOff(policy, before)) notes.push('requirement-off');
  if (policy.secondFactor === 'off') notes.push('second-factor-off');
  // NIST SP 800-63B-4 3.1.1.2: 15 characters where the password can stand alone, 8 where it is one factor of two.
  const short = policy.passwordMinLength < 15;
  if (short)
    notes.push(policy.secondFactor === 'required' ? 'short-password-allowed' : 'short-password-alone');
  if (policy.factors.sms) notes.push(isSmsAlone(policy) ? 'sms-alone' : 'sms-weak');
  if (policy.factors.sms && !means.sendsTexts) notes.push('sms-without-gateway');
  if (policy.passkeys.hardware.some((aaguid) => !means.attested.has(aaguid)))
    notes.push('hardware-not-attested');
  return notes;
}

/** No other kind is allowed beside it. */
function isSmsAlone({ factors }: TenantPolicy): boolean {
  return factorKinds.every((kind) => factors[kind] === (kind === 'sms'));
}

/** A14: from a requirement to none. */
export function switchesRequirementOff(policy: TenantPolicy, before: TenantPolicy): boolean {
  return before.secondFactor === 'required' && policy.secondFactor !== 'required';
}

/** Null where somebody can meet it. */
export function unmeetable(policy: TenantPolicy, means: ServerMeans): InputProblem | null {
  if (policy.secondFactor === 'off') return null;
  if (policy.factors.sms && policy.sms.countries.length === 0)
    return { setting: 'sms.countries', expected: 'the countries that codes by SMS go to, such as CH' };
  const reaching = factorKinds.filter(
    (kind) => policy.factors[kind] && reaches(levelOfKind(kind, policy), policy.level),
  );
  if (reaching.length === 0)
    return {
      setting: 'level',
      expected:
        'a level that an allowed factor reaches (hardware needs AAGUIDs in passkeys.hardware); otherwise nobody could sign in',
    };
  return reaching.some((kind) => isAtHand(kind, policy, means)) ? null : missing(policy);
}

/** Whether somebody can set up one of this kind that reaches the level. */
function isAtHand(kind: FactorKind, { level, passkeys }: TenantPolicy, means: ServerMeans): boolean {
  if (kind === 'sms') return means.sendsTexts;
  return (
    kind !== 'passkey' || level !== 'hardware' || passkeys.hardware.some((one) => means.attested.has(one))
  );
}

function missing({ level }: TenantPolicy): InputProblem {
  return level === 'hardware'
    ? {
        setting: 'passkeys.hardware',
        expected:
          'an AAGUID for which the file of SALLYPORT_FIDO_METADATA has certificates; otherwise nobody could sign in',
      }
    : {
        setting: 'factors.sms',
        expected:
          'another factor beside it, or a gateway first (SALLYPORT_SMS_URL); otherwise nobody could sign in',
      };
}
