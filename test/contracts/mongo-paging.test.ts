// Every list is read along an index, from where the page before ended: a page costs the same however far on it is.
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase } from '../../adapters/mongo/database.ts';
import { createImportMark } from '../../adapters/mongo/import-mark.ts';
import { createStores, type MongoStores } from '../../adapters/mongo/stores.ts';
import { connectTo, dropDatabase } from '../support/mongo-server.ts';
import { migratedUrl } from './mongo-stores.ts';
import {
  newId,
  now,
  sampleAccount,
  sampleClient,
  sampleDevice,
  sampleEnrollments,
  sampleHelpRequest,
  sampleMessage,
  samplePolicy,
  sampleRow,
  sampleTenant,
} from './samples.ts';

/** A find command as it was sent. */
interface Find {
  readonly find: string;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly sort?: Readonly<Record<string, number>>;
  readonly limit?: number;
  readonly skip?: number;
}

const [tenantId, accountId] = [newId(), newId()];
const many = 120;
let url = '';
let connection: Connection;
let stores: MongoStores;
let sent: Find[] = [];

beforeAll(async () => {
  url = await migratedUrl('paging');
  connection = await connectTo(url);
  connection.getClient().on('commandStarted', ({ command }) => {
    // The cast: a command named find has this shape.
    if (command.find) sent.push(command as Find);
  });
  ({ stores } = createStores(createDatabase(connection, 10_000), createImportMark(connection), 0));
  const rows = Array.from({ length: many }, (_, n) =>
    sampleRow({ chain: tenantId, sequence: n + 1, accountId }),
  );
  await stores.audit.insert(rows);
  for (let version = 1; version <= many; version += 1)
    await stores.policies.append(samplePolicy(tenantId, version));
  for (let n = 0; n < many; n += 1)
    await Promise.all([
      stores.accounts.create(sampleAccount({ id: idOf(n), tenantId })),
      stores.tenants.create(sampleTenant({ id: idOf(n) })),
      stores.clients.create(sampleClient({ id: idOf(n) })),
      stores.groups.create({ id: idOf(n), tenantId, name: `Ward ${n}` }),
      stores.rememberedDevices.create(sampleDevice({ id: idOf(n), accountId })),
      stores.helpRequests.create(sampleHelpRequest({ id: idOf(n), tenantId })),
      stores.enrollments.replace({ ...sampleEnrollments(idOf(n), 1), removals: [removalOf(n)] }),
      stores.outbox.put(sampleMessage({ id: idOf(n), createdAt: now + Math.floor(n / 3) })),
    ]);
});

afterAll(async () => {
  await connection.close();
  await dropDatabase(url);
});

function idOf(n: number): string {
  return `id-${String(n).padStart(6, '0')}`;
}

/** Three at a time fall due at the same moment. */
function removalOf(n: number) {
  return { factorId: 'f', at: 0, until: now - many + Math.floor(n / 3), eventId: 'e' };
}

const size = 10;
const deep = many - 2 * size;

const lists: readonly (readonly [string, () => Promise<unknown>, () => Promise<unknown>])[] = [
  ['accounts', () => accounts(null), () => accounts(idOf(deep))],
  ['tenants', () => stores.tenants.list(null, size), () => stores.tenants.list(idOf(deep), size)],
  ['clients', () => stores.clients.list(null, size), () => stores.clients.list(idOf(deep), size)],
  ['groups', () => groups(null), () => groups(idOf(deep))],
  ['remembered devices', () => devices(null), () => devices(idOf(deep))],
  ['requests for help', () => requests('all', null), () => requests('all', idOf(deep))],
  ['open requests for help', () => requests('open', null), () => requests('open', idOf(deep))],
  ['removals that are due', () => removals(null), () => removals(deep)],
  ['policies', () => policies(null), () => policies(many - deep)],
  [
    'audit, forward',
    () => stores.audit.read(tenantId, 0, size),
    () => stores.audit.read(tenantId, deep, size),
  ],
  ['audit, back', () => back(null), () => back(many - deep)],
  ['audit of an account, back', () => back(null, accountId), () => back(many - deep, accountId)],
  ['outbox', () => stores.outbox.list(null, size), () => stores.outbox.list(mailBefore(), size)],
];

function accounts(after: string | null) {
  return stores.accounts.list(tenantId, after, size);
}

function groups(after: string | null) {
  return stores.groups.list(tenantId, after, size);
}

function devices(after: string | null) {
  return stores.rememberedDevices.list(accountId, after, size);
}

function requests(which: 'open' | 'all', after: string | null) {
  return stores.helpRequests.list(tenantId, which, after, size);
}

/** Behind the nth. */
function removals(n: number | null) {
  const after = n === null ? null : { accountId: idOf(n), until: removalOf(n).until };
  return stores.enrollments.removalsDue(now, after, size);
}

function policies(after: number | null) {
  return stores.policies.list(tenantId, after, size);
}

function back(before: number | null, ofAccount?: string) {
  return stores.audit.readBack(tenantId, before, size, ofAccount);
}

/** The middle one of three of the same moment, far from the newest. */
function mailBefore() {
  const n = many - deep + 1;
  return { createdAt: now + Math.floor(n / 3), id: idOf(n) };
}

async function findsOf(read: () => Promise<unknown>): Promise<readonly Find[]> {
  sent = [];
  await read();
  return sent;
}

/** Fields compared for equality first, then those that the page is sorted by: what an index must begin with. */
function neededIndex({ filter, sort = {} }: Find): readonly string[] {
  const equal = Object.keys(filter).filter(
    (field) => filter[field] === null || typeof filter[field] !== 'object',
  );
  return [...equal.sort(), ...Object.keys(sort).filter((field) => !equal.includes(field))];
}

async function indexesOf({ find }: Find, equal: number): Promise<readonly (readonly string[])[]> {
  const indexes = await connection.collection(find).indexes();
  return indexes.map(({ key }) => {
    const fields = Object.keys(key);
    return [...fields.slice(0, equal).sort(), ...fields.slice(equal)];
  });
}

async function examined(command: Find): Promise<number> {
  const { find, filter, sort, limit } = command;
  const plan = await connection.db?.command({
    explain: { find, filter, sort, limit },
    verbosity: 'executionStats',
  });
  const { totalKeysExamined, totalDocsExamined } = plan?.executionStats ?? {};
  return Math.max(totalKeysExamined, totalDocsExamined);
}

/** MongoDB reads an index up to the limit. SecantusDB reads all that matches and cuts then, whatever the query. */
async function stopsAtLimit(): Promise<boolean> {
  const filter = { chain: tenantId, sequence: { $gt: 0 } };
  return (await examined({ find: 'audit', filter, sort: { sequence: 1 }, limit: 1 })) < many;
}

describe('pages (mongodb)', () => {
  test.each(lists)('of %s lie on an index that holds them in order', async (_name, first, later) => {
    const finds = [...(await findsOf(first)), ...(await findsOf(later))];
    expect(finds.length).toBeGreaterThanOrEqual(2);
    for (const command of finds) {
      expect(command.skip).toBeUndefined();
      expect(command.limit).toBeGreaterThan(0);
      const needed = neededIndex(command);
      const equal =
        needed.length - Object.keys(command.sort ?? {}).filter((field) => needed.includes(field)).length;
      const indexes = await indexesOf(command, equal);
      expect(indexes.map((fields) => fields.slice(0, needed.length))).toContainEqual(needed);
    }
  });

  test.each(lists)('of %s cost the same at the beginning and far on', async (_name, first, later) => {
    const costOf = async (read: () => Promise<unknown>) => {
      const costs = await Promise.all((await findsOf(read)).map(examined));
      return costs.reduce((sum, cost) => sum + cost, 0);
    };
    const [near, far] = [await costOf(first), await costOf(later)];
    // On a server that stops at the limit a page examines what it shows and one more; on another, what is left to read.
    const most = (await stopsAtLimit()) ? size + 3 : many;
    expect(near).toBeLessThanOrEqual(most);
    expect(far).toBeLessThanOrEqual(most);
  });

  test.each(lists)('of %s hold what was asked for', async (_name, first, later) => {
    for (const read of [first, later]) {
      const page = await read();
      const items = Array.isArray(page) ? page : Reflect.get(Object(page), 'items');
      expect(items).toHaveLength(size);
    }
  });
});

test('more remembered devices of an organization than one command is given are revoked all the same (mongodb)', async () => {
  const device = sampleDevice();
  const made = Array.from({ length: 2_001 }, (_, n) => ({ ...device, _id: `more-${n}`, id: undefined }));
  await connection
    .collection<{ _id: string }>('remembered_devices')
    .insertMany(made, { ignoreUndefined: true });
  expect(await stores.rememberedDevices.revokeIn(device.tenantId, { kind: 'totp' }, now)).toBe(2_001);
  expect(await stores.rememberedDevices.revokeIn(device.tenantId, { provedUpTo: now * 2 }, now)).toBe(0);
});
