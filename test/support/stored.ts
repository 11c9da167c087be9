// Everything that is stored, as text, on either kind of store: to see that nothing has changed, or that a secret is nowhere.
// Invariant: what a test names has the names of the embedded store's tables on both; nothing that is stored is left out.
import { createHash } from 'node:crypto';

/** By name of the table; a row is the text of all that it holds. */
export type StoredRows = ReadonlyMap<string, readonly string[]>;

/** What lies under a store, past its ports. */
export interface Inside {
  rows(): Promise<StoredRows>;
  /** There is no act yet that deletes an account: its record goes. */
  forgetAccount(id: string): Promise<void>;
  close(): Promise<void>;
}

/** A digest of every row of these tables (all by default), by name: equal as long as nothing changed. */
export async function digestsOf(inside: Inside, only?: readonly string[]): Promise<Record<string, string>> {
  const named = [...(await inside.rows())].filter(([name]) => only?.includes(name) ?? true);
  return Object.fromEntries(named.map(([name, rows]) => [name, digest(rows)]).sort());
}

function digest(rows: readonly string[]): string {
  const hash = createHash('sha256').update(rows.toSorted().join('\n')).digest('hex');
  return `${rows.length} rows, ${hash.slice(0, 12)}`;
}

/** All of it as one text. */
export async function textOf(inside: Inside): Promise<string> {
  return [...(await inside.rows()).values()].flat().join('\n');
}
