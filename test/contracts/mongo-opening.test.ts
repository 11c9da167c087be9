// Opening the stores in MongoDB: what is refused in one line, which of it waiting may mend, and that no secret is said.
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schemaVersion } from '../../adapters/mongo/migrations.ts';
import { type MongoOptions, type OpenedMongo, openMongo } from '../../adapters/mongo/open.ts';
import type { Refusal } from '../../adapters/mongo/refusal.ts';
import { freePorts } from '../support/free-port.ts';
import { connectTo, dropDatabase, mongoUrl } from '../support/mongo-server.ts';
import { migratedUrl, mustOpenMongo } from './mongo-stores.ts';
import { newId, sampleAccount, sampleEnrollments, sampleHelpRequest, sampleTenant } from './samples.ts';

const secrets = ['h4rd-to-guess', 'ops%40night', 'ops@night'];
const login = 'ops%40night:h4rd-to-guess@';

async function refused(url: string, role: MongoOptions['role'] = 'server'): Promise<Refusal> {
  const opened: OpenedMongo | Refusal = await openMongo({ url, role, commandMs: 1_000 });
  if (opened.ok) await opened.close();
  if (opened.ok) throw new Error('It was opened.');
  expect(opened.message).toContain('SALLYPORT_MONGODB_URL');
  expect(opened.message).not.toContain('\n');
  for (const secret of secrets) expect(opened.message).not.toContain(secret);
  expect(opened.retry).toBe(opened.reason === 'unreachable');
  return opened;
}

describe('an address (mongodb)', () => {
  test.each([
    ['', 'bad-url'],
    ['http://127.0.0.1/sallyport', 'bad-url'],
    [`redis://${login}127.0.0.1:6379/0`, 'bad-url'],
    [`mongodb://${login}127.0.0.1`, 'bad-url'],
    [`mongodb://${login}127.0.0.1/`, 'bad-url'],
    [`mongodb://${login}127.0.0.1/?w=1`, 'bad-url'],
    [`mongodb:///sallyport`, 'bad-url'],
    [`mongodb://${login}127.0.0.1:port/sallyport`, 'bad-url'],
    [`mongodb://${login}127.0.0.1:99999/sallyport`, 'bad-url'],
    [`mongodb://${login}127.0.0.1/sallyport?colour=red`, 'bad-url'],
    [`mongodb://${login}127.0.0.1/sallyport?tls=perhaps`, 'bad-url'],
    [`mongodb://ops@night:h4rd-to-guess@127.0.0.1/sallyport`, 'bad-url'],
    [`mongodb://${login}127.0.0.1/sallyport?tls=true&tlsCAFile=/nowhere.pem`, 'bad-url'],
    [`mongodb://${login}127.0.0.1/sally.port`, 'bad-url'],
    [`mongodb://${login}no-such-host.invalid/sallyport`, 'unreachable'],
  ])('%s is refused (%s)', async (url, reason) => {
    expect((await refused(url)).reason).toBe(reason);
  });

  test('where nobody listens may be tried again', async () => {
    const [port] = await freePorts(1);
    const { reason, message } = await refused(`mongodb://${login}127.0.0.1:${port}/sallyport`);
    expect(reason).toBe('unreachable');
    expect(message).toContain('ECONNREFUSED');
  });

  test.each([
    ['an HTTP server', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
    ['a Redis', "-ERR unknown command 'A'\r\n"],
  ])('of %s is told as one where no MongoDB answers', async (_name, answer) => {
    await withServer(answer, async (port) => {
      expect((await refused(`mongodb://${login}127.0.0.1:${port}/sallyport`)).reason).toBe('unreachable');
    });
  });

  test('where nothing ever answers may be tried again, and does not hold up the start', async () => {
    await withServer(null, async (port) => {
      const since = performance.now();
      expect((await refused(`mongodb://127.0.0.1:${port}/sallyport`)).reason).toBe('unreachable');
      expect(performance.now() - since).toBeLessThan(5_000);
    });
  });
});

/** One that answers whatever it is sent with the same, or with nothing. */
async function withServer(answer: string | null, use: (port: number) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    if (answer !== null) socket.once('data', () => socket.write(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    // A listening TCP server has an address of this shape.
    await use((server.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

describe('a database (mongodb)', () => {
  let url = '';
  let connection: Connection;

  beforeAll(async () => {
    url = mongoUrl('opening');
    connection = await connectTo(url);
  });
  afterAll(async () => {
    await connection.close();
    await dropDatabase(url);
  });

  const indexes = async (collection: string) =>
    (await connection.collection(collection).indexes()).map(({ key }) => Object.keys(key).join());
  const schema = () => connection.collection<{ _id: string; version: number }>('sallyport');

  test('that was never migrated is refused and left empty; migrating makes it ready, again and at once', async () => {
    for (const role of ['server', 'command-line'] as const)
      expect(await refused(url, role)).toMatchObject({
        reason: 'not-migrated',
        message: expect.stringContaining('sallyport migrate'),
      });
    expect(await connection.listCollections()).toEqual([]);
    const migrations = [1, 2, 3].map(() => mustOpenMongo(url, { role: 'migrate' }));
    for (const opened of await Promise.all(migrations)) await opened.close();
    const opened = await mustOpenMongo(url);
    await opened.ping();
    await opened.close();
    expect(await schema().findOne({ _id: 'schema' })).toMatchObject({ version: schemaVersion });
  });

  test.each([
    ['accounts', { tenantId: 1, identifiers: 1 }],
    ['tenants', { domains: 1 }],
    ['audit', { chain: 1, sequence: 1 }],
    ['policies', { tenantId: 1, version: 1 }],
    ['one_time_secrets', { accountId: 1, purpose: 1 }],
    ['accounts', { tenantId: 1, _id: 1 }],
  ] as const)('without an index of %s is refused, until it is migrated again', async (collection, key) => {
    const name = Object.keys(key).map((field) => `${field}_1`);
    await connection.collection(collection).dropIndex(name.join('_'));
    const { reason, message } = await refused(url);
    expect(reason).toBe('missing-index');
    expect(message).toContain(`${collection} (${Object.keys(key).join(', ')})`);
    await (await mustOpenMongo(url, { role: 'migrate' })).close();
    await (await mustOpenMongo(url)).close();
  });

  test('with an index that is not unique, or holds for some documents only, in place of one of ours', async () => {
    const tenants = connection.collection('tenants');
    for (const options of [{}, { unique: true, partialFilterExpression: { version: { $gt: 1 } } }]) {
      await tenants.dropIndex('shortName_1');
      await tenants.createIndex({ shortName: 1 }, options);
      expect((await refused(url)).reason).toBe('missing-index');
      const answer = await refused(url, 'migrate');
      expect(answer.reason).toBe('cannot-migrate');
    }
    await tenants.dropIndex('shortName_1');
    await (await mustOpenMongo(url, { role: 'migrate' })).close();
  });

  test('that holds what may not be there twice cannot be migrated, and is refused', async () => {
    const tenants = connection.collection('tenants');
    await tenants.dropIndex('shortName_1');
    const twice = ['one', 'two'].map((one) => ({ shortName: 'same', domains: [one] }));
    await tenants.insertMany(twice);
    expect((await refused(url, 'migrate')).reason).toBe('cannot-migrate');
    expect((await refused(url)).reason).toBe('missing-index');
    await tenants.deleteMany({ shortName: 'same' });
    await (await mustOpenMongo(url, { role: 'migrate' })).close();
  });

  test('of version 9 is brought to what later ones ask of documents that were there', async () => {
    await schema().updateOne({ _id: 'schema' }, { $set: { version: 9 } });
    const [first, second] = [sampleHelpRequest(), sampleHelpRequest()];
    const asked = [first, { ...second, accountId: first.accountId, at: first.at + 1 }, sampleHelpRequest()];
    const requests = connection.collection<{ _id: string }>('help_requests');
    await requests.insertMany(asked.map(({ id, ...one }) => ({ _id: id, ...one })));
    const removals = [5, 3].map((until) => ({ factorId: `f${until}`, at: 1, until, eventId: 'e' }));
    const record = { ...sampleEnrollments('leaving', 1), removals };
    const { accountId, ...rest } = record;
    await connection.collection<{ _id: string }>('enrollments').insertOne({ _id: accountId, ...rest });
    for (let times = 0; times < 2; times += 1) {
      const { stores, close } = await mustOpenMongo(url, { role: 'migrate' });
      expect(await stores.helpRequests.openOf(first.accountId)).toEqual(first);
      expect(await stores.helpRequests.find(second.id)).toMatchObject({ closedBy: 'sallyport' });
      expect(await stores.enrollments.removalsDue(4, null, 9)).toEqual([{ accountId, until: 3 }]);
      expect(await stores.enrollments.find(accountId)).toEqual(record);
      await close();
      await schema().updateOne({ _id: 'schema' }, { $set: { version: 9 } });
    }
    await (await mustOpenMongo(url, { role: 'migrate' })).close();
  });

  test('of a newer schema is refused and left as it was, by migrate too', async () => {
    await schema().updateOne({ _id: 'schema' }, { $set: { version: schemaVersion + 1 } });
    await connection.collection('tenants').dropIndex('shortName_1');
    for (const role of ['server', 'command-line', 'migrate'] as const)
      expect((await refused(url, role)).reason).toBe('newer-schema');
    expect(await indexes('tenants')).not.toContain('shortName');
    expect(await schema().findOne({ _id: 'schema' })).toMatchObject({ version: schemaVersion + 1 });
  });
});

test('two connections to different databases in one process know nothing of each other (mongodb)', async () => {
  const urls = [await migratedUrl('first'), await migratedUrl('second')];
  const [first, second] = await Promise.all(urls.map((url) => mustOpenMongo(url)));
  const [tenant, account] = [sampleTenant(), sampleAccount()];
  await first?.stores.tenants.create(tenant);
  await second?.stores.accounts.create(account);
  expect(await second?.stores.tenants.find(tenant.id)).toBeUndefined();
  expect(await first?.stores.accounts.find(account.id)).toBeUndefined();
  await first?.close();
  expect(await second?.stores.accounts.find(account.id)).toEqual(account);
  expect(await second?.stores.accounts.find(newId())).toBeUndefined();
  await second?.close();
  for (const url of urls) await dropDatabase(url);
});
