// The tests' person must find their way through the real pages; what is proved there is for test/journeys to say.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from './support/app.ts';
import { goOn, setUp, signIn, stepOf } from './support/sign-in.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

async function newcomer(options: Parameters<RunningApp['world']['person']>[1]) {
  const tenant = await app.world.tenant();
  const person = await app.world.person(tenant.id, options);
  const application = await app.application(await app.world.client(tenant.id));
  return { person, application, browser: app.browser() };
}

test('password and authenticator app', async () => {
  const { person, application, browser } = await newcomer({ totp: true });
  const page = await signIn(browser, application, { ...person, code: () => person.code() });
  if (!page.arrival) throw new Error(page.describe());
  expect((await application.callback(page.arrival)).claims.sub).toBe(person.id);
});

test('password and backup code', async () => {
  const { person, application, browser } = await newcomer({ totp: true, backupCodes: true });
  const { identifier, password, backupCodes } = person;
  const asked = await signIn(browser, application, { identifier, password });
  expect(stepOf(asked)).toBe('second-factor');
  await browser.click('backup code');
  const page = await goOn(browser, { backupCode: backupCodes[0] });
  expect(page.describe()).toContain('code=');
});

test('set-up, confirmed by a code from the mailbox', async () => {
  const { person, application, browser } = await newcomer({});
  const { identifier, password } = person;
  await signIn(browser, application, { identifier, password });
  const done = await setUp(browser, { mailedCode: () => app.mailedCode(person.email) });
  expect(done.backupCodes).toHaveLength(10);
  if (!done.page.arrival) throw new Error(done.page.describe());
  expect((await application.callback(done.page.arrival)).claims.sub).toBe(person.id);
});
