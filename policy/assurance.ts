// What proofs amount to: their level, and the acr, amr and auth_time that tokens say of them.
// Invariant: nothing but proofs enters here. A waiver, a need or a deadline cannot change what a token claims.
import { reaches, strongest } from './level.ts';
import type { Proof } from './proof.ts';
import { type Level, levels } from './tenant-policy.ts';

const acrOfLevel: Readonly<Record<Level, string>> = {
  none: 'https://refeds.org/profile/sfa',
  mfa: 'https://refeds.org/profile/mfa',
  'phishing-resistant': 'phr',
  hardware: 'phrh',
};

/** RFC 8176 values, in the order in which tokens list them. */
const amrOrder = ['pwd', 'hwk', 'swk', 'pop', 'user', 'otp', 'sms'];

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

/** The acr value of a level. */
export function acrOf(level: Level): string {
  return acrOfLevel[level];
}

export function hasFirstFactor(proofs: readonly Proof[]): boolean {
  return proofs.some(({ isFirst }) => isFirst);
}

/** The level that counting proofs reach: `none` without a first factor, whatever else was proved. */
export function levelOf(proofs: readonly Proof[]): Level {
  return hasFirstFactor(proofs) ? strongest(proofs.map(({ level }) => level)) : 'none';
}

/** What tokens say of counting proofs that hold a first factor, given the acr values that the request names. */
export function assuranceOf(proofs: readonly Proof[], named: readonly string[]): Assurance {
  const level = levelOf(proofs);
  const asked = named.map(levelOfAcr).find((wanted) => wanted !== undefined && reaches(level, wanted));
  const reported = asked ?? level;
  return {
    level,
    acr: acrOfLevel[reported],
    amr: amrOf(proofs, level),
    authTime: authTimeOf(proofs, reported),
  };
}

function amrOf(proofs: readonly Proof[], level: Level): readonly string[] {
  const proved = new Set(proofs.flatMap(({ amr }) => amr));
  return [...amrOrder.filter((value) => proved.has(value)), ...(reaches(level, 'mfa') ? ['mfa'] : [])];
}

/** Either one proof that stands first and reaches the level by itself, or a first factor and another; the newer of both. */
function authTimeOf(proofs: readonly Proof[], reported: Level): number {
  const firsts = proofs.filter(({ isFirst }) => isFirst);
  const reaching = proofs.filter(({ level }) => reaches(level, reported));
  const alone = newest(firsts.filter((proof) => reaching.includes(proof)));
  const together = Math.min(
    newest(firsts.filter((proof) => !reaching.includes(proof))),
    newest(reaching.filter(({ isFirst }) => !isFirst)),
  );
  return Math.max(alone, together);
}

function newest(proofs: readonly Proof[]): number {
  return Math.max(...proofs.map((proof) => proof.at));
}
