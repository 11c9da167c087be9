// Pages in the order of ids or keys, by the last of the page before: a page costs the same however far on it is.
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

/**
 * Everything, in the order of one or two fields that an index begins with. Two ranges rather than one `$or`: first what is
 * left of that first field, then what comes after it.
 */
export async function pageByKey<T extends object>(
  collection: Collection<T>,
  [first, second]: readonly (keyof T & string)[],
  after: T | null,
  limit: number,
): Promise<T[]> {
  if (first === undefined) return [];
  const order = Object.fromEntries(
    [first, ...(second === undefined ? [] : [second])].map((field) => [field, 1]),
  );
  const list = (filter: object, most: number) =>
    // The casts: of the fields of T, compared with values of a T.
    collection.list(filter as Filter<T>, order as { [K in keyof T]?: 1 }, most);
  if (after === null) return list({}, limit);
  const beside =
    second === undefined
      ? []
      : await list({ [first]: after[first], [second]: { $gt: after[second] } }, limit);
  return [...beside, ...(await list({ [first]: { $gt: after[first] } }, limit - beside.length))];
}
