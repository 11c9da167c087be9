// What a caller sends never becomes a part of a query: operators, lists and other objects match nothing, in every field.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedMongo } from '../../adapters/mongo/open.ts';
import { dropDatabase } from '../support/mongo-server.ts';
import { migratedUrl, mustOpenMongo } from './mongo-stores.ts';
import * as ofAccounts from './operator-rows-of-accounts.ts';
import * as ofOrganizations from './operator-rows-of-organizations.ts';
import { account, client, expectAsItWas, fill } from './operator-scene.ts';
import { sampleAccount, sampleClient } from './samples.ts';

const { id, tenantId } = account;
const comparing = [...ofAccounts.comparing, ...ofOrganizations.comparing];
const recording = [...ofAccounts.recording, ...ofOrganizations.recording];
let opened: OpenedMongo;
let url = '';

beforeAll(async () => {
  url = await migratedUrl('operators');
  opened = await mustOpenMongo(url, { countCommands: true });
  await fill(opened.stores);
});
afterAll(async () => {
  await opened.close();
  await dropDatabase(url);
});

/** As they could come from a JSON body or a nested query string. */
const objects: readonly unknown[] = [
  { $ne: null },
  { $gt: '' },
  { $regex: '.*' },
  { $where: 'true' },
  { $in: [id, tenantId, client.id] },
  [id],
  [],
  {},
  true,
  Number.NaN,
];
/** Strings are only ever compared with. */
const strings = ['', '$where', '{"$ne":null}', `' || 'a'=='a`, '.*', ` ${id}`, '\u0000'];

/** Asked without a value of a caller's. */
const withoutValues = ['audit.chains', 'enrollments.passkeyHosts'];
/** Goes through whole stores, for the command line alone, with records that ops/transfer has checked. */
const notAsked = ['transfer'];

describe('operators in query fields (mongodb)', () => {
  test('every method that a store has stands in the tables', () => {
    const methods = Object.entries(opened.stores).flatMap(([store, all]) =>
      Object.entries(all).flatMap(([method, it]) => (typeof it === 'function' ? [`${store}.${method}`] : [])),
    );
    // Sweeping is asked for with the time and a limit of our own.
    const wanted = methods.filter(
      (one) => !one.endsWith('.sweep') && !notAsked.includes(one.split('.')[0] ?? ''),
    );
    const asked = [...comparing, ...recording].map(([name]) => name.split(',')[0]);
    expect(new Set([...asked, ...withoutValues])).toEqual(new Set(wanted));
  });

  test.each([...comparing, ...recording])(
    'G2 %s takes no object, and sends none',
    async (_name, ask, answer) => {
      const before = opened.commands();
      // The cast: what no typed caller can send, but a JSON body can hold.
      for (const sent of objects) expect(await ask(opened.stores, sent as never)).toEqual(answer);
      expect(opened.commands()).toBe(before);
    },
  );

  test.each(comparing)('%s compares strings, whatever stands in them', async (_name, ask, answer) => {
    // The cast: as above.
    for (const sent of strings) expect(await ask(opened.stores, sent as never)).toEqual(answer);
  });

  test('of fields that no query compares, none is written as an object', async () => {
    for (const email of objects) {
      const hostile = { ...sampleAccount({ tenantId }), email: email as never }; // as above
      if (typeof email === 'object') await expect(opened.stores.accounts.create(hostile)).rejects.toThrow();
    }
    expect((await opened.stores.accounts.list(tenantId, null, 9)).items).toEqual([account]);
  });

  test('and nothing has changed', () => expectAsItWas(opened.stores));

  test('keys that look like operators, inside what is stored whole, come back as they were', async () => {
    const jwks = { keys: [{ kty: 'EC', $where: 'true', 'x5t#S256': 'a', 'a.b': { $set: 1 } }] };
    const odd = sampleClient({ jwks, jwksUri: null });
    expect(await opened.stores.clients.create(odd)).toBe(true);
    expect(await opened.stores.clients.find(odd.id)).toEqual(odd);
    const next = { ...odd, version: 2, jwks: null };
    expect(await opened.stores.clients.replace(next)).toBe(true);
    expect(await opened.stores.clients.find(odd.id)).toEqual(next);
  });
});
