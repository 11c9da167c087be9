// RFC 6238 as common apps do it: SHA-1, 6 digits, steps of 30 s, a key of 20 bytes; one step of drift either way.
// Invariant: whatever is typed, the answer is a value: a code that cannot be one is malformed, never an exception.
import { generateURI, verifySync } from 'otplib';
import { readDigitCode } from '../digit-code.ts';

const stepSeconds = 30;
/** How far a clock that is off is told of. */
const toldSeconds = 10 * 60;
const secretBytes = 20;
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 160 random bits, base32 (RFC 4226 R6 recommends 160). */
export function newTotpSecret(random: (bytes: number) => Buffer): string {
  const bits = [...random(secretBytes)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? []).map((five) => base32[Number.parseInt(five, 2)]).join('');
}

/** What the QR code holds. Colons part issuer and label in it, so neither may hold one. */
export function totpKeyUri(secret: string, { issuer, label }: { issuer: string; label: string }): string {
  const plain = (text: string) => text.replaceAll(':', ' ').trim();
  return generateURI({ issuer: plain(issuer), label: plain(label), secret });
}

/** Six digits, however they were grouped; null if it cannot be a code. */
export function readTotpCode(text: string): string | null {
  return readDigitCode(text, 6);
}

/** The time step in which this code is right, one before or after now included; null if it is wrong. @param now ms */
export function matchingStep(secret: string, code: string, now: number): number | null {
  return stepWithin(secret, code, now, stepSeconds);
}

/**
 * Whether a wrong code would have been right up to ten minutes ago, or `around` now: the clock of the app is off, or it was typed
 * late. It is never accepted. `around` only for whoever knows the key: of a code that is still to come, a guesser would learn
 * when to try it. @param now ms
 */
export function isOfOtherTime(secret: string, code: string, now: number, where: 'past' | 'around'): boolean {
  return stepWithin(secret, code, now, where === 'past' ? [toldSeconds, 0] : toldSeconds) !== null;
}

function stepWithin(
  secret: string,
  code: string,
  now: number,
  /** s; for a pair: before and after. */
  epochTolerance: number | [number, number],
): number | null {
  const result = verifySync({
    secret,
    token: code,
    epoch: Math.floor(now / 1000),
    epochTolerance,
    period: stepSeconds,
    algorithm: 'sha1',
    digits: 6,
  });
  // Anything but a plain yes with its step is a no.
  return result.valid === true && 'timeStep' in result && Number.isSafeInteger(result.timeStep)
    ? result.timeStep
    : null;
}
