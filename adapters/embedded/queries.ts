// Statements on one connection, prepared once each and kept.
// Invariant: values are bound, never written into SQL; a row is a plain object.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** What can be bound: never a Date (node:sqlite takes a first Date for names of parameters and binds NULL). */
export type Value = string | number | null;

export interface Queries {
  /** The first row, or undefined. `Row` is the shape that the statement selects. */
  get<Row>(sql: string, ...values: Value[]): Row | undefined;
  all<Row>(sql: string, ...values: Value[]): Row[];
  /** How many rows were changed. */
  run(sql: string, ...values: Value[]): number;
}

export function createQueries(connection: DatabaseSync): Queries {
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known) return known;
    const statement = connection.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
  return {
    get<Row>(sql: string, ...values: SQLInputValue[]) {
      const row = prepare(sql).get(...values);
      // The cast: what a statement selects is known only to whoever wrote it, and stands beside the type.
      return row && ({ ...row } as Row);
    },
    all<Row>(sql: string, ...values: SQLInputValue[]) {
      // The cast: as in get.
      return prepare(sql)
        .all(...values)
        .map((row) => ({ ...row }) as Row);
    },
    run(sql, ...values) {
      return Number(prepare(sql).run(...values).changes);
    },
  };
}

/** A row that holds a whole record as JSON. */
export interface Body {
  readonly body: string;
}

/** The record in a row's JSON. */
export function parseBody<T>(row: Body): T {
  // The cast: the text was written by this adapter from a T.
  return JSON.parse(row.body) as T;
}

/** The record in a row's JSON, if there is a row. */
export function parseIfAny<T>(row: Body | undefined): T | undefined {
  return row && parseBody<T>(row);
}
