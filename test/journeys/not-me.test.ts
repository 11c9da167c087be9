// C7: what a person does on finding out from a notice that it was not them, and what that undoes.
// Invariant: the link only restricts, works once, and the way back is the help desk's code or 72 hours.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { hour, minute, movableClock } from '../support/clock.ts';
import { givePasskey, usePasskey } from '../support/passkeys.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { setScene, tokensAt } from './scene.ts';
import { forgets, linksTo } from './ways-back.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const typesOf = async (tenantId: string, accountId: string) => {
  await app.core.audit.drain();
  const rows = await app.store.storage.audit.readBack(tenantId, null, 100, accountId);
  return rows.map(({ type }) => type);
};

const frozenWords =
  /Only a code from your help desk lets you set anything up until .+, because “This wasn’t me” was chosen/;

describe('“This wasn’t me”', () => {
  test('is a page that does nothing until its button is pressed; then all sessions and changes under way end', async () => {
    const { browser, application, person, tenant } = await setScene(app);
    const tokens = await tokensAt(
      await signIn(browser, application, { ...person, code: () => person.code() }),
      application,
    );
    await app.world.changeEnrollments(person.id, ({ factors }) => ({
      removals: [{ factorId: factors[0]?.id ?? '', at: Date.now(), until: Date.now() + hour, eventId: 'e' }],
    }));
    const link = app.core.notMeLink(person.id, Date.now());
    clock.advance(minute);
    const reader = app.browser();
    for (let n = 0; n < 3; n++) await reader.open(link);
    expect(reader.page.heading).toBe('Was this not you?');
    expect(reader.page.text).not.toContain(person.email);
    expect((await app.store.storage.enrollments.find(person.id)).frozen).toBeNull();
    await reader.submit();
    expect([reader.page.status, reader.page.heading]).toEqual([200, 'Changes of your account are stopped']);
    await expect(application.refresh(tokens.refreshToken ?? '')).rejects.toThrow();
    const record = await app.store.storage.enrollments.find(person.id);
    expect([record.removals, (record.frozen?.until ?? 0) - (record.frozen?.at ?? 0)]).toEqual([
      [],
      72 * hour,
    ]);
    expect(await typesOf(tenant.id, person.id)).toContain('notice.disputed');
    // A second click is told the same.
    await reader.open(link);
    expect((await reader.submit()).heading).toBe('Changes of your account are stopped');
    // Used up, and with it what an older notice held.
    clock.advance(minute);
    for (const old of [link, app.core.notMeLink(person.id, Date.now() - hour)]) {
      await reader.open(old);
      expect((await reader.submit()).status).toBe(410);
    }
  });

  test('B1: raises no security key meanwhile, and says so, and what to do', async () => {
    const factors = { passkey: true, totp: true, sms: false };
    const policy = { factors, level: 'phishing-resistant' } as const;
    const { browser, application, person } = await setScene(app, { policy });
    const key = createAuthenticator({ verifiesUser: false });
    await givePasskey(app, person, key);
    key.setPin();
    const reader = app.browser();
    await reader.open(app.core.notMeLink(person.id, Date.now()));
    await reader.submit();
    clock.advance(minute);
    // The way to prove an app and then the key in one sign-in.
    await forgets(browser, application, person.identifier);
    await browser.submit({ code: await app.mailedCode(person.email) });
    await browser.click('Use your authenticator app');
    await browser.submit({ code: person.code() });
    const password = 'seven quiet boats at anchor';
    await browser.submit({ password, repeat: password });
    await browser.submit({ password });
    await usePasskey(browser, key);
    expect(browser.page.heading).toBe('Your security key does not replace your password yet');
    expect(browser.page.text).toContain('changes of your second steps are stopped until');
    const { arrival } = await browser.submit();
    expect(arrival).not.toBeNull();
  });

  test('leaves the person the way to a new password', async () => {
    const { browser, application, person } = await setScene(app);
    await browser.open(app.core.notMeLink(person.id, Date.now()));
    await browser.submit();
    await forgets(app.browser(), application, person.identifier);
    expect(linksTo(app, person.email)).toBe(1);
  });

  test('on an account without a second factor leaves set-up to the help desk’s code, for 72 hours', async () => {
    const { application, person } = await setScene(app, { person: { totp: false, backupCodes: false } });
    const owner = app.browser();
    await owner.open(app.core.notMeLink(person.id, Date.now()));
    await owner.submit();
    const thief = app.browser();
    await signIn(thief, application, person);
    expect([stepOf(thief.page), thief.page.text]).toEqual([
      'confirmation',
      expect.stringContaining('Enrollment code from your help desk'),
    ]);
    expect(thief.page.text).toMatch(frozenWords);
    clock.advance(72 * hour);
    const later = app.browser();
    await signIn(later, application, person);
    expect(stepOf(later.page)).toBe('send-code');
  });

  test('C3: on the account pages says why only the help desk helps, and until when', async () => {
    const { browser, application, person } = await setScene(app);
    await browser.open(app.core.notMeLink(person.id, Date.now()));
    await browser.submit();
    clock.advance(minute);
    await signIn(browser, application, { ...person, code: () => person.code() });
    await browser.open(`${app.issuer}/account/factors/add`);
    await browser.submit();
    expect(stepOf(browser.page)).toBe('confirmation');
    expect(browser.page.text).toMatch(frozenWords);
  });

  test('is said with a link that counts for seven days and this account only', async () => {
    const { browser, person } = await setScene(app);
    const { person: other } = await setScene(app);
    const link = app.core.notMeLink(person.id, Date.now());
    for (const odd of [link.replace(person.id, other.id), `${app.issuer}/not-me?token=x`, `${link}x`]) {
      await browser.open(odd);
      expect((await browser.submit()).status).toBe(410);
    }
    expect((await browser.open(`${app.issuer}/not-me`)).status).toBe(410);
    clock.advance(7 * 24 * hour);
    await browser.open(link);
    expect((await browser.submit()).status).toBe(410);
  });
});

test('C7: a browser that was not used before is an event once, and the next sign-in in it none', async () => {
  const { browser, application, person, tenant } = await setScene(app);
  const having = { ...person, code: () => person.code() };
  await signIn(browser, application, having);
  clock.advance(minute);
  await signIn(browser, application, having, { prompt: 'login' });
  await signIn(app.browser(), application, { ...person, backupCode: person.backupCodes[0] ?? '' });
  const news = (await typesOf(tenant.id, person.id)).filter((type) => type === 'browser.new');
  expect(news).toHaveLength(1);
});
