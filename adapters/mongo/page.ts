// Pages in the order of ids, by the last id of the page before: a page costs the same however far on it is.
// Invariant: every filter here is an index's first fields, and the id, by which the page is sorted, is its next.
import type { Page } from '../../ports/tenants.ts';
import type { Collection, Filter } from './collection.ts';

/** @param filter of equalities; an index of its fields and then the id must exist */
export async function pageById<T extends { readonly id: string }>(
  collection: Collection<T>,
  filter: Filter<T>,
  after: string | null,
  limit: number,
): Promise<Page<T>> {
  const from = { ...filter, id: { $gt: after ?? '' } };
  // One more than asked for tells whether there is a next page.
  const found = await collection.list(from, { id: 1 } as { [K in keyof T]?: 1 }, limit + 1);
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
