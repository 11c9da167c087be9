// What must last in SQLite, read in the order of keys from one snapshot, and written as it is into an empty file.
// Invariant: a batch and the mark that it is written under are one transaction, so what is there of a record is all of it.
import type { DatabaseSync } from 'node:sqlite';
import type { ImportBegun, Transfer, TransferKind, TransferReader } from '../../ports/transfer.ts';
import type { Database } from './database.ts';
import { asUnavailable } from './errors.ts';
import { schemaVersion } from './migrations.ts';
import { createQueries, type Queries } from './queries.ts';
import { keyOf, type Table, tables } from './transferred-tables.ts';
import { insertNew } from './versioned.ts';

/** @param openReader a second connection to the same file, for a snapshot that holds up no writer */
export function createTransfer(database: Database, openReader: () => DatabaseSync): Transfer {
  return {
    store: { name: 'embedded', schema: schemaVersion },
    read: async () => readSnapshot(openReader),
    begin: (digest) => database.write((q) => begin(q, digest)),
    write: (kind, records) =>
      database.write((q) => {
        if (markOf(q) === undefined) throw new Error('No import is under way.');
        for (const record of records) writeOne(q, tables[kind], record);
      }),
    async finish() {
      await database.write((q) => q.run('DELETE FROM import_mark'));
    },
  };
}

/** The digest of what the file is being filled from; undefined if it is whole. */
export function markOf(q: Queries): string | undefined {
  return q.get<{ digest: string }>('SELECT digest FROM import_mark')?.digest;
}

function readSnapshot(openReader: () => DatabaseSync): TransferReader {
  const connection = openReader();
  const q = createQueries(connection);
  // From its first read on, the transaction sees one moment, whatever others write.
  q.run('BEGIN');
  q.get('SELECT 1 FROM heartbeat');
  return {
    oneMoment: true,
    async page(kind, after, limit) {
      try {
        return pageOf(q, tables[kind], after, limit);
      } catch (error) {
        throw asUnavailable(error);
      }
    },
    async close() {
      connection.close();
    },
  };
}

function pageOf<T>(q: Queries, table: Table<T>, after: T | null, limit: number): T[] {
  const columns = table.key.join(', ');
  const behind = after ? `WHERE (${columns}) > (${table.key.map(() => '?').join(', ')})` : '';
  const sql = `${table.select} ${behind} ORDER BY ${columns} LIMIT ?`;
  return table.read(q, sql, [...(after ? keyOf(table, after) : []), limit]);
}

function begin(q: Queries, digest: string): ImportBegun {
  const mark = markOf(q);
  if (mark !== undefined)
    return mark === digest ? { ok: true, resumed: true } : { ok: false, reason: 'other-import' };
  // The cast: the keys of the table of tables are the kinds.
  const kinds = (Object.keys(tables) as TransferKind[]).filter((kind) =>
    q.get(`SELECT 1 FROM ${tables[kind].name} LIMIT 1`),
  );
  if (kinds.length > 0) return { ok: false, reason: 'holds-data', kinds };
  insertNew(q, 'import_mark', { id: 1, digest });
  return { ok: true, resumed: false };
}

function writeOne<T>(q: Queries, table: Table<T>, record: T): void {
  if (insertNew(q, table.name, table.row(record))) {
    table.beside?.(q, record);
    return;
  }
  const same = `SELECT 1 FROM ${table.name} WHERE ${table.key.map((column) => `${column} = ?`).join(' AND ')}`;
  if (!q.get(same, ...keyOf(table, record)))
    throw new Error(`A record for ${table.name} has what another one has, though the file was checked.`);
}
