// Changing an account's enrollments by compare-and-set, with a fresh read for every try.
// Invariant: what is written was decided on the very version that it replaces; the number of tries is bounded.
import type { Enrollments } from '../ports/enrollments.ts';
import type { FactorDeps } from './factor-deps.ts';

/** More than the fifty parallel callers that one code may meet. */
const mostTries = 60;

/**
 * `decide` sees the record as it is now, and gives the changes to write (with whatever else the caller wants to know of
 * what it decided) or, with `ok: false`, why not. It may be called several times. Throws if other callers are faster sixty
 * times in a row.
 * @param taken what it comes to if another account has one of the passkeys; who adds none leaves it out
 */
export async function changeEnrollments<
  Decided extends { readonly ok: true; readonly changes: Partial<Enrollments> } | { readonly ok: false },
>(
  { storage }: Pick<FactorDeps, 'storage'>,
  accountId: string,
  decide: (present: Enrollments) => Decided | Promise<Decided>,
  taken?: Decided & { readonly ok: false },
): Promise<Decided> {
  for (let tries = 0; tries < mostTries; tries++) {
    const present = await storage.enrollments.find(accountId);
    const decided = await decide(present);
    if (!decided.ok) return decided;
    const next = { ...present, ...decided.changes, accountId, version: present.version + 1 };
    const replaced = await storage.enrollments.replace(next);
    if (replaced.ok) return decided;
    if (replaced.reason === 'passkey-taken') return taken ?? neverTaken(accountId);
  }
  throw new Error(
    `The enrollments of ${accountId} changed ${mostTries} times while they were being changed.`,
  );
}

function neverTaken(accountId: string): never {
  throw new Error(`A passkey of ${accountId} is another account's, and none was added.`);
}
