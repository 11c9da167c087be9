// When the first removal of an account falls due: stored beside its record, which is found by it then.
// Invariant: the same for every store, and written together with the record.
import type { Enrollments } from '../ports/enrollments.ts';

/** ms; null where none is under way. A record of an older version has no list. */
export function firstRemovalUntil({ removals = [] }: Partial<Pick<Enrollments, 'removals'>>): number | null {
  return removals.length === 0 ? null : Math.min(...removals.map(({ until }) => until));
}
