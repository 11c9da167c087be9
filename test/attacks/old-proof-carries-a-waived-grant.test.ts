// A grant that a trusted network allowed must stand on that network alone: an older second factor of the same session,
// which did not count when it was granted, must not carry it when the network is no longer trusted.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../support/application.ts';
import { goOn, signIn } from '../support/sign-in.ts';
import { arrivalOf, onlyPassword, type Scene, signedIn, startScene } from './scene.ts';

const ward = { name: 'Ward', cidr: '192.0.2.0/24' };

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ policy: { trustedNetworks: [ward] } });
});
afterAll(() => scene.stop());

test('a refresh is refused once the range is gone (A8, D4)', async () => {
  const person = await scene.person();
  const { browser } = await signedIn(scene, person, {
    browser: scene.app.browser({ address: '198.51.100.7' }),
  });
  browser.moveTo('192.0.2.7');
  await signIn(browser, scene.application, onlyPassword(person), { prompt: 'login' });
  const tokens = await scene.application.callback(arrivalOf(await goOn(browser, onlyPassword(person))));
  expect(tokens.claims.amr).not.toContain('mfa');
  await scene.app.world.setPolicy(scene.tenant.id, { trustedNetworks: [] });
  const refused = await refusalOf(scene.application.refresh(tokens.refreshToken ?? ''));
  expect(refused?.error).toBe('invalid_grant');
});
