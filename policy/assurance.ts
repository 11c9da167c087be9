// What evidence amounts to: its level, and the acr, amr and auth_time that tokens say of it.
// Invariant: nothing but evidence enters here. A waiver, a need or a setting cannot change what a token claims.
import type { Evidence, EvidenceKind } from './facts.ts';
import { reaches, strongest } from './level.ts';
import { type Level, levels } from './tenant-policy.ts';

const acrOfLevel: Readonly<Record<Level, string>> = {
  none: 'https://refeds.org/profile/sfa',
  mfa: 'https://refeds.org/profile/mfa',
  'phishing-resistant': 'phr',
  hardware: 'phrh',
};

/** What a first factor together with each kind reaches. A backup code is as good as what it stands in for, at most `mfa`. */
const levelWith: Readonly<Record<EvidenceKind, Level>> = {
  password: 'none',
  totp: 'mfa',
  'backup-code': 'mfa',
};

/** RFC 8176 values, in the order in which tokens list them. No registered value names a backup code. */
const amrOfKind: Readonly<Record<EvidenceKind, string | null>> = {
  password: 'pwd',
  totp: 'otp',
  'backup-code': null,
};

/** The kinds that can be a first factor. */
const firstKinds: readonly EvidenceKind[] = ['password'];

export interface Assurance {
  /** The highest level that the evidence reaches. */
  readonly level: Level;
  readonly acr: string;
  readonly amr: readonly string[];
  /** ms: the oldest among the newest evidence that makes up the level that `acr` reports. */
  readonly authTime: number;
}

/** The acr values that tokens can carry, weakest first: for discovery. */
export const acrValues: readonly string[] = levels.map((level) => acrOfLevel[level]);

/** The level that an acr value stands for, or undefined if it is none of ours. */
export function levelOfAcr(acr: string): Level | undefined {
  return levels.find((level) => acrOfLevel[level] === acr);
}

/** The acr value that stands for a level. */
export function acrOf(level: Level): string {
  return acrOfLevel[level];
}

/** What a first factor and this kind reach together. */
export function levelOfKind(kind: EvidenceKind): Level {
  return levelWith[kind];
}

export function hasFirstFactor(evidence: readonly Evidence[]): boolean {
  return evidence.some((proof) => firstKinds.includes(proof.kind));
}

/** The level that counting evidence reaches: `none` without a first factor, whatever else was proved. */
export function levelOf(evidence: readonly Evidence[]): Level {
  return hasFirstFactor(evidence) ? strongest(evidence.map((proof) => levelOfKind(proof.kind))) : 'none';
}

/** What tokens say of counting evidence that holds a first factor, given the acr values that the request names. */
export function assuranceOf(evidence: readonly Evidence[], named: readonly string[]): Assurance {
  const level = levelOf(evidence);
  const asked = named.map(levelOfAcr).find((wanted) => wanted !== undefined && reaches(level, wanted));
  const reported = asked ?? level;
  return {
    level,
    acr: acrOfLevel[reported],
    amr: amrOf(evidence, level),
    authTime: authTimeOf(evidence, reported),
  };
}

function amrOf(evidence: readonly Evidence[], level: Level): readonly string[] {
  const proved = new Set(evidence.map((proof) => amrOfKind[proof.kind]));
  const values = Object.values(amrOfKind).filter((value) => value !== null);
  return [...values.filter((value) => proved.has(value)), ...(reaches(level, 'mfa') ? ['mfa'] : [])];
}

function authTimeOf(evidence: readonly Evidence[], reported: Level): number {
  const first = evidence.filter((proof) => firstKinds.includes(proof.kind));
  const second = evidence.filter(
    (proof) => !first.includes(proof) && reaches(levelOfKind(proof.kind), reported),
  );
  return reported === 'none' ? newest(first) : Math.min(newest(first), newest(second));
}

function newest(evidence: readonly Evidence[]): number {
  return Math.max(...evidence.map((proof) => proof.at));
}
