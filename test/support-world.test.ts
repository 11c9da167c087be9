// What tests put into the stores must be what the product reads from them.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBackupCode } from '../factors/backup-codes/set.ts';
import { createHashing } from '../factors/password/hash.ts';
import { matchingStep } from '../factors/totp/code.ts';
import { readTypedCode } from '../factors/typed-code.ts';
import { cheapHashCost } from './support/cheap-hash.ts';
import { type OpenedStore, openStore, serve, testConfig } from './support/in-process.ts';
import { appIn } from './support/totp.ts';
import { createWorld } from './support/world.ts';

let store: OpenedStore;
beforeAll(async () => {
  store = await openStore();
});
afterAll(() => store.close());

test('people with a password, an authenticator app and backup codes', async () => {
  const { storage, vault } = store;
  const world = createWorld({ storage, vault });
  const tenant = await world.tenant();
  const person = await world.person(tenant.id, { totp: true, backupCodes: true });
  const { factors, backupCodes } = await storage.enrollments.find(person.id);
  const password = await storage.passwords.find(person.id);
  const key = vault.open(appIn({ factors })?.secret ?? '', person.id);
  expect(matchingStep(key, person.code(), Date.now())).not.toBeNull();
  const hashing = createHashing({ cost: cheapHashCost });
  const found = await hashing.run(async (place) => ({
    password: await place.matches(password?.hash ?? null, person.password),
    code:
      backupCodes &&
      (await findBackupCode(vault, place, person.id, backupCodes, typed(person.backupCodes[3]))),
  }));
  expect(found).toEqual({ ok: true, value: { password: true, code: 3 } });
  expect(hashing.isOutdated(password?.hash ?? '')).toBe(false);
});

test('two instances behind one issuer, with a configuration each', async () => {
  const first = await serve(() => (_request, response) => response.end('first'));
  const second = await serve(() => (_request, response) => response.end('second'), { issuer: first.issuer });
  expect(second.issuer).toBe(first.issuer);
  expect(await (await fetch(second.origin)).text()).toBe('second');
  expect(testConfig(first.issuer, store.dataDir, { TRUSTED_PROXIES: '127.0.0.1' })).toMatchObject({
    issuer: first.issuer,
    passwordHash: cheapHashCost,
    trustedProxies: ['127.0.0.1/32'],
    sample: null,
  });
  await Promise.all([first.stop(), second.stop()]);
  await expect(serve(() => Promise.reject(new Error('does not build')))).rejects.toThrow('does not build');
});

function typed(code = ''): string {
  const read = readTypedCode(code);
  if (read === null) throw new Error(`${code} is no code`);
  return read;
}
