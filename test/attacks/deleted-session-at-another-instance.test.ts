// CVE-2025-29928 (authentik): a session deleted by an admin lives on at another instance.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from '../support/application.ts';
import { type Scene, secondInstance, signedIn, silently, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'lost phone' };

let scene: Scene;
let other: Awaited<ReturnType<typeof secondInstance>>;
beforeEach(async () => {
  scene = await startScene();
  other = await secondInstance(scene);
});
afterEach(async () => {
  await other.app.stop();
  await scene.stop();
});

const acts = {
  'disabling the account': (id: string) => other.app.core.actions.accountStatus.disable(operator, id, null),
  'resetting its factors': (id: string) => other.app.core.actions.access.resetFactors(operator, id, check),
  'a new password by the operator': (id: string) =>
    other.app.core.actions.access.setPassword(operator, id, null),
};

describe.each(Object.entries(acts))('%s at one instance', (_name, act) => {
  test('ends sessions and tokens at the other', async () => {
    const person = await scene.person();
    const { browser, tokens } = await signedIn(scene, person);
    expect(await silently(scene.application, browser)).toMatchObject({ error: null });
    expect(await act(person.id)).toMatchObject({ ok: true });
    expect(await silently(scene.application, browser)).toEqual({ code: null, error: 'login_required' });
    expect((await refusalOf(scene.application.userinfo(tokens)))?.status).toBe(401);
    expect((await scene.application.introspect(tokens.accessToken)).active).toBe(false);
    expect((await refusalOf(scene.application.refresh(tokens.refreshToken ?? '')))?.error).toBe(
      'invalid_grant',
    );
    expect((await browser.open(scene.app.issuer)).text).not.toContain(person.identifier);
  });
});

test('signing out at one instance ends the session and its tokens at the other', async () => {
  const person = await scene.person();
  const { browser, tokens } = await signedIn(scene, person);
  const there = other.app.browser();
  for (const cookie of browser.jar.list()) there.jar.put(cookie);
  await there.open(other.application.endSessionUrl({ id_token_hint: tokens.idToken }));
  await there.submit();
  expect(await silently(scene.application, browser)).toEqual({ code: null, error: 'login_required' });
  expect((await refusalOf(scene.application.refresh(tokens.refreshToken ?? '')))?.error).toBe(
    'invalid_grant',
  );
  expect((await refusalOf(scene.application.userinfo(tokens)))?.status).toBe(401);
});
