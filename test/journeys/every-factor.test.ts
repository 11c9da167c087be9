// Every kind of second step goes the same way: set up by force and by choice, proved, wrong, locked, replayed, removed, lost.
// Invariant: what is particular to a kind stands in factors/, and has tests of its own (phone, passkey, set-up, ...).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { goOn, shownBackupCodes, signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { sheetOf } from './factors/backup-codes.ts';
import { atSecondStep, type Device, type FactorKind, prove, type Way } from './factors/factor.ts';
import { passkey } from './factors/passkey.ts';
import { sms } from './factors/sms.ts';
import { totp } from './factors/totp.ts';
import { expectProof, type Scene, type SceneOptions, setScene, tokensAt } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
/** An app shows a new code, and another message may be sent. */
const aMomentLater = () => clock.advance(31 * second);
beforeEach(aMomentLater);
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const required = 'Your organization requires two-factor authentication. Please set it up to continue.';
const optional = { secondFactor: 'optional' } as const;
const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'video', reason: 'phone in the river' };

const enrollmentsOf = ({ id }: Person) => app.store.storage.enrollments.find(id);
const passwordOf = ({ identifier, password }: Person) => ({ identifier, password });

/** Somebody who has a password, and nothing else yet. */
function newcomer({ policy }: FactorKind, more: SceneOptions['policy'] = {}): Promise<Scene> {
  return setScene(app, { policy: { ...policy, ...more }, person: { totp: false, backupCodes: false } });
}

/** Somebody with one of this kind and backup codes. */
async function having({ policy, person, of }: FactorKind) {
  const scene = await setScene(app, { policy, person: { totp: false, backupCodes: true, ...person } });
  return { ...scene, device: await of(app, scene.person), sheet: sheetOf(scene.person) };
}

async function confirmByMail(browser: Browser, { email }: Person): Promise<void> {
  expect(stepOf(browser.page)).toBe('send-code');
  await browser.submit();
  await browser.submit({ code: await app.mailedCode(email) });
}

/** Registered, proved wrongly, and rightly. */
async function setUp(browser: Browser, device: Device): Promise<void> {
  const registered = await device.register(browser);
  expect((await device.answer(browser, device.wrong(registered))).status).toBe(422);
  await device.answer(browser, device.right(browser.page));
}

/** A kind of which a policy knows and that is not here does not compile. */
const kinds: Readonly<Record<FactorKind['kind'], FactorKind>> = { passkey, totp, sms };

describe.each(Object.values(kinds))('$kind', (kind) => {
  test('is set up by force at the first sign-in, after a mailed code; tokens say what was proved (B8, B9, C2, D2)', async () => {
    const { browser, application, person } = await newcomer(kind);
    const device = kind.another(app);
    const first = await signIn(browser, application, passwordOf(person));
    expect(first.text).toContain(required);
    expect(first.text).not.toContain('Later');
    await confirmByMail(browser, person);
    await setUp(browser, device);
    expect(shownBackupCodes(browser.page)).toHaveLength(10);
    expectProof(await tokensAt(await browser.submit({ kept: true }), application), person, device.proof);
    expect((await enrollmentsOf(person)).factors).toMatchObject([{ kind: kind.kind }]);
  });

  test('is set up by choice on the account pages, counts there at once, and is asked from then on (A1, B9, C3, D2)', async () => {
    const { browser, application, person } = await newcomer(kind, optional);
    const device = kind.another(app);
    await signIn(browser, application, passwordOf(person));
    await browser.open(`${app.issuer}/account/factors`);
    await browser.click('Add a second step');
    await browser.submit({ kind: kind.kind });
    await confirmByMail(browser, person);
    await setUp(browser, device);
    expect(shownBackupCodes(browser.page)).toHaveLength(10);
    await browser.submit({ kept: true });
    expect(browser.page.text).toContain('Your second step is set up.');
    expect(browser.page.text).toContain(`${kind.title}, added on`);
    await browser.open(await application.authorizationUrl(), application.redirectUri);
    expectProof(await tokensAt(browser.page, application), person, device.proof);
    aMomentLater();
    const other = app.browser();
    await atSecondStep({ application, person }, other, device);
    const page = await device.answer(other, device.right(other.page));
    expectProof(await tokensAt(page, application), person, device.proof);
  });

  test('signs in; the same answer is refused in another sign-in, where a new one is right (D2)', async () => {
    const scene = await having(kind);
    await expectNoReplay(scene, scene.device);
  });

  test('locks after five wrong answers in every browser, for a minute, and nothing else of the account (B6)', async () => {
    const scene = await having(kind);
    await expectLock(scene, scene.device, scene.sheet);
  });

  test('is removed after fresh proof, with its backup codes; the last one stays where one is required (A12, B7)', async () => {
    const { browser, application, person, tenant, device } = await having(kind);
    await atSecondStep({ application, person }, browser, device);
    await device.answer(browser, device.right(browser.page));
    const [factor] = (await enrollmentsOf(person)).factors;
    await browser.open(`${app.issuer}/account/factor/${factor?.id}`);
    expect(browser.page.text).toContain('It cannot be removed');
    await browser.open(`${browser.page.url.href}/remove`);
    expect((await browser.submit()).status).toBe(409);
    expect(browser.page.text).toContain('Set up another one first.');
    expect((await enrollmentsOf(person)).factors).toHaveLength(1);

    await app.world.setPolicy(tenant.id, optional);
    clock.advance(6 * minute);
    await browser.open(browser.page.url.href);
    expect(stepOf(browser.page)).toBe('password');
    await goOn(browser, passwordOf(person));
    expect((await prove(browser, device)).heading).toMatch(/^Remove this .+\?$/);
    await browser.submit();
    expect(browser.page.text).toContain('It is removed.');
    expect(browser.page.text).toContain('Nothing is set up.');
    expect(await enrollmentsOf(person)).toMatchObject({ factors: [], backupCodes: null });
    expect((await signIn(app.browser(), application, passwordOf(person))).arrival).not.toBeNull();
  });

  test('lost: a backup code gets in, as the page of lost ways says (B3, D2)', async () => {
    const { browser, application, person, tenant, sheet } = await having(kind);
    await signIn(browser, application, passwordOf(person));
    const lost = await browser.click('I can’t use any of these');
    expect(lost.text).toContain(tenant.helpText);
    expectProof(await tokensAt(await prove(browser, sheet), application), person, sheet.proof);
  });

  test('lost with all that there is: a reset by the help desk, and its code sets up another (B9, E4)', async () => {
    const { application, person } = await having(kind);
    const [lost] = (await enrollmentsOf(person)).factors;
    const done = await app.core.actions.access.resetFactors(operator, person.id, check);
    if (!done.ok) throw new Error(done.reason);
    const browser = app.browser();
    await signIn(browser, application, passwordOf(person));
    await browser.click('Enter an enrollment code from your help desk');
    await browser.submit({ code: done.code });
    const device = kind.another(app);
    await setUp(browser, device);
    expectProof(await tokensAt(await browser.submit({ kept: true }), application), person, device.proof);
    const { factors } = await enrollmentsOf(person);
    expect(factors.map(({ id }) => id === lost?.id)).toEqual([false]);
  });
});

describe('a backup code', () => {
  test('signs in; the same code is refused in another sign-in, where a new one is right (B3, D2)', async () => {
    const scene = await having(totp);
    await expectNoReplay(scene, scene.sheet);
  });

  test('locks after five wrong ones in every browser, for a minute, and nothing else of the account (B6)', async () => {
    const scene = await having(totp);
    await expectLock(scene, scene.sheet, scene.device);
  });
});

async function expectNoReplay(scene: Scene, way: Way): Promise<void> {
  const { browser, application, person } = scene;
  const answer = way.right(await atSecondStep(scene, browser, way));
  expectProof(await tokensAt(await way.answer(browser, answer), application), person, way.proof);
  aMomentLater();
  const other = app.browser();
  await atSecondStep(scene, other, way);
  const refused = await way.answer(other, answer);
  expect([refused.status, refused.arrival]).toEqual([422, null]);
  const page = await way.answer(other, way.right(other.page));
  expectProof(await tokensAt(page, application), person, way.proof);
}

/** @param spare another way of the same person */
async function expectLock(scene: Scene, way: Way, spare: Way): Promise<void> {
  const { browser, application, person } = scene;
  const first = await atSecondStep(scene, browser, way);
  for (let tries = 0, page = first; tries < 5; tries++) {
    page = await way.answer(browser, way.wrong(page));
    expect([page.status, page.arrival]).toEqual([422, null]);
  }
  aMomentLater();
  const other = app.browser({ address: '198.51.100.77' });
  // Where an answer would have to be sent, none is.
  const asked = await atSecondStep(scene, other, way);
  const locked = asked.status === 429 ? asked : await way.answer(other, way.right(asked));
  expect(locked.status).toBe(429);
  expect(locked.text).toMatch(/Too many wrong tries. You can try again on .+\d{1,2}:\d\d/);
  expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(0);
  await browser.click(spare.link);
  const page = await spare.answer(browser, spare.right(browser.page));
  expectProof(await tokensAt(page, application), person, spare.proof);
  clock.advance(minute);
  if (asked === locked) await way.ask(other);
  const later = await way.answer(other, way.right(other.page));
  expectProof(await tokensAt(later, application), person, way.proof);
}
