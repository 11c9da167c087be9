// From one machine to many and back, as an operator does it: nothing is lost, ids stay, the audit log verifies, people sign in.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVault } from '../../adapters/vault/open.ts';
import { mustOpen } from '../contracts/embedded-stores.ts';
import { migratedUrl, mustOpenMongo } from '../contracts/mongo-stores.ts';
import { newPrefix, redisServer } from '../contracts/redis-stores.ts';
import { carriedCollections, collectionsLeftOut } from '../ops/all-that-lasts.ts';
import { type CliDesk, openCliDesk } from '../ops/cli-desk.ts';
import { fill, recordsIn } from '../ops/moving.ts';
import { createApplication } from '../support/application.ts';
import { createBrowser } from '../support/browser.ts';
import { connectTo, dropDatabase, mongoUrl } from '../support/mongo-server.ts';
import { startServer } from '../support/server.ts';
import { signIn } from '../support/sign-in.ts';

let filled: Awaited<ReturnType<typeof fill>>;
let keysFile: string;
let clusteredSettings: Readonly<Record<string, string>>;
const desks: CliDesk[] = [];
const url = mongoUrl('data');

function newDesk(settings: Readonly<Record<string, string>> = {}): CliDesk {
  const prefixed = Object.entries(settings).map(([key, value]) => [`SALLYPORT_${key}`, value]);
  const desk = openCliDesk({
    ...(keysFile && { SALLYPORT_KEYS: keysFile }),
    ...Object.fromEntries(prefixed),
  });
  desks.push(desk);
  return desk;
}

async function exportOf(desk: CliDesk): Promise<string> {
  const file = join(desk.directory, 'export.ndjson');
  await desk.json(['data', 'export', file]);
  return file;
}

const recordsOf = (file: string) => recordsIn(readFileSync(file, 'utf8').split(/(?<=\n)/));

let one: CliDesk;
beforeAll(async () => {
  one = newDesk();
  keysFile = join(one.dataDir, 'keys.json');
  await one.run(['keys', 'create', keysFile]);
  const keys = await openVault(keysFile, { lookEveryMs: 0 });
  if (!keys.ok) throw new Error(keys.problems.join());
  const storage = await mustOpen(one.dataDir, 'command-line');
  filled = await fill(storage, keys.vault);
  await storage.close();
  clusteredSettings = { REDIS_URL: redisServer('single'), REDIS_PREFIX: newPrefix(), MONGODB_URL: url };
});
afterAll(async () => {
  for (const desk of desks) desk.close();
  await dropDatabase(url);
});

/** Whoever signed in there proved a password and the code of their app, under the same `sub`. */
async function signsIn(settings: Readonly<Record<string, string>>) {
  const server = await startServer({ settings: { KEYS: keysFile, ...settings } });
  try {
    const { registered, person } = filled;
    const redirectUri = registered.client.redirectUris[0] ?? '';
    const clientSecret = registered.secret ?? '';
    const { issuer } = server;
    const application = await createApplication({
      issuer,
      clientId: registered.client.id,
      clientSecret,
      redirectUri,
    });
    const browser = createBrowser({ stopAt: [redirectUri] });
    const page = await signIn(browser, application, { ...person, code: () => person.code() });
    if (!page.arrival) throw new Error(page.describe());
    return (await application.callback(page.arrival)).claims;
  } finally {
    await server.dispose();
  }
}

test('G2 G4 from one machine to many, and back: the same records, and people sign in with what they have', async () => {
  const many = newDesk(clusteredSettings);
  const first = await exportOf(one);
  const early = await many.run(['data', 'import', first]);
  expect([early.code, early.stderr]).toEqual([78, expect.stringContaining('sallyport migrate')]);
  expect((await many.run(['migrate'])).code).toBe(0);
  const there = await many.json(['data', 'import', first]);
  expect(there).toMatchObject({
    ok: true,
    counts: { account: 1, 'audit-row': 6, consent: 1, client: 1, logout: 1 },
  });
  expect((await many.run(['audit', 'verify'])).code).toBe(0);
  const second = await exportOf(many);
  expect(recordsOf(second)).toEqual(recordsOf(first));

  const back = newDesk();
  expect(await back.json(['data', 'import', second])).toMatchObject({ ok: true, counts: there.counts });
  expect(recordsOf(await exportOf(back))).toEqual(recordsOf(first));
  expect((await back.run(['audit', 'verify'])).code).toBe(0);

  const proved = { sub: filled.person.id, acr: 'https://refeds.org/profile/mfa', amr: ['pwd', 'otp', 'mfa'] };
  expect(await signsIn(clusteredSettings)).toMatchObject(proved);
  expect(await signsIn({ DATA_DIR: back.dataDir })).toMatchObject(proved);
  expect((await many.run(['audit', 'verify'])).code).toBe(0);

  const connection = await connectTo(url);
  const held = (await connection.listCollections()).map(({ name }) => name);
  await connection.close();
  const expected = [...(await carriedCollections()), ...Object.keys(collectionsLeftOut)];
  expect(held.toSorted()).toEqual(expected.toSorted());
}, 120_000);

test('a database that is half filled starts no command, and says what to do', async () => {
  const half = await migratedUrl('half');
  const filling = await mustOpenMongo(half, { role: 'import' });
  await filling.stores.transfer.begin('a file');
  await filling.close();
  const ran = await newDesk({ ...clusteredSettings, MONGODB_URL: half }).run(['tenant', 'list']);
  expect([ran.code, ran.stderr]).toEqual([78, expect.stringContaining('data import')]);
  await dropDatabase(half);
});
