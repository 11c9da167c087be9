// What one proof is worth, and what one enrolled factor could prove: "Levels and tokens" of design.md, row by row.
// Invariant: a passkey counts by what was registered and asserted, never by what a browser says of it.
import type { EnrolledFactor, Evidence, EvidenceKind, PasskeyFacts } from './facts.ts';
import type { FactorKind, Level, TenantPolicy } from './tenant-policy.ts';

export interface Proof {
  readonly kind: EvidenceKind;
  /** ms. */
  readonly at: number;
  /** It can stand first: a password, or a passkey that verified its user. */
  readonly isFirst: boolean;
  /** What it reaches together with a first factor; a passkey that stands first reaches it by itself. */
  readonly level: Level;
  /** RFC 8176 values. */
  readonly amr: readonly string[];
}

/** A backup code is as good as what it stands in for, at most `mfa`; a break-glass code is no proof at all. */
const levels: Readonly<Record<Exclude<EvidenceKind, 'passkey'>, Level>> = {
  password: 'none',
  totp: 'mfa',
  sms: 'mfa',
  'backup-code': 'mfa',
  'break-glass': 'none',
};

/** No registered value names a backup code. */
const amrs: Readonly<Record<Exclude<EvidenceKind, 'passkey'>, readonly string[]>> = {
  password: ['pwd'],
  totp: ['otp'],
  sms: ['sms'],
  'backup-code': [],
  'break-glass': [],
};

/** What counting evidence of an account with these factors is worth. */
export function proofsOf(
  evidence: readonly Evidence[],
  factors: readonly EnrolledFactor[],
  policy: TenantPolicy,
): readonly Proof[] {
  return evidence.map((one) => proofOf(one, factors, policy));
}

function proofOf(evidence: Evidence, factors: readonly EnrolledFactor[], policy: TenantPolicy): Proof {
  const { kind, at } = evidence;
  if (kind !== 'passkey')
    return { kind, at, isFirst: kind === 'password', level: levels[kind], amr: amrs[kind] };
  const passkey = factors.find(({ id }) => id === evidence.source)?.passkey;
  // Without what was registered it is worth nothing: nothing is assumed of a key.
  if (!passkey) return { kind, at, isFirst: false, level: 'none', amr: [] };
  const isFirst = evidence.userVerified === true && passkey.verifiesUser;
  return { kind, at, isFirst, level: levelOfPasskey(passkey, policy), amr: [keyValue(passkey), 'user'] };
}

/** The level that an enrolled factor can prove together with a first one. */
export function levelOfFactor({ kind, passkey }: EnrolledFactor, policy: TenantPolicy): Level {
  if (kind !== 'passkey') return levels[kind];
  return passkey ? levelOfPasskey(passkey, policy) : 'none';
}

/** The most that setting up a factor of this kind can come to. */
export function levelOfKind(kind: FactorKind, policy: TenantPolicy): Level {
  if (kind !== 'passkey') return levels[kind];
  return policy.passkeys.hardware.length > 0 ? 'hardware' : 'phishing-resistant';
}

/** What setting up a factor of this kind comes to at least. */
export function leastLevelOfKind(kind: FactorKind): Level {
  return kind === 'passkey' ? 'phishing-resistant' : levels[kind];
}

/** As `levelOfFactor`, for a passkey that is about to be registered. */
export function levelOfPasskey(passkey: PasskeyFacts, policy: TenantPolicy): Level {
  const isListed = policy.passkeys.hardware.includes(passkey.aaguid);
  return passkey.attested && !passkey.synced && isListed ? 'hardware' : 'phishing-resistant';
}

/** Whether the policy lets people register and use such a passkey; of a use, `verifiesUser` says whether it did. */
export function isAllowedPasskey(
  { synced, verifiesUser }: Pick<PasskeyFacts, 'synced' | 'verifiesUser'>,
  { passkeys }: TenantPolicy,
): boolean {
  return (passkeys.synced || !synced) && (passkeys.withoutUserVerification || verifiesUser);
}

/** RFC 8176: a key in hardware, one in software, or a key at all. */
function keyValue({ attested, synced }: PasskeyFacts): string {
  if (attested) return 'hwk';
  return synced ? 'swk' : 'pop';
}

export const levelOfBackupCode: Level = levels['backup-code'];
