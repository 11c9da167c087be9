// Compare-and-set on `version`, and inserting what is not there: the two writes that most stores here are made of.
// Invariant: a row moves from version n - 1 to n once; of racing callers one is told true.
import type { Page } from '../../ports/tenants.ts';
import { type Body, parseBody, type Queries, type Value } from './queries.ts';

/** Columns and values of one row. Names of tables and columns are ours, never input. */
export type Row = Readonly<Record<string, Value>>;

export interface VersionedRow extends Row {
  readonly id: string;
  readonly version: number;
}

/** False if any unique index has its values already. */
export function insertNew(queries: Queries, table: string, row: Row): boolean {
  const columns = Object.keys(row);
  const marks = columns.map(() => '?').join(', ');
  const sql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks}) ON CONFLICT DO NOTHING`;
  return queries.run(sql, ...Object.values(row)) === 1;
}

/** Replaces the row of that id if the stored version is `row.version - 1`. */
export function replaceVersion(queries: Queries, table: string, row: VersionedRow): boolean {
  const settings = Object.keys(row).map((column) => `${column} = ?`);
  const sql = `UPDATE ${table} SET ${settings.join(', ')} WHERE id = ? AND version = ?`;
  return queries.run(sql, ...Object.values(row), row.id, row.version - 1) === 1;
}

/** Whether the row of that id stands at this version. */
export function standsAt(queries: Queries, table: string, id: string, version: number): boolean {
  return queries.get(`SELECT 1 FROM ${table} WHERE id = ? AND version = ?`, id, version) !== undefined;
}

/** A page out of one row more than asked for. */
export function toPage<T extends { readonly id: string }>(rows: readonly Body[], limit: number): Page<T> {
  return pageOf(
    rows.map((row) => parseBody<T>(row)),
    limit,
  );
}

/** A page out of one record more than asked for. */
export function pageOf<T extends { readonly id: string }>(found: readonly T[], limit: number): Page<T> {
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
