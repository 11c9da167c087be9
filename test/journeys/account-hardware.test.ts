// Where an organization lists models of security keys: only a key that raises what the account can prove asks for the mailbox,
// which nobody can know before it is made (B9, design.md "What proves enough to change what proves"). And what tokens say of a
// key depends on what its maker has signed: here it is registered, where claims.test.ts writes down what would come of it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import {
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
} from '../support/authenticator.ts';
import type { Browser } from '../support/browser.ts';
import { certificate } from '../support/certificate.ts';
import { givePasskey, passkeyAsked, usePasskey } from '../support/passkeys.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { expectProof, setScene, tokensAt } from './scene.ts';

const aaguid = 'fa2b99dc-9e39-4257-8f92-4a30d23c4118';
/** Its maker is known, and no organization lists it. */
const unlisted = '2fc0579f-8113-47ea-b116-bb5a8db9202a';
const root = certificate({ name: 'Maker root', ca: true });
const impostor = certificate({ name: 'Maker root', ca: true });
const statement = { description: 'Test key', attestationRootCertificates: [root.der.toString('base64')] };
const policy = {
  factors: { passkey: true, totp: true, sms: false },
  passkeys: { synced: true, withoutUserVerification: true, hardware: [aaguid] },
} as const;

let app: RunningApp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fido-'));
  const file = join(folder, 'metadata.json');
  const entries = [aaguid, unlisted].map((model) => ({ aaguid: model, metadataStatement: statement }));
  await writeFile(file, JSON.stringify({ entries }));
  app = await startApp({ settings: { FIDO_METADATA: file } });
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true });
});

/** Chooses to add a passkey. */
async function addAPasskey(browser: Browser): Promise<void> {
  await browser.open(`${app.issuer}/account/factors/add`);
  await browser.submit({ kind: 'passkey' });
}

/** Somebody who signs in with a passkey. */
async function withPasskey(change: Partial<TenantPolicy> = {}) {
  const person = { totp: false, backupCodes: true };
  const scene = await setScene(app, { policy: { ...policy, ...change }, person });
  const authenticator = createAuthenticator({ synced: true });
  await givePasskey(app, scene.person, authenticator);
  return { ...scene, authenticator };
}

async function register(browser: Browser, authenticator: Authenticator): Promise<void> {
  expect(stepOf(browser.page)).toBe('new-passkey');
  await usePasskey(browser, authenticator);
}

test('B9: another passkey of the same level needs nothing besides; a listed key does, and is made once more', async () => {
  const { browser, application, person, authenticator } = await withPasskey();
  await signIn(browser, application, person);
  await usePasskey(browser, authenticator);
  await addAPasskey(browser);
  const another = createAuthenticator({ synced: true });
  await register(browser, another);
  await usePasskey(browser, another);
  expect(browser.page.text).toContain('Your second step is set up.');

  await addAPasskey(browser);
  const key = createAuthenticator({ aaguid, attestedBy: root });
  await register(browser, key);
  expect(browser.page.text).toContain('Your new passkey can do more than what you have set up so far.');
  const find = async () => (await app.store.storage.enrollments.find(person.id)).factors;
  expect(await find()).toHaveLength(2);
  await browser.submit();
  await browser.submit({ code: await app.mailedCode(person.email) });
  await register(browser, key);
  await usePasskey(browser, key);
  expect((await find()).map(({ name }) => name)).toContain('YubiKey 5 NFC');
  // It is the best that there is now: the next one lifts nothing.
  await addAPasskey(browser);
  await register(browser, createAuthenticator({ aaguid, attestedBy: root }));
  expect(browser.page.text).toContain('Use it once now');
});

test('B9: where the organization asks for a listed key, the mailbox is asked for first', async () => {
  const { browser, application, person, authenticator } = await withPasskey({ level: 'hardware' });
  await signIn(browser, application, person);
  await usePasskey(browser, authenticator);
  expect(stepOf(browser.page)).toBe('send-code');
  await browser.submit();
  await browser.submit({ code: await app.mailedCode(person.email) });
  const key = createAuthenticator({ aaguid, attestedBy: root });
  await register(browser, key);
  expect((await usePasskey(browser, key)).arrival).not.toBeNull();
});

test('B9: where a second step is left to people, any passkey may be added, whatever level would be required', async () => {
  const { browser, application, person, authenticator } = await withPasskey({
    level: 'hardware',
    secondFactor: 'optional',
  });
  await signIn(browser, application, person);
  await usePasskey(browser, authenticator);
  await addAPasskey(browser);
  expect(browser.page.text).not.toContain('approved');
  const another = createAuthenticator({ synced: true });
  await register(browser, another);
  await usePasskey(browser, another);
  expect(browser.page.text).toContain('Your second step is set up.');
});

interface Key extends AuthenticatorOptions {
  readonly what: string;
  readonly acr: 'phr' | 'phrh';
  readonly key: 'hwk' | 'pop';
}

const keys: readonly Key[] = [
  { what: 'a listed key that its maker attests', aaguid, attestedBy: root, acr: 'phrh', key: 'hwk' },
  { what: 'one of a model that is not listed', aaguid: unlisted, attestedBy: root, acr: 'phr', key: 'hwk' },
  { what: 'one that only says that it is of a listed model', aaguid, acr: 'phr', key: 'pop' },
  { what: 'one that somebody else attests', aaguid, attestedBy: impostor, acr: 'phr', key: 'pop' },
];

test.each(keys)('D2 tokens say of $what: $acr, $key', async ({ what: _, acr, key, ...made }) => {
  const nothing = { totp: false, backupCodes: false };
  const factors = { passkey: true, totp: false, sms: false };
  const { browser, application, person } = await setScene(app, {
    policy: { ...policy, factors },
    person: nothing,
  });
  await signIn(browser, application, person);
  await browser.submit();
  await browser.submit({ code: await app.mailedCode(person.email) });
  expect(passkeyAsked(browser.page).options.attestation).toBe('direct');
  const authenticator = createAuthenticator(made);
  await register(browser, authenticator);
  await usePasskey(browser, authenticator);
  const setUp = await tokensAt(await browser.submit({ kept: true }), application);
  expectProof(setUp, person, { acr, amr: ['pwd', key, 'user', 'mfa'] });

  const later = app.browser();
  await signIn(later, application, person);
  const second = await tokensAt(await usePasskey(later, authenticator), application);
  expectProof(second, person, { acr, amr: ['pwd', key, 'user', 'mfa'] });

  const alone = app.browser();
  await signIn(alone, application, {});
  const first = await tokensAt(await usePasskey(alone, authenticator), application);
  expectProof(first, person, { acr, amr: [key, 'user', 'mfa'] });
});
