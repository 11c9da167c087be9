// What must last in MongoDB, read in the order of keys, and written as it is into an empty database.
// Invariant: the mark stands before the first record and goes after the last; a record is one document, so it is there
// whole or not at all, and writing it again leaves it as it was. There is no snapshot: servers must be stopped meanwhile.
import type { ImportBegun, Transfer, TransferKind, TransferReader } from '../../ports/transfer.ts';
import type { Database } from './database.ts';
import type { ImportMark } from './import-mark.ts';
import { schemaVersion } from './migrations.ts';
import { pageByKey } from './page.ts';
import { createTransferred, type Held, type HeldKinds } from './transferred-collections.ts';

export function createTransfer(database: Database, mark: ImportMark): Transfer {
  const held = createTransferred(database);
  const inTime = <T>(work: () => Promise<T>): Promise<T> =>
    // Nothing goes into a filter, so there is no "otherwise".
    database.ask<T | undefined>([], undefined, work) as Promise<T>;
  return {
    store: { name: 'mongodb', schema: schemaVersion },
    read: async () => createReader(database, held),
    begin: (digest) => begin(held, mark, digest, inTime),
    async write(kind, records) {
      if ((await inTime(() => mark.read())) === undefined) throw new Error('No import is under way.');
      await writeAll(held[kind], records, inTime);
    },
    finish: () => inTime(() => mark.clear()),
  };
}

type InTime = <T>(work: () => Promise<T>) => Promise<T>;

function createReader(database: Database, held: HeldKinds): TransferReader {
  return {
    oneMoment: false,
    page: (kind, after, limit) => pageOf(database, held[kind], after, limit),
    close: async () => undefined,
  };
}

function pageOf<T, S extends object>(
  database: Database,
  { collection, key, store, record }: Held<T, S>,
  after: T | null,
  limit: number,
): Promise<readonly T[]> {
  const behind = after && store(after);
  const values = behind ? key.map((field) => behind[field]) : [];
  return database.ask(values, [], async () =>
    (await pageByKey(collection, key, behind, limit)).map((one) => record(one)),
  );
}

/** Looks again once the mark stands: a server that was started before may have written meanwhile. */
async function begin(
  held: HeldKinds,
  mark: ImportMark,
  digest: string,
  inTime: InTime,
): Promise<ImportBegun> {
  const present = await inTime(() => mark.read());
  if (present !== undefined) return resumed(present, digest);
  const before = await kindsIn(held, inTime);
  if (before.length > 0) return { ok: false, reason: 'holds-data', kinds: before };
  if (!(await inTime(() => mark.set(digest)))) return begin(held, mark, digest, inTime);
  const after = await kindsIn(held, inTime);
  if (after.length === 0) return { ok: true, resumed: false };
  await inTime(() => mark.clear());
  return { ok: false, reason: 'holds-data', kinds: after };
}

function resumed(present: string, digest: string): ImportBegun {
  return present === digest ? { ok: true, resumed: true } : { ok: false, reason: 'other-import' };
}

async function kindsIn(held: HeldKinds, inTime: InTime): Promise<readonly TransferKind[]> {
  // The cast: the keys of the table of collections are the kinds.
  const kinds = Object.keys(held) as TransferKind[];
  const found = await Promise.all(kinds.map((kind) => inTime(() => isHeld(held[kind]))));
  return kinds.filter((_, index) => found[index]);
}

async function isHeld({ collection }: Holding): Promise<boolean> {
  return (await collection.find({})) !== undefined;
}

/** What every entry of the table has, whatever its records are. */
interface Holding {
  readonly collection: { find(filter: object): Promise<unknown> };
}

async function writeAll<T, S extends object>(
  { collection, key, store }: Held<T, S>,
  records: readonly T[],
  inTime: InTime,
): Promise<void> {
  const stored = records.map(store);
  const inserted = await inTime(() => collection.insertAll(stored));
  if (inserted === stored.length) return;
  // What an import that was cut short has written is there: written again, it stays as it is.
  const taken = await inTime(() => collection.putAll(key, stored.slice(inserted)));
  if (taken)
    throw new Error(
      `A record for ${collection.name} has a ${taken.fields.join(', ')} that another one has, though the file was checked.`,
    );
}
