// A person's authenticator app.
import { generateSync } from 'otplib';
import type { Enrollments, TotpEnrollment } from '../../ports/enrollments.ts';

/** @param key as the page shows it, base32, spaces allowed. @param at ms: the moment that the app's clock shows. */
export function totpCode(key: string, at: number = Date.now()): string {
  return generateSync({ secret: key.replace(/\s/g, '').toUpperCase(), epoch: Math.floor(at / 1000) });
}

/** ms from `at` until the app shows the next code. */
export function untilNextCode(at: number = Date.now()): number {
  return 30_000 - (at % 30_000);
}

/** The first app of an account's record; undefined if it has none. */
export function appIn(enrollments: Pick<Enrollments, 'factors'> | undefined): TotpEnrollment | undefined {
  return enrollments?.factors.find((factor) => factor.kind === 'totp');
}
