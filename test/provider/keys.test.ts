// Keys rotate while the server runs: both are published, what was signed before verifies, and nobody is signed out.
import { join } from 'node:path';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeKeyFile } from '../../adapters/vault/files.ts';
import { rotateKeys } from '../../adapters/vault/generate.ts';
import { type OpenVault, openVault } from '../../adapters/vault/open.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { type OpenedStore, openStore } from '../support/in-process.ts';
import { goOn } from '../support/sign-in.ts';
import { having, scene } from './desk.ts';

let app: RunningApp;
let store: OpenedStore;
let keys: OpenVault;
beforeAll(async () => {
  const opened = await openStore();
  const vault = await openVault(join(opened.dataDir, 'keys.json'), { lookEveryMs: 0 });
  if (!vault.ok) throw new Error(vault.problems.join());
  keys = vault;
  store = { ...opened, vault: keys.vault };
  app = await startApp({ store });
});
afterAll(async () => {
  await app.stop();
  keys.close();
  await store.close();
});

async function rotate(): Promise<void> {
  const now = Date.now();
  const changed = await changeKeyFile(
    join(store.dataDir, 'keys.json'),
    (file) => rotateKeys(file, ['sign', 'cookie', 'hash', 'seal'], now, { immediately: true }),
    now,
  );
  expect(changed.ok).toBe(true);
  expect(await keys.reload()).toBe(true);
}

async function published(): Promise<{ keys: { kid: string; d?: string; alg?: string }[] }> {
  return JSON.parse((await app.browser().send({ url: `${app.issuer}/jwks` })).body);
}

describe('a rotation', () => {
  test('publishes public keys only, old and new, each with its own id', async () => {
    const before = await published();
    await rotate();
    const after = await published();
    const kids = (set: typeof after) => set.keys.map(({ kid }) => kid);
    expect(kids(after)).toEqual(expect.arrayContaining(kids(before)));
    expect(after.keys.length).toBeGreaterThan(before.keys.length);
    expect(new Set(kids(after)).size).toBe(after.keys.length);
    for (const key of after.keys) expect(Object.keys(key)).not.toContain('d');
  });

  test('new ID tokens are signed by the new key, older ones verify, and both are good hints', async () => {
    const here = await scene(app);
    const before = await here.signIn();
    await rotate();
    const after = await here.signIn({ id_token_hint: before.idToken, prompt: 'none' });
    const set = createLocalJWKSet((await published()) as Parameters<typeof createLocalJWKSet>[0]); // as jose names it
    const [one, two] = await Promise.all([before, after].map(({ idToken }) => jwtVerify(idToken, set)));
    expect(one?.protectedHeader.kid).not.toBe(two?.protectedHeader.kid);
  });

  test('signs nobody out, keeps sign-ins on their way, refresh tokens and client secrets', async () => {
    const here = await scene(app);
    const { refreshToken = '' } = await here.signIn();
    const other = await scene(app);
    await other.browser.open(await other.application.authorizationUrl(), other.application.redirectUri);
    const { identifier, password } = other.person;
    await other.browser.submit({ identifier, password });
    await rotate();
    expect((await here.signIn({ prompt: 'none' })).claims.sub).toBe(here.person.id);
    expect((await here.application.refresh(refreshToken)).claims.sub).toBe(here.person.id);
    const { arrival } = await goOn(other.browser, having(other.person));
    if (!arrival) throw new Error(other.browser.page.describe());
    expect((await other.application.callback(arrival)).claims.sub).toBe(other.person.id);
  });
});
