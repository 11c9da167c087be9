// What is particular to passkeys: what browsers are asked for, which passkeys may answer, and what helps where none can (B1).
// Setting one up, proving and losing it: every-factor.test.ts; what tokens say of it: claims.test.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { givePasskey, passkeyAsked, usePasskey } from '../support/passkeys.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { expectProof, setScene, tokensAt } from './scene.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

const passkeysOnly = { factors: { passkey: true, totp: false, sms: false } };
const keysOnly = { synced: false, withoutUserVerification: true, hardware: [] };

/** Someone who has a passkey, and the authenticator that holds it. */
async function withPasskey() {
  const authenticator = createAuthenticator({ synced: true });
  const scene = await setScene(app, { policy: passkeysOnly, person: { totp: false } });
  await givePasskey(app, scene.person, authenticator);
  return { ...scene, authenticator };
}

/** Where set-up begins, past the confirmation by mail. */
async function atSetUp(factors: { passkey: boolean; totp: boolean; sms: boolean }) {
  const scene = await setScene(app, { policy: { factors }, person: { totp: false, backupCodes: false } });
  const { browser, application, person } = scene;
  await signIn(browser, application, person);
  await browser.submit();
  await browser.submit({ code: await app.mailedCode(person.email) });
  return scene;
}

describe('setting up', () => {
  test('asks for no attestation where none is wanted, and says what was saved, and where', async () => {
    const { browser, person } = await atSetUp(passkeysOnly.factors);
    expect(stepOf(browser.page)).toBe('new-passkey');
    expect(passkeyAsked(browser.page).options).toMatchObject({
      attestation: 'none',
      user: { name: person.email },
      pubKeyCredParams: [{ alg: -7 }, { alg: -8 }, { alg: -257 }],
      excludeCredentials: [],
    });
    const aaguid = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd';
    const asked = await usePasskey(browser, createAuthenticator({ synced: true, aaguid }));
    expect(asked.heading).toBe('Use your passkey');
    expect(asked.text).toContain('“Apple Passwords” is saved. Use it once now');
  });

  test('comes first where the organization leaves a choice', async () => {
    const { browser } = await atSetUp({ passkey: true, totp: true, sms: false });
    expect(browser.page.form().values.get('kind')).toBe('passkey');
    await browser.submit();
    expect(stepOf(browser.page)).toBe('new-passkey');
  });
});

describe('signing in', () => {
  test('alone: the field offers passkeys, none is named, and the user has to be verified', async () => {
    const { browser, application } = await withPasskey();
    await signIn(browser, application, {});
    const [field] = browser.page
      .form()
      .fields.filter((one) => one.attrs.some(({ value }) => value === 'identifier'));
    expect(field?.attrs).toContainEqual({ name: 'autocomplete', value: 'username webauthn' });
    expect(passkeyAsked(browser.page).options).toMatchObject({
      allowCredentials: [],
      userVerification: 'required',
    });
  });

  test('after a password: those of the account are named', async () => {
    const { browser, application, person, authenticator } = await withPasskey();
    await signIn(browser, application, person);
    expect(passkeyAsked(browser.page).options).toMatchObject({
      allowCredentials: [{ id: authenticator.credentialIds[0] }],
      userVerification: 'preferred',
    });
  });

  test('alone, where the organization is not known yet: the passkey tells it, too', async () => {
    const { person, tenant, authenticator } = await withPasskey();
    const shared = await app.application(await app.world.client(null));
    const browser = app.browser();
    await signIn(browser, shared, {});
    expect(browser.page.heading).toBe('Find your organization');
    const [field] = browser.page
      .form()
      .fields.filter((one) => one.attrs.some(({ value }) => value === 'organization'));
    expect(field?.attrs).toContainEqual({ name: 'autocomplete', value: 'email webauthn' });
    expect(passkeyAsked(browser.page).options.allowCredentials).toEqual([]);
    const page = await usePasskey(browser, authenticator);
    expectProof(await tokensAt(page, shared), person, { acr: 'phr', amr: ['swk', 'user', 'mfa'] });
    // Its policy is the organization's: a stricter one asks for more, and its name stands on the page.
    await app.world.setPolicy(tenant.id, { passkeys: { ...keysOnly } });
    const next = app.browser();
    await signIn(next, shared, {});
    expect((await usePasskey(next, authenticator)).text).toContain(tenant.name);
    expect(stepOf(next.page)).not.toBe('organization');
  });

  test('a key without a PIN leads on to something else, once the organization wants its user verified', async () => {
    const { browser, application, person, tenant } = await setScene(app, {
      policy: passkeysOnly,
      person: { totp: false },
    });
    const key = createAuthenticator({ verifiesUser: false });
    await givePasskey(app, person, key);
    const passkeys = { synced: true, withoutUserVerification: false, hardware: [] };
    await app.world.setPolicy(tenant.id, { passkeys, rememberDays: 30 });
    await signIn(browser, application, person);
    expect(passkeyAsked(browser.page).options.userVerification).toBe('preferred');
    await usePasskey(browser, key);
    expect(stepOf(browser.page)).toBe('new-passkey');
    expect(passkeyAsked(browser.page).options.authenticatorSelection.userVerification).toBe('required');
    const better = createAuthenticator();
    await usePasskey(browser, better);
    const page = await usePasskey(browser, better);
    expectProof(await tokensAt(page, application), person, {
      acr: 'phr',
      amr: ['pwd', 'pop', 'user', 'mfa'],
    });
  });

  test('a key that has got a PIN since counts where the organization wants its user verified', async () => {
    const { browser, application, person, tenant } = await setScene(app, {
      policy: passkeysOnly,
      person: { totp: false },
    });
    const key = createAuthenticator({ verifiesUser: false });
    await givePasskey(app, person, key);
    const passkeys = { synced: true, withoutUserVerification: false, hardware: [] };
    await app.world.setPolicy(tenant.id, { passkeys });
    key.setPin();
    await signIn(browser, application, person);
    expect((await usePasskey(browser, key)).arrival).not.toBeNull();
  });

  test('a passkey that was removed is unknown, and the browser is told to forget it', async () => {
    const { browser, application, person, authenticator } = await withPasskey();
    await app.world.changeEnrollments(person.id, () => ({ factors: [] }));
    await signIn(browser, application, {});
    const page = await usePasskey(browser, authenticator);
    expect(page.status).toBe(422);
    expect(page.text).toContain('This passkey isn’t known here.');
    expect(page.body).toContain('data-passkey-unknown');
    expect(page.body).toContain(authenticator.credentialIds[0]);
  });

  test('without scripts the page says what else there is', async () => {
    const { browser, application, person } = await withPasskey();
    const first = await signIn(browser, application, {});
    const refused = await browser.submit({}, undefined, '/passkey');
    expect(refused.text).toContain('It needs JavaScript for that');
    expect(first.body).toContain('<noscript>');
    await signIn(browser, application, person);
    const second = await browser.submit();
    expect(second.status).toBe(422);
    expect(second.text).toContain('Use a backup code');
  });
});
