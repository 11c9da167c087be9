// What every store keeps of an account's passkeys beside its record: their credential ids, unique, and what hosts they are for.
import type { Enrollments, PasskeyEnrollment } from '../ports/enrollments.ts';

export function passkeysOf({ factors }: Pick<Enrollments, 'factors'>): readonly PasskeyEnrollment[] {
  return factors.filter((factor) => factor.kind === 'passkey');
}
