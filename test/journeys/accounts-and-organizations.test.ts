// Whose session it is, and for which organisation: choosing and changing accounts, other tenants, shared applications.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { type Parameters, refusalOf } from '../support/application.ts';
import { movableClock, second } from '../support/clock.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import { changed, errorAt, expectProof, mfa, type Scene, setScene, tokensAt } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const both = ['pwd', 'otp', 'mfa'];

function ask({ application, browser }: Pick<Scene, 'application' | 'browser'>, parameters: Parameters = {}) {
  return application.authorizationUrl(parameters).then((url) => browser.open(url, application.redirectUri));
}

async function signedIn() {
  const scene = await setScene(app);
  const page = await signIn(scene.browser, scene.application, scene.person);
  const at = Date.now();
  clock.advance(31 * second);
  return { ...scene, tokens: await tokensAt(page, scene.application), at };
}

describe('prompt=select_account (D1)', () => {
  test('goes on as the account signed in, without asking again', async () => {
    const scene = await signedIn();
    const page = await ask(scene, { prompt: 'select_account' });
    expect(page.heading).toBe('Choose an account');
    expect(page.text).toContain(String(scene.person.email));
    const tokens = await tokensAt(await scene.browser.submit(), scene.application);
    expectProof(tokens, scene.person, { acr: mfa, amr: both, at: scene.at });
  });

  test('changing carries no evidence over, and the session of the old account ends (attack: put together)', async () => {
    const scene = await signedIn();
    const { tenant, application, browser } = scene;
    const next = await app.world.person(tenant.id, { totp: true });
    await ask(scene, { prompt: 'select_account' });
    await browser.submit({}, undefined, 'other-account');
    expect(stepOf(browser.page)).toBe('password');
    const { identifier, password } = next;
    expect(stepOf(await goOn(browser, { identifier, password }))).toBe('second-factor');
    await browser.submit({ code: next.code() });
    const tokens = await tokensAt(await changed(browser), application);
    expectProof(tokens, next, { acr: mfa, amr: both });
    expect(tokens.claims.sid).not.toBe(scene.tokens.claims.sid);
    expect(await refusalOf(application.refresh(scene.tokens.refreshToken ?? ''))).toMatchObject({
      error: 'invalid_grant',
    });
    expect((await application.refresh(tokens.refreshToken ?? '')).claims.sub).toBe(next.id);
  });

  test('without a session it asks for the password at once', async () => {
    const scene = await setScene(app);
    const page = await signIn(scene.browser, scene.application, scene.person, { prompt: 'select_account' });
    expectProof(await tokensAt(page, scene.application), scene.person, { acr: mfa, amr: both });
  });
});

describe('a person of another tenant', () => {
  test('reads so, and the application gets access_denied', async () => {
    const scene = await signedIn();
    const foreign = (await setScene(app)).application;
    const page = await ask({ browser: scene.browser, application: foreign });
    expect([page.status, page.heading]).toEqual([403, 'This account is of another organization']);
    expect(page.text).toContain(String(scene.person.email));
    expect(await errorAt(await scene.browser.submit({}, undefined, 'cancel'), foreign)).toMatchObject({
      error: 'access_denied',
    });
    const silent = await ask({ browser: scene.browser, application: foreign }, { prompt: 'none' });
    expect(await errorAt(silent, foreign)).toMatchObject({ error: 'access_denied' });
  });

  test('can use another account, of the right organisation', async () => {
    const scene = await signedIn();
    const { application, person } = await setScene(app);
    await ask({ browser: scene.browser, application });
    await scene.browser.submit({}, 'Use another account');
    await goOn(scene.browser, person);
    expectProof(await tokensAt(await changed(scene.browser), application), person, { acr: mfa, amr: both });
  });

  test('is told no more than anyone by the password page', async () => {
    const { person } = await signedIn();
    const { application, browser } = await setScene(app);
    const page = await signIn(browser, application, person);
    expect(page.text).toContain('E-mail or username and password don’t go together.');
  });
});

describe('an organisation that is suspended', () => {
  test('signs nobody in, with a session or without, and says so', async () => {
    const scene = await signedIn();
    const operator = { kind: 'operator', name: 'test' } as const;
    await app.core.actions.tenants.suspend(operator, scene.tenant.id, 'unpaid');
    for (const browser of [scene.browser, app.browser()]) {
      const page = await ask({ application: scene.application, browser });
      expect([page.status, page.heading]).toEqual([403, 'Your organization is suspended']);
      const left = await browser.submit({}, undefined, 'leave');
      expect(await errorAt(left, scene.application)).toMatchObject({ error: 'access_denied' });
    }
    await app.core.actions.tenants.resume(operator, scene.tenant.id, 'paid');
    const browser = app.browser();
    const page = await signIn(browser, scene.application, scene.person);
    expectProof(await tokensAt(page, scene.application), scene.person, { acr: mfa, amr: both });
  });

  test('an application that is deleted meanwhile ends the sign-in', async () => {
    const { application, browser, person } = await setScene(app);
    await signIn(browser, application, { ...person, code: undefined });
    await app.store.storage.clients.delete(application.options.clientId);
    const page = await browser.submit({ code: person.code() });
    expect([page.status, page.heading]).toEqual([410, 'This sign-in is no longer valid']);
  });
});

describe('an application that organisations share', () => {
  async function setShared(domains: readonly string[] = []) {
    const scene = await setScene(app, { tenant: { domains } });
    const application = await app.application(await app.world.client(null));
    return { ...scene, application };
  }

  test('the tenant parameter names the organisation', async () => {
    const { tenant, person, application, browser } = await setShared();
    const page = await signIn(browser, application, person, { tenant: tenant.shortName.toUpperCase() });
    expectProof(await tokensAt(page, application), person, { acr: mfa, amr: both });
  });

  test('without it a page asks for the short name, and says when there is none of that name', async () => {
    const { tenant, person, application, browser } = await setShared();
    const asked = await ask({ application, browser });
    expect(asked.heading).toBe('Find your organization');
    expect((await browser.submit({ organization: '' })).text).toContain('organization’s short name.');
    const unknown = await browser.submit({ organization: 'no-such-clinic' });
    expect([unknown.status, unknown.title.startsWith('Error:')]).toEqual([422, true]);
    expect(unknown.text).toContain('No organization here has that name.');
    expect(unknown.form().values.get('organization')).toBe('no-such-clinic');
    expect(stepOf(await browser.submit({ organization: ` ${tenant.shortName.toUpperCase()} ` }))).toBe(
      'password',
    );
    expectProof(await tokensAt(await goOn(browser, person), application), person, { acr: mfa, amr: both });
  });

  test('a mail domain finds it, whoever exists there', async () => {
    const domain = `d${Date.now().toString(36)}.example`;
    const { application, browser } = await setShared([domain]);
    await ask({ application, browser });
    const page = await browser.submit({ organization: `nobody@${domain.toUpperCase()}` });
    expect(stepOf(page)).toBe('password');
    expect(page.form().values.get('identifier')).toBe(`nobody@${domain.toUpperCase()}`);
    const hinted = await ask({ application, browser: app.browser() }, { login_hint: `someone@${domain}` });
    expect(stepOf(hinted)).toBe('password');
  });

  test('a session serves it, of whatever tenant', async () => {
    const scene = await signedIn();
    const application = await app.application(await app.world.client(null));
    const tokens = await tokensAt(await ask({ application, browser: scene.browser }), application);
    expectProof(tokens, scene.person, { acr: mfa, amr: both, at: scene.at });
  });

  test('a session of another tenant than the request names is not used', async () => {
    const scene = await signedIn();
    const { tenant, person, application } = await setShared();
    const { browser } = scene;
    const parameters = { tenant: tenant.shortName };
    expect(
      await errorAt(await ask({ application, browser }, { ...parameters, prompt: 'none' }), application),
    ).toMatchObject({ error: 'access_denied' });
    const page = await ask({ application, browser }, parameters);
    expect([page.status, page.heading]).toEqual([403, 'This account is of another organization']);
    await browser.submit({}, 'Use another account');
    expect(stepOf(browser.page)).toBe('password');
    await goOn(browser, person);
    expectProof(await tokensAt(await changed(browser), application), person, { acr: mfa, amr: both });
  });
});

describe('login_hint and id_token_hint (D1)', () => {
  test('login_hint fills in the identifier, escaped', async () => {
    const { application, browser } = await setScene(app);
    const login_hint = '"><b>mira@clinic.example';
    const page = await ask({ application, browser }, { login_hint });
    expect(page.form().values.get('identifier')).toBe(login_hint);
    expect(page.body).not.toContain('<b>mira');
  });

  test('id_token_hint of the account signed in asks nothing', async () => {
    const scene = await signedIn();
    const tokens = await tokensAt(
      await ask(scene, { id_token_hint: scene.tokens.idToken }),
      scene.application,
    );
    expectProof(tokens, scene.person, { acr: mfa, amr: both, at: scene.at });
  });

  test('id_token_hint of somebody else asks for that account', async () => {
    const scene = await signedIn();
    const { tenant, application, browser } = scene;
    const other = await app.world.person(tenant.id, { totp: true });
    const elsewhere = app.browser();
    const theirs = await tokensAt(await signIn(elsewhere, application, other), application);
    clock.advance(31 * second);
    const none = { id_token_hint: theirs.idToken, prompt: 'none' };
    expect(await errorAt(await ask(scene, none), application)).toMatchObject({ error: 'login_required' });

    expect(stepOf(await ask(scene, { id_token_hint: theirs.idToken }))).toBe('password');
    await goOn(browser, other);
    expectProof(await tokensAt(await changed(browser), application), other, { acr: mfa, amr: both });
  });

  test('if somebody else signs in all the same, the application gets login_required', async () => {
    const scene = await signedIn();
    const other = await app.world.person(scene.tenant.id, { totp: true });
    const browser = app.browser();
    await ask({ application: scene.application, browser }, { id_token_hint: scene.tokens.idToken });
    const page = await goOn(browser, other);
    expect(await errorAt(page, scene.application)).toMatchObject({ error: 'login_required' });
    const sub = { claims: JSON.stringify({ id_token: { sub: { value: scene.person.id } } }) };
    await ask({ application: scene.application, browser }, sub);
    clock.advance(31 * second);
    expect(await errorAt(await goOn(browser, other), scene.application)).toMatchObject({
      error: 'login_required',
    });
  });
});
