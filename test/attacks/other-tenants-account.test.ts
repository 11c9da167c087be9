// CVE-2025-64431 (ZITADEL) and neighbours: an account, a session, a token or an application of one tenant used in another.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Tenant } from '../../ports/tenants.ts';
import { type Application, refusalOf } from '../support/application.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { givesCode, onlyPassword, type Scene, signedIn, silently, startScene } from './scene.ts';

let scene: Scene;
let other: Tenant;
let theirs: Application;
let shared: Application;
beforeAll(async () => {
  scene = await startScene();
  other = await scene.app.world.tenant({ name: 'Southwind Works' });
  theirs = await scene.app.application(await scene.app.world.client(other.id));
  shared = await scene.app.application(await scene.app.world.client(null));
});
afterAll(() => scene.stop());

describe('an account of one organisation', () => {
  test('does not sign in to an application of another, and is told nothing about itself', async () => {
    const person = await scene.person();
    const known = await signIn(scene.app.browser(), theirs, onlyPassword(person));
    const unknown = await signIn(scene.app.browser(), theirs, {
      ...onlyPassword(person),
      identifier: 'nobody@x.example',
    });
    expect([known.status, unknown.status]).toEqual([422, 422]);
    expect(known.text).toBe(unknown.text);
  });

  test('brings no session there: a page says so, the application gets no code', async () => {
    const { browser } = await signedIn(scene, await scene.person());
    expect(await silently(theirs, browser)).toEqual({ code: null, error: 'access_denied' });
    const page = await browser.open(await theirs.authorizationUrl(), theirs.redirectUri);
    expect(givesCode(page)).toBe(false);
    expect(page.status).toBe(403);
    const ended = await browser.submit({}, undefined, 'other-account');
    expect(stepOf(ended)).toBe('password');
  });

  test('is not found under another organisation that an application shared by all is told', async () => {
    const person = await scene.person();
    const page = await signIn(scene.app.browser(), shared, onlyPassword(person), { tenant: other.shortName });
    expect(page.status).toBe(422);
    const right = { ...onlyPassword(person), code: () => person.code() };
    const own = await signIn(scene.app.browser(), shared, right, { tenant: scene.tenant.shortName });
    expect(givesCode(own)).toBe(true);
  });

  test('is not let in by another organisation that the request names and that asks for less', async () => {
    await scene.app.world.setPolicy(other.id, { secondFactor: 'off' });
    const person = await scene.person();
    const { browser } = await signedIn({ app: scene.app, application: shared }, person, {
      parameters: { tenant: scene.tenant.shortName },
    });
    const named = { tenant: other.shortName };
    const page = await browser.open(await shared.authorizationUrl(named), shared.redirectUri);
    expect(page.status).toBe(403);
    expect(await silently(shared, browser, named)).toMatchObject({ code: null });
    // Without a name it is the session's own organisation.
    expect(await silently(shared, browser)).toMatchObject({ error: null });
    await scene.app.world.setPolicy(other.id, { secondFactor: 'required' });
  });
});

describe('a token of one organisation', () => {
  test('is inactive to an application of another, which can neither refresh nor revoke it', async () => {
    const { tokens } = await signedIn(scene, await scene.person());
    expect(await theirs.introspect(tokens.accessToken)).toEqual({ active: false });
    expect((await refusalOf(theirs.refresh(tokens.refreshToken ?? '')))?.error).toBe('invalid_grant');
    await refusalOf(theirs.revoke(tokens.refreshToken ?? ''));
    await refusalOf(theirs.revoke(tokens.accessToken));
    expect((await scene.application.introspect(tokens.accessToken)).active).toBe(true);
    expect((await scene.application.refresh(tokens.refreshToken ?? '')).claims.sub).toBe(tokens.claims.sub);
  });

  test('stops when the organisation is suspended', async () => {
    const person = await scene.app.world.person(other.id, { totp: true });
    const { tokens, browser } = await signedIn({ app: scene.app, application: theirs }, person);
    const operator = { kind: 'operator', name: 'test' } as const;
    const { tenants } = scene.app.core.actions;
    expect(await tenants.suspend(operator, other.id, 'unpaid')).toMatchObject({ ok: true });
    expect((await refusalOf(theirs.refresh(tokens.refreshToken ?? '')))?.error).toBe('invalid_grant');
    expect(await silently(theirs, browser)).toMatchObject({ code: null });
    expect(await tenants.resume(operator, other.id, 'paid')).toMatchObject({ ok: true });
  });
});
