// Applications hear of the ends that nobody clicks in their presence: of a break-glass window (A13), by an admin (E4), and from
// the account pages of another browser (C3). OpenID Connect Back-Channel Logout 1.0.
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOutboundFetch } from '../../adapters/outbound/fetch.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { type BackchannelListener, startBackchannelListener } from '../support/backchannel.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { signIn } from '../support/sign-in.ts';
import { setScene, tokensAt } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'lost phone' };
const clock = movableClock();

let app: RunningApp;
let listener: BackchannelListener;
beforeAll(async () => {
  // startApp takes the process's fetch for the provider's requests; the server takes this one.
  const plain = globalThis.fetch;
  globalThis.fetch = createOutboundFetch(['127.0.0.0/8']);
  app = await startApp();
  globalThis.fetch = plain;
});
beforeEach(async () => {
  clock.advance(31 * second);
  listener = await startBackchannelListener();
});
afterEach(() => listener.stop());
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const scene = () => setScene(app, { client: { backchannelLogoutUri: listener.uri } });

test('A13 at the end of a break-glass window, not before', async () => {
  const { person, application, browser } = await scene();
  const opened = await app.core.actions.breakGlass.open(operator, person.id, check);
  if (!opened.ok) throw new Error(opened.reason);
  const { identifier, password } = person;
  await signIn(browser, application, { identifier, password });
  await browser.click('Use a code from your help desk');
  const { claims } = await tokensAt(await browser.submit({ code: opened.code }), application);
  clock.advance(14 * minute);
  await app.app.tellSignedOut();
  expect(listener.received).toEqual([]);
  clock.advance(minute);
  await app.app.tellSignedOut();
  expect(listener.received.map(decodeJwt)).toEqual([
    expect.objectContaining({ sub: person.id, sid: claims.sid }),
  ]);
  await app.app.tellSignedOut();
  expect(listener.received).toHaveLength(1);
});

test('A13 at that end also the applications that the session opened before, and with a second factor after', async () => {
  const { tenant, person, application, browser } = await scene();
  await app.world.setPolicy(tenant.id, { secondFactor: 'off' });
  const { identifier, password } = person;
  const other = async (name: string, requiredLevel: 'none' | 'mfa') => {
    const registered = await app.world.client(tenant.id, {
      name,
      requiredLevel,
      backchannelLogoutUri: listener.uri,
    });
    return app.application(registered);
  };
  const opens = async (opened: typeof application) => {
    await browser.open(await opened.authorizationUrl(), opened.redirectUri);
    return opened;
  };
  const [before, strict, after] = [
    await other('before', 'none'),
    await other('strict', 'mfa'),
    await other('after', 'none'),
  ];
  const sids: unknown[] = [];
  const take = async (at: typeof application) => sids.push((await tokensAt(browser.page, at)).claims.sid);
  await signIn(browser, before, { identifier, password });
  await take(before);
  await app.world.setPolicy(tenant.id, { secondFactor: 'required' });
  const opened = await app.core.actions.breakGlass.open(operator, person.id, check);
  if (!opened.ok) throw new Error(opened.reason);
  await signIn(browser, application, { identifier, password }, { prompt: 'login' });
  await browser.click('Use a code from your help desk');
  await browser.submit({ code: opened.code });
  await take(application);
  await opens(strict);
  await browser.submit({ code: person.code() });
  await take(strict);
  await opens(after);
  await take(after);
  clock.advance(15 * minute);
  await app.app.tellSignedOut();
  expect(new Set(listener.received.map((token) => decodeJwt(token).sid))).toEqual(new Set(sids));
  expect(listener.received).toHaveLength(4);
});

test('C3 when its access is taken away', async () => {
  const { person, application, browser } = await scene();
  const { claims } = await tokensAt(await signIn(browser, application, person), application);
  await browser.open(`${app.issuer}/account/applications`);
  await browser.submit({}, undefined, '/applications/revoke');
  await app.app.tellSignedOut();
  expect(listener.received.map((token) => decodeJwt(token).sid)).toEqual([claims.sid]);
});

test('E4 after a reset by an admin, whoever runs the command; tried again where it was not taken', async () => {
  const { person, application, browser } = await scene();
  const { claims } = await tokensAt(await signIn(browser, application, person), application);
  await app.core.actions.access.resetFactors(operator, person.id, check);
  listener.answer(500);
  await app.app.tellSignedOut();
  listener.answer(200);
  await app.app.tellSignedOut();
  expect(listener.received).toHaveLength(1);
  clock.advance(minute);
  await app.app.tellSignedOut();
  expect(listener.received.map((token) => decodeJwt(token).sid)).toEqual([claims.sid, claims.sid]);
  clock.advance(minute);
  await app.app.tellSignedOut();
  expect(listener.received).toHaveLength(2);
});

test('E4 gives up after ten tries, and says so in the log', async () => {
  const { person, application, browser } = await scene();
  await tokensAt(await signIn(browser, application, person), application);
  await app.core.actions.accountStatus.disable(operator, person.id, null);
  listener.answer(500);
  for (let n = 0; n < 12; n++) {
    await app.app.tellSignedOut();
    clock.advance(minute);
  }
  expect(listener.received).toHaveLength(10);
  expect(app.logs()).toContain('given up after 10 tries');
});

test('C3 when a session is ended at the account pages of another browser', async () => {
  const { person, application, browser } = await scene();
  const { claims } = await tokensAt(await signIn(browser, application, person), application);
  clock.advance(31 * second);
  const other = app.browser();
  await tokensAt(await signIn(other, application, person), application);
  await other.open(`${app.issuer}/account/sessions`);
  await other.submit({}, undefined, 'end-others');
  await app.app.tellSignedOut();
  expect(listener.received.map((token) => decodeJwt(token).sid)).toEqual([claims.sid]);
});
