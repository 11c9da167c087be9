// What the embedded store holds: the tables of its file, read and changed past the product.
// Invariant: a connection is open only during one call, so that the store's own locks are not held up.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Inside, StoredRows } from './stored.ts';

export function insideEmbedded(dataDir: string): Inside {
  const file = join(dataDir, 'sallyport.db');
  return {
    rows: async () => using(new DatabaseSync(file, { readOnly: true }), rowsOf),
    forgetAccount: async (id) =>
      using(new DatabaseSync(file), (database) => {
        database.prepare('DELETE FROM accounts WHERE id = ?').run(id);
      }),
    close: async () => undefined,
  };
}

function using<T>(database: DatabaseSync, work: (database: DatabaseSync) => T): T {
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function rowsOf(database: DatabaseSync): StoredRows {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
    .all()
    .map(({ name }) => String(name));
  return new Map(
    tables.map((name) => [name, database.prepare(`SELECT * FROM "${name}"`).all().map(textOfRow)]),
  );
}

function textOfRow(row: object): string {
  return JSON.stringify(row);
}
