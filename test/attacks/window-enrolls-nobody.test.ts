// "A waiver stands in for the proof that binding a new factor needs": whoever came in by a break-glass window sets nothing up,
// changes nothing, and is not remembered (A13, B9).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signIn, stepOf } from '../support/sign-in.ts';
import { arrivalOf, enrollmentsOf, givesCode, type Scene, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const acr = 'https://refeds.org/profile/mfa';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

async function letIn(options: Parameters<Scene['person']>[0]) {
  const person = await scene.person(options);
  const check = { identityChecked: 'phone', reason: 'lost phone' };
  const opened = await scene.app.core.actions.breakGlass.open(operator, person.id, check);
  if (!opened.ok) throw new Error(opened.reason);
  const browser = scene.app.browser();
  const { identifier, password } = person;
  await signIn(browser, scene.application, { identifier, password });
  await browser.follow(`${browser.page.url.pathname}?method=break-glass`);
  await browser.post(browser.page.form().action, {
    csrf: browser.page.form().values.get('csrf') ?? '',
    code: opened.code,
    remember: 'yes',
  });
  arrivalOf(browser.page);
  return { person, browser };
}

test('an account with nothing set up is asked for its second way all the same', async () => {
  const { person, browser } = await letIn({ totp: false });
  await browser.open(await scene.application.authorizationUrl({ acr_values: acr }));
  expect(stepOf(browser.page)).toBe('send-code');
  const { url } = browser.page;
  const csrf = browser.page.form().values.get('csrf') ?? '';
  for (const step of ['authenticator', 'choice', 'backup-codes']) {
    const page = await browser.post(`${url.pathname}/${step}`, { csrf, code: '123456', kind: 'totp' });
    expect([givesCode(page), stepOf(page)]).toEqual([false, 'send-code']);
  }
  expect(await enrollmentsOf(scene, person)).toMatchObject({ factors: [], pending: null });
});

test('an account with a factor is asked for it, at its own pages too; and the browser is not remembered', async () => {
  const { person, browser } = await letIn({});
  expect(browser.jar.list().filter(({ name }) => name.includes('device'))).toEqual([]);
  for (const address of [
    `${scene.app.issuer}/account`,
    await scene.application.authorizationUrl({ acr_values: acr }),
    await scene.application.authorizationUrl({ prompt: 'login' }),
  ]) {
    await browser.open(address);
    if (stepOf(browser.page) === 'password') await browser.submit({ password: person.password });
    expect(stepOf(browser.page)).toBe('second-factor');
    expect(browser.page.text).not.toContain('Use a code from your help desk');
  }
});
