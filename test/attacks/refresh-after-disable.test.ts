// CVE-2026-9798 (Keycloak), CVE-2026-43983 (Pocket ID), CVE-2025-53942 (authentik): a token redeemed after the account was
// disabled, locked or reset. Neighbours: after the application or its needs changed, a code redeemed late, a token replayed.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf, type Tokens } from '../support/application.ts';
import { signIn } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { arrivalOf, onlyPassword, type Scene, signedIn, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'lost phone' };

let scene: Scene;
beforeEach(async () => {
  scene = await startScene({ scope: 'openid offline_access' });
});
afterEach(() => scene.stop());

const acts: Record<string, (person: Person) => Promise<unknown>> = {
  'the account was disabled': ({ id }) => scene.app.core.actions.accountStatus.disable(operator, id, null),
  'the account was disabled by another program': ({ id }) => scene.app.world.setStatus(id, 'disabled'),
  'its factors were reset': ({ id }) => scene.app.core.actions.access.resetFactors(operator, id, check),
  'its password was set anew': ({ id }) => scene.app.core.actions.access.setPassword(operator, id, null),
  'its factor is gone': ({ id }) => scene.app.world.changeEnrollments(id, () => ({ factors: [] })),
  'the organisation was suspended': () =>
    scene.app.core.actions.tenants.suspend(operator, scene.tenant.id, null),
  'the policy now asks for more': () =>
    scene.app.world.setPolicy(scene.tenant.id, { level: 'phishing-resistant' }),
};

describe.each(Object.entries(acts))('after %s', (_name, act) => {
  test('no token, old or new, is good for anything (D4)', async () => {
    const person = await scene.person();
    const parameters = { prompt: 'consent' };
    const { tokens } = await signedIn(scene, person, { parameters });
    expect(tokens.refreshToken).toBeDefined();
    await act(person);
    await expectWorthless(tokens);
  });

  test('a code that waits to be redeemed gives nothing', async () => {
    const person = await scene.person();
    const having = { ...onlyPassword(person), code: () => person.code() };
    const page = await signIn(scene.app.browser(), scene.application, having);
    const arrival = arrivalOf(page);
    await act(person);
    expect((await refusalOf(scene.application.callback(arrival)))?.error).toBe('invalid_grant');
  });
});

async function expectWorthless(tokens: Tokens): Promise<void> {
  expect((await refusalOf(scene.application.userinfo(tokens)))?.status).toBe(401);
  expect((await scene.application.introspect(tokens.accessToken)).active).toBe(false);
  expect((await scene.application.introspect(tokens.refreshToken ?? '')).active).toBe(false);
  expect((await refusalOf(scene.application.refresh(tokens.refreshToken ?? '')))?.error).toBe(
    'invalid_grant',
  );
}

describe('an application', () => {
  test('that was deleted can redeem nothing', async () => {
    const { tokens } = await signedIn(scene, await scene.person());
    await scene.app.core.actions.clients.delete(operator, scene.registered.client.id);
    const refused = await refusalOf(scene.application.refresh(tokens.refreshToken ?? ''));
    expect(refused?.error).toBe('invalid_client');
  });

  test('whose refresh token is used again loses the whole family', async () => {
    const { tokens } = await signedIn(scene, await scene.person());
    const next = await scene.application.refresh(tokens.refreshToken ?? '');
    expect((await refusalOf(scene.application.refresh(tokens.refreshToken ?? '')))?.error).toBe(
      'invalid_grant',
    );
    expect((await refusalOf(scene.application.refresh(next.refreshToken ?? '')))?.error).toBe(
      'invalid_grant',
    );
    expect((await refusalOf(scene.application.userinfo(next)))?.status).toBe(401);
  });

  test('whose code is used again loses what it was given for it', async () => {
    const person = await scene.person();
    const having = { ...onlyPassword(person), code: () => person.code() };
    const arrival = arrivalOf(await signIn(scene.app.browser(), scene.application, having));
    const tokens = await scene.application.callback(arrival);
    expect((await refusalOf(scene.application.callback(arrival)))?.error).toBe('invalid_grant');
    await expectWorthless(tokens);
  });
});
