// Put together: a mail scanner opens the invitation's link before the person does. Neighbours: it is opened elsewhere,
// twice, after a newer one, by somebody who must not be in.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, stepOf } from '../support/sign-in.ts';
import { digestsOf } from '../support/stored.ts';
import type { Person } from '../support/world.ts';
import { csrfOf, enrollmentsOf, onlyPassword, type Scene, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const chosen = 'a-quite-long-and-own-passphrase';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

async function invited(): Promise<{ person: Person; link: string }> {
  const person = await scene.person({ totp: false, password: null });
  return { person, link: await inviteAgain(person) };
}

async function inviteAgain(person: Person): Promise<string> {
  expect(await scene.app.core.actions.access.invite(operator, person.id)).toMatchObject({ ok: true });
  const mail = scene.app.mails.findLast(({ to }) => to === person.email);
  const [link] = /https?:\/\/\S+\/invitation\?token=\S+/.exec(mail?.text ?? '') ?? [];
  if (!link) throw new Error('no link was mailed');
  return link;
}

describe('opening the link', () => {
  test('changes nothing and names nobody, however often and by whom', async () => {
    const { person, link } = await invited();
    const before = await digestsOf(scene.app.store.inside);
    for (const method of ['GET', 'HEAD', 'GET', 'GET']) {
      const answer = await scene.app.browser().send({ url: link, method });
      expect(answer.status).toBe(200);
      expect(answer.body).not.toContain(person.identifier);
      expect(answer.body).not.toContain('Northwind');
    }
    expect(await digestsOf(scene.app.store.inside)).toEqual(before);
    const browser = scene.app.browser();
    await browser.open(link);
    await browser.submit();
    expect((await browser.submit({ password: chosen, repeat: chosen })).status).toBe(200);
  });

  test('and pressing the button uses nothing up: only a password that is taken does', async () => {
    const { person, link } = await invited();
    const scanner = scene.app.browser();
    await scanner.open(link);
    await scanner.submit();
    await scanner.submit({ password: 'short', repeat: 'short' });
    const browser = scene.app.browser();
    await browser.open(link);
    await browser.submit();
    await browser.submit({ password: chosen, repeat: chosen });
    expect(await scene.app.store.storage.passwords.find(person.id)).toMatchObject({ setBy: 'invitation' });
  });
});

describe('a link that was used', () => {
  test('sets no second password, and opens no set-up in another browser (B9)', async () => {
    const { person, link } = await invited();
    const browser = scene.app.browser();
    await browser.open(link);
    await browser.submit();
    const late = scene.app.browser();
    await late.open(link);
    await late.submit();
    await browser.submit({ password: chosen, repeat: chosen });
    const other = 'another-long-and-own-passphrase';
    expect((await late.submit({ password: other, repeat: other })).status).toBe(410);
    expect((await late.open(link)).text).not.toContain(person.identifier);
    // The thief of the password is in another browser: there the invitation is no second way.
    const thief = scene.app.browser();
    await signIn(thief, scene.application, { identifier: person.identifier, password: chosen });
    expect(stepOf(thief.page)).toBe('send-code');
    await signIn(browser, scene.application, { identifier: person.identifier, password: chosen });
    expect(stepOf(browser.page)).toBe('authenticator');
  });

  test('cannot be used with the token in other shapes', async () => {
    const { person, link } = await invited();
    const token = new URL(link).searchParams.get('token') ?? '';
    const [id = '', secret = ''] = token.split('.');
    const browser = scene.app.browser();
    await browser.open(link);
    const csrf = csrfOf(browser.page);
    const wrong = [
      '',
      id,
      `${id}.`,
      `.${secret}`,
      `${id}.${secret}x`,
      `${id}.${'A'.repeat(43)}`,
      token.toUpperCase(),
    ];
    for (const one of wrong) {
      const page = await browser.post('/invitation/password', {
        csrf,
        token: one,
        password: chosen,
        repeat: chosen,
      });
      expect(page.status).toBe(410);
    }
    expect(await scene.app.store.storage.passwords.find(person.id)).toBeUndefined();
  });
});

describe('a link that no longer stands', () => {
  test('after a newer one, or for an account that was disabled or reset, opens nothing', async () => {
    const acts = [
      async (person: Person) => void (await inviteAgain(person)),
      async (person: Person) =>
        void (await scene.app.core.actions.accountStatus.disable(operator, person.id, null)),
      async (person: Person) =>
        void (await scene.app.core.actions.access.resetFactors(operator, person.id, {
          identityChecked: 'phone',
          reason: 'lost',
        })),
    ];
    for (const act of acts) {
      const { person, link } = await invited();
      await act(person);
      const browser = scene.app.browser();
      await browser.open(link);
      expect((await browser.submit()).status).toBe(410);
      expect((await enrollmentsOf(scene, person)).opening?.by).not.toBe('invitation');
    }
  });

  test('is refused to a person with a password who was not invited', async () => {
    const person = await scene.person({ totp: false });
    expect(onlyPassword(person).password).not.toBe('');
    const browser = scene.app.browser();
    expect(
      (await browser.open(`${scene.app.issuer}/invitation?token=${person.id}.${'x'.repeat(43)}`)).status,
    ).toBe(200);
    expect((await browser.submit()).status).toBe(410);
  });
});
