// What only MongoDB does when its records are moved: the mark of a half-filled database, and a server that wrote meanwhile.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openMongo } from '../../adapters/mongo/open.ts';
import { dropDatabase } from '../support/mongo-server.ts';
import { migratedUrl, mustOpenMongo } from './mongo-stores.ts';
import { sampleTenant } from './samples.ts';

let url: string;
beforeEach(async () => {
  url = await migratedUrl('transfer');
});
afterEach(() => dropDatabase(url));

test('a database that is half filled is opened for that import and for nothing else', async () => {
  const filling = await mustOpenMongo(url, { role: 'import' });
  await filling.stores.transfer.begin('d1');
  for (const role of ['server', 'command-line'] as const) {
    const opened = await openMongo({ url, role });
    expect(opened).toMatchObject({ ok: false, reason: 'half-imported', retry: false });
    expect(opened).toHaveProperty('message', expect.stringContaining('data import'));
  }
  await (await mustOpenMongo(url, { role: 'migrate' })).close();
  await (await mustOpenMongo(url, { role: 'import' })).close();
  await filling.stores.transfer.finish();
  await filling.close();
  await (await mustOpenMongo(url)).close();
});

test('two that begin at once with different files: one is told so', async () => {
  const [one, two] = [
    await mustOpenMongo(url, { role: 'import' }),
    await mustOpenMongo(url, { role: 'import' }),
  ];
  const begun = await Promise.all([one.stores.transfer.begin('d1'), two.stores.transfer.begin('d2')]);
  expect(begun.filter(({ ok }) => ok)).toHaveLength(1);
  expect(begun).toContainEqual({ ok: false, reason: 'other-import' });
  await one.close();
  await two.close();
});

test('a database that a running server has written to is not filled, and keeps no mark', async () => {
  const [server, filling] = [await mustOpenMongo(url), await mustOpenMongo(url, { role: 'import' })];
  await server.stores.tenants.create(sampleTenant());
  const begun = await filling.stores.transfer.begin('d1');
  expect(begun).toEqual({ ok: false, reason: 'holds-data', kinds: ['tenant'] });
  await filling.close();
  // No mark is left: a server starts.
  await (await mustOpenMongo(url)).close();
  await server.close();
});
