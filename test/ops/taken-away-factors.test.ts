// Factors and backup codes that came about and were removed since, on the account pages: the follow-up must not say that they
// never were (F3).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuthenticator } from '../support/authenticator.ts';
import { minute, movableClock } from '../support/clock.ts';
import { usePasskey } from '../support/passkeys.ts';
import { signIn } from '../support/sign-in.ts';
import { openStage, type Stage, scene } from './acts.ts';
import { claimed } from './claimed.ts';

const clock = movableClock();
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage.app.stop();
  clock.restore();
});

const factors = { passkey: true, totp: true, sms: false };

async function onPages() {
  const begun = await scene(stage, { totp: true, backupCodes: true }, { secondFactor: 'optional', factors });
  const { browser, application, person } = begun;
  await signIn(browser, application, { ...person, code: () => person.code() });
  const open = (page: string) => browser.open(`${stage.app.issuer}/account/${page}`);
  return { ...begun, open };
}

/** Somebody who has asked, with nothing proved, that their only factor goes. */
async function withRemovalToCome() {
  const { person } = await scene(stage, { totp: true }, { secondFactor: 'optional' });
  const [factor] = (await stage.app.store.storage.enrollments.find(person.id)).factors;
  const context = {
    tenantId: person.tenantId,
    accountId: person.id,
    email: person.email,
    actor: { kind: 'account', id: person.id },
    address: null,
    userAgent: null,
    clientId: null,
    signInId: null,
  } as const;
  const removal = { accountId: person.id, factorId: factor?.id ?? '', provedLevel: 'none', context } as const;
  expect(await stage.app.core.factors.removing.remove(removal)).toMatchObject({ ok: true });
  return person;
}

test('C7: a mailed code and a removal to come that “this wasn’t me” took back', async () => {
  const { person, browser, application } = await scene(stage, {});
  const { identifier, password } = person;
  await signIn(browser, application, { identifier, password });
  await browser.submit();
  const other = await withRemovalToCome();
  for (const { id } of [person, other]) {
    const reader = stage.app.browser();
    await reader.open(stage.app.core.notMeLink(id, Date.now()));
    expect((await reader.submit()).status).toBe(200);
  }
  expect((await stage.app.store.storage.enrollments.find(other.id)).removals).toEqual([]);
  expect(await claimed(stage, clock)).toEqual([]);
});

test('new backup codes that went with the last factor', async () => {
  const { browser, open } = await onPages();
  await open('backup-codes/new');
  await browser.submit();
  await open('factors/off');
  await browser.submit();
  expect(browser.page.text).toContain('Second steps are turned off.');
  expect(await claimed(stage, clock)).toEqual([]);
});

test('C7: a passkey that was never used, and that “this wasn’t me” took back', async () => {
  const { browser, open, person } = await onPages();
  await open('factors/add');
  await browser.submit({ kind: 'passkey' });
  await browser.submit();
  await browser.submit({ code: await stage.app.mailedCode(person.email) });
  await usePasskey(browser, createAuthenticator());
  const reader = stage.app.browser();
  await reader.open(stage.app.core.notMeLink(person.id, Date.now()));
  await reader.submit();
  const { factors: kept } = await stage.app.store.storage.enrollments.find(person.id);
  expect(kept.map(({ kind }) => kind)).toEqual(['totp']);
  expect(await claimed(stage, clock)).toEqual([]);
});

test('a passkey that was registered and removed before the follow-up came by', async () => {
  const { browser, open, person } = await onPages();
  const authenticator = createAuthenticator();
  await open('factors/add');
  await browser.submit({ kind: 'passkey' });
  await browser.submit();
  await browser.submit({ code: await stage.app.mailedCode(person.email) });
  await usePasskey(browser, authenticator);
  await usePasskey(browser, authenticator);
  await browser.click('Security key');
  await browser.click('Remove it');
  await browser.submit();
  expect(browser.page.text).toContain('It is removed.');
  expect(await claimed(stage, clock)).toEqual([]);
});

test('B7: a removal to come that lapsed while no follow-up came by', async () => {
  const { id, tenantId } = await withRemovalToCome();
  const { store, world, core } = stage.app;
  await world.setPolicy(tenantId, { secondFactor: 'required' });
  clock.advance(72 * 60 * minute);
  await core.settleRemovals();
  expect(await store.storage.enrollments.find(id)).toMatchObject({ factors: [{}], removals: [] });
  expect(await claimed(stage, clock)).toEqual([]);
});
