// The credential ids of an account's passkeys, which every store keeps unique beside the record.
import type { Enrollments } from '../ports/enrollments.ts';

export function passkeyIdsOf({ factors }: Pick<Enrollments, 'factors'>): readonly string[] {
  return factors.flatMap((factor) => (factor.kind === 'passkey' ? [factor.credentialId] : []));
}
