// Group commit and outages of the embedded store.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDatabase, type Database } from '../../adapters/embedded/database.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { newDataDir } from './embedded-stores.ts';

let dataDir = '';
let connection: DatabaseSync;
let database: Database;

beforeEach(async () => {
  dataDir = await newDataDir();
  connection = new DatabaseSync(join(dataDir, 'db'), { timeout: 10 });
  connection.exec(
    'PRAGMA journal_mode = WAL; CREATE TABLE kept (id INTEGER PRIMARY KEY, text TEXT NOT NULL)',
  );
  database = createDatabase(connection);
});

afterEach(async () => {
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

const keep = (id: number, text = 'x') =>
  database.write((q) => q.run('INSERT INTO kept VALUES (?, ?)', id, text));
const ids = () => database.read((q) => q.all<{ id: number }>('SELECT id FROM kept').map(({ id }) => id));

test('a write that fails undoes itself alone; the others of its group are kept, in order', async () => {
  const failing = database.write((q) => {
    q.run('INSERT INTO kept VALUES (7, ?)', 'half');
    throw new TypeError('a bug');
  });
  const results = await Promise.allSettled([keep(1), failing, keep(1), keep(2)]);
  expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  await expect(failing).rejects.toThrow(TypeError);
  expect(await ids()).toEqual([1, 2]);
});

test('writes of one turn share one transaction, and settle after its commit', async () => {
  const other = new DatabaseSync(join(dataDir, 'db'));
  const visible = () => other.prepare('SELECT count(*) AS n FROM kept').get()?.n;
  const commits = countRunsOf('COMMIT');
  expect(await Promise.all([1, 2, 3].map((id) => keep(id).then(visible)))).toEqual([3, 3, 3]);
  expect(commits()).toBe(1);
  other.close();
});

/** Counts how often a statement is run from now on; to be called before it is prepared. */
function countRunsOf(statement: string): () => number {
  let runs = 0;
  connection.prepare = new Proxy(connection.prepare, {
    apply(prepare, self, [sql]: [string]) {
      const prepared = prepare.call(self, sql);
      prepared.run = new Proxy(prepared.run, {
        apply(run, statementItself, values) {
          runs += sql === statement ? 1 : 0;
          return Reflect.apply(run, statementItself, values);
        },
      });
      return prepared;
    },
  });
  return () => runs;
}

test('bugs stay bugs: a unique conflict and bad SQL are no outage', async () => {
  await keep(1);
  await expect(keep(1)).rejects.toMatchObject({ errcode: 1555 });
  await expect(database.read((q) => q.get('SELECT nothing FROM nowhere'))).rejects.not.toThrow(
    StoreUnavailable,
  );
});

test('a full disk fails every write of the group with StoreUnavailable, grants nothing, and passes', async () => {
  await keep(1);
  const { page_count: pages } = connection.prepare('PRAGMA page_count').get() ?? {};
  connection.exec(`PRAGMA max_page_count = ${pages}`);
  const group = [keep(2), keep(3, 'x'.repeat(100_000))];
  const results = await Promise.allSettled(group);
  await expect(group[1]).rejects.toThrow(StoreUnavailable);
  const fulfilled = results.flatMap((result, index) => (result.status === 'fulfilled' ? [index + 2] : []));
  expect(await ids()).toEqual([1, ...fulfilled]);
  connection.exec('PRAGMA max_page_count = 100000');
  await keep(4);
  expect(await ids()).toContain(4);
});

test('a read-only database fails writes with StoreUnavailable, and reads go on', async () => {
  await keep(1);
  connection.exec('PRAGMA query_only = ON');
  await expect(keep(2)).rejects.toThrow(StoreUnavailable);
  expect(await ids()).toEqual([1]);
});

test('a writer elsewhere that does not let go makes writes unavailable, not lost or doubled', async () => {
  const other = new DatabaseSync(join(dataDir, 'db'));
  other.exec('BEGIN IMMEDIATE');
  await expect(keep(1)).rejects.toThrow(StoreUnavailable);
  other.exec('ROLLBACK');
  other.close();
  await keep(1);
  expect(await ids()).toEqual([1]);
});

test('closing writes what waits', async () => {
  const waiting = keep(1);
  await database.close();
  await waiting;
  const again = new DatabaseSync(join(dataDir, 'db'));
  expect(again.prepare('SELECT count(*) AS n FROM kept').get()?.n).toBe(1);
  again.close();
  await expect(keep(2)).rejects.toThrow(StoreUnavailable);
});
