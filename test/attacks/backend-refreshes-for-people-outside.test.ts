// Put together: a backend inside the clinic refreshes for people outside. The address of a redemption is the backend's: it says
// nothing of where the person is, so a trusted network waives nothing there.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../support/application.ts';
import { signIn } from '../support/sign-in.ts';
import { arrivalOf, givesCode, onlyPassword, type Scene, startScene } from './scene.ts';

/** Where the application's requests come from in a test, and the ward. */
const inside = [
  { name: 'Backend', cidr: '127.0.0.0/8' },
  { name: 'Backend by IPv6', cidr: '::1/128' },
  { name: 'Ward', cidr: '192.0.2.0/24' },
];

let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ policy: { secondFactor: 'optional' } });
});
afterAll(() => scene.stop());

/** Requests that no proxy forwards are the backend's own, and it is inside: a browser there is asked for no second factor. */
test('A8 the network of the backend is trusted', async () => {
  await scene.app.world.setPolicy(scene.tenant.id, { secondFactor: 'required', trustedNetworks: inside });
  const page = await signIn(scene.app.browser(), scene.application, onlyPassword(await scene.person()));
  expect(givesCode(page)).toBe(true);
});

async function granted(address: string) {
  const person = await scene.person({ totp: false });
  const browser = scene.app.browser({ address });
  return arrivalOf(await signIn(browser, scene.application, onlyPassword(person)));
}

test('A8 D4 neither a code, a refresh token nor an access token of somebody outside is good for more inside', async () => {
  const { application, app, tenant } = scene;
  await app.world.setPolicy(tenant.id, { secondFactor: 'optional', trustedNetworks: [] });
  const code = await granted('198.51.100.7');
  const tokens = await application.callback(await granted('198.51.100.7'));
  await app.world.setPolicy(tenant.id, { secondFactor: 'required', trustedNetworks: inside });
  const refused = { error: 'invalid_grant' };
  expect(await refusalOf(application.refresh(tokens.refreshToken ?? ''))).toMatchObject(refused);
  expect(await refusalOf(application.callback(code))).toMatchObject(refused);
  expect(await refusalOf(application.userinfo(tokens))).toMatchObject({ error: 'invalid_token' });
  expect(await application.introspect(tokens.accessToken)).toMatchObject({ active: false });
});

test('A8 D4 a waiver that the person had on the ward is not renewed by the address of the backend', async () => {
  const { application, app, tenant } = scene;
  const [, , ward] = inside;
  await app.world.setPolicy(tenant.id, { secondFactor: 'required', trustedNetworks: inside });
  const person = await scene.person();
  const browser = app.browser({ address: '192.0.2.7' });
  const tokens = await application.callback(
    arrivalOf(await signIn(browser, application, onlyPassword(person))),
  );
  const refreshed = await application.refresh(tokens.refreshToken ?? '');
  expect(refreshed.claims.amr).toEqual(['pwd']);
  await app.world.setPolicy(tenant.id, { trustedNetworks: inside.filter((one) => one !== ward) });
  const refused = await refusalOf(application.refresh(refreshed.refreshToken ?? ''));
  expect(refused?.error).toBe('invalid_grant');
});
