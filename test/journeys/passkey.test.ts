// A passkey from its set-up on: forced and by choice, used as second factor and alone, and what tokens say of it (B1, D2).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { minute, movableClock } from '../support/clock.ts';
import { passkeyAsked, usePasskey } from '../support/passkeys.ts';
import { shownBackupCodes, signIn, stepOf } from '../support/sign-in.ts';
import { expectProof, setScene, tokensAt } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const passkeysOnly = { factors: { passkey: true, totp: false, sms: false } };
const keysOnly = { synced: false, withoutUserVerification: true, hardware: [] };
const nothingYet = { person: { totp: false, backupCodes: false } };

/** Someone who has set up a passkey, and the authenticator that holds it. */
async function withPasskey(policy = passkeysOnly) {
  const authenticator = createAuthenticator({ synced: true });
  const scene = await setScene(app, { policy, ...nothingYet });
  await signIn(scene.browser, scene.application, scene.person);
  await confirmByMail(scene);
  await usePasskey(scene.browser, authenticator);
  await usePasskey(scene.browser, authenticator);
  await scene.browser.submit({ kept: true });
  return { ...scene, authenticator, browser: app.browser() };
}

async function confirmByMail({ browser, person }: Awaited<ReturnType<typeof setScene>>) {
  await browser.submit();
  await browser.submit({ code: await app.mailedCode(person.email ?? '') });
}

describe('setting up', () => {
  test('forced: registered, then used once, which the tokens report; backup codes come with it (B1, B3)', async () => {
    const authenticator = createAuthenticator({
      synced: true,
      aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
    });
    const scene = await setScene(app, { policy: passkeysOnly, ...nothingYet });
    const { browser, application, person } = scene;
    await signIn(browser, application, person);
    await confirmByMail(scene);
    expect(stepOf(browser.page)).toBe('new-passkey');
    expect(passkeyAsked(browser.page).options).toMatchObject({
      attestation: 'none',
      user: { name: person.email },
      pubKeyCredParams: [{ alg: -7 }, { alg: -8 }, { alg: -257 }],
      excludeCredentials: [],
    });
    const asked = await usePasskey(browser, authenticator);
    expect(asked.heading).toBe('Use your passkey');
    expect(asked.text).toContain('“Apple Passwords” is saved. Use it once now');
    const codes = await usePasskey(browser, authenticator);
    expect(shownBackupCodes(codes)).toHaveLength(10);
    const page = await browser.submit({ kept: true });
    expectProof(await tokensAt(page, application), person, {
      acr: 'phr',
      amr: ['pwd', 'swk', 'user', 'mfa'],
    });
  });

  test('by choice, where the organization leaves one; the passkey comes first', async () => {
    const scene = await setScene(app, {
      policy: { factors: { passkey: true, totp: true, sms: false } },
      ...nothingYet,
    });
    const { browser, application, person } = scene;
    await signIn(browser, application, person);
    await confirmByMail(scene);
    expect(browser.page.form().values.get('kind')).toBe('passkey');
    await browser.submit({ kind: 'passkey' });
    const authenticator = createAuthenticator();
    await usePasskey(browser, authenticator);
    await usePasskey(browser, authenticator);
    expectProof(await tokensAt(await browser.submit({ kept: true }), application), person, {
      acr: 'phr',
      amr: ['pwd', 'pop', 'user', 'mfa'],
    });
  });
});

describe('signing in', () => {
  test('as the second factor, with or without user verification', async () => {
    const { browser, application, person, authenticator } = await withPasskey();
    await signIn(browser, application, person);
    expect(passkeyAsked(browser.page).options.allowCredentials).toMatchObject([
      { id: authenticator.credentialIds[0] },
    ]);
    const page = await usePasskey(browser, authenticator, { userVerified: false });
    expectProof(await tokensAt(page, application), person, {
      acr: 'phr',
      amr: ['pwd', 'swk', 'user', 'mfa'],
    });
  });

  test('alone, without an identifier: it is MFA by itself (B1, D2)', async () => {
    const { browser, application, person, authenticator } = await withPasskey();
    await signIn(browser, application, {});
    const [field] = browser.page
      .form()
      .fields.filter((one) => one.attrs.some(({ value }) => value === 'identifier'));
    expect(field?.attrs).toContainEqual({ name: 'autocomplete', value: 'username webauthn' });
    expect(passkeyAsked(browser.page).options).toMatchObject({
      allowCredentials: [],
      userVerification: 'required',
    });
    const page = await usePasskey(browser, authenticator);
    const alone = { acr: 'phr', amr: ['swk', 'user', 'mfa'] };
    const at = Date.now();
    expectProof(await tokensAt(page, application), person, alone);
    // A silent request says the same of the same proof, at its own time.
    clock.advance(5 * minute);
    await browser.open(await application.authorizationUrl({ prompt: 'none' }), application.redirectUri);
    expectProof(await tokensAt(browser.page, application), person, { ...alone, at });
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
