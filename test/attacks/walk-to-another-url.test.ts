// CVE-2019-16766 (wagtail-2fa): after the password, walk to another URL: later steps, consent, resume, the way out.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stepOf } from '../support/sign-in.ts';
import {
  atSecondFactor,
  csrfOf,
  enrollmentsOf,
  givesCode,
  interactionPath,
  passwordProved,
  type Scene,
  silently,
  startScene,
} from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

/** Every form of the sign-in that lies behind the second factor, filled in as if it were its turn. */
const ahead: readonly [step: string, fields: Readonly<Record<string, string>>][] = [
  ['continue', {}],
  ['consent', { agree: 'yes' }],
  ['backup-codes', { kept: 'yes' }],
  ['backup-codes-low', {}],
  ['not-raised', {}],
  ['authenticator', { code: '123456' }],
  ['new-key', {}],
  ['confirmation', { code: '12345678' }],
  ['send-code', {}],
  ['later', {}],
  ['account', {}],
  ['leave', {}],
];

describe('somebody who has proved the password and is asked for a second factor', () => {
  test.each(ahead)('is led back by a post to "%s", and nothing has changed', async (step, fields) => {
    const person = await scene.person();
    const browser = await atSecondFactor(scene, person);
    const before = await enrollmentsOf(scene, person);
    const mails = scene.app.mails.length;
    const csrf = csrfOf(browser.page);
    const page = await browser.post(`${interactionPath(browser)}/${step}`, { csrf, ...fields });
    expect(givesCode(page)).toBe(false);
    expect(stepOf(page)).toBe('second-factor');
    expect(await enrollmentsOf(scene, person)).toEqual(before);
    expect(scene.app.mails).toHaveLength(mails);
    // It was not harmed either.
    expect(givesCode(await browser.submit({ code: person.code() }))).toBe(true);
  });

  test.each(['/overview', '/backup-codes.txt', '/backup-codes/print', '/organization', '/password'])(
    'sees nothing at GET %s',
    async (path) => {
      const person = await scene.person({
        profile: { name: 'Zacharias Quill', phone_number: '+49 555 0177' },
      });
      const browser = await atSecondFactor(scene, person);
      const page = await browser.follow(`${interactionPath(browser)}${path}`);
      expect(page.text).not.toContain('Zacharias');
      expect(page.text).not.toContain('0177');
      expect(givesCode(page)).toBe(false);
    },
  );

  test('comes back to the question when it resumes the authorization itself', async () => {
    const person = await scene.person();
    const browser = await atSecondFactor(scene, person);
    const uid = interactionPath(browser).split('/').at(-1);
    const page = await browser.follow(`/auth/${uid}`);
    expect(givesCode(page)).toBe(false);
    expect(await silently(scene.application, browser)).toEqual({ code: null, error: 'login_required' });
  });

  test('has no session anywhere: not on the front page, not at another application', async () => {
    const person = await scene.person();
    const browser = await atSecondFactor(scene, person);
    expect((await browser.open(scene.app.issuer)).text).not.toContain(person.identifier);
    const other = await scene.app.application(await scene.app.world.client(scene.tenant.id));
    expect(await silently(other, browser)).toEqual({ code: null, error: 'login_required' });
  });
});

describe('somebody who must set up a second factor', () => {
  test.each(ahead.filter(([step]) => !['authenticator', 'confirmation', 'send-code'].includes(step)))(
    'is led back by a post to "%s"',
    async (step, fields) => {
      const person = await scene.person({ totp: false });
      const browser = await passwordProved(scene, person);
      expect(stepOf(browser.page)).toBe('send-code');
      const csrf = csrfOf(browser.page);
      const page = await browser.post(`${interactionPath(browser)}/${step}`, { csrf, ...fields });
      expect(givesCode(page)).toBe(false);
      expect(stepOf(page)).toBe('send-code');
      expect(await enrollmentsOf(scene, person)).toMatchObject({ factors: [], pending: null });
    },
  );

  test('cannot confirm an app before the second way was shown (B9)', async () => {
    const person = await scene.person({ totp: false });
    const browser = await passwordProved(scene, person);
    const csrf = csrfOf(browser.page);
    const page = await browser.post(`${interactionPath(browser)}/authenticator`, { csrf, code: '123456' });
    expect(stepOf(page)).toBe('send-code');
    expect(await enrollmentsOf(scene, person)).toMatchObject({
      factors: [],
      pending: null,
      backupCodes: null,
    });
  });
});
