// A stranger asks for a new password of somebody, who gets the mail: opened in the person's browser, or by a mail scanner, its
// link must not advance the stranger's sign-in, nor use anything up ("Put together").
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forgets, mailedLink } from '../journeys/ways-back.ts';
import { stepOf } from '../support/sign-in.ts';
import { csrfOf, interactionPath, type Scene, startScene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

async function asked() {
  const person = await scene.person();
  const asking = scene.app.browser();
  await forgets(asking, scene.application, person.identifier);
  return { person, asking, link: mailedLink(scene.app, person.email) };
}

const secretOf = (accountId: string) =>
  scene.app.store.storage.oneTimeSecrets.findFor(accountId, 'password-link', Date.now());

describe('the link of a mail for a new password', () => {
  test('opened in another browser leads nowhere, and says what to do', async () => {
    const { person, asking, link } = await asked();
    const other = scene.app.browser();
    await other.open(link);
    await other.submit();
    expect([other.page.status, other.page.heading]).toEqual([403, 'Enter this code where you asked']);
    expect(other.page.text).toContain(await scene.app.mailedCode(person.email));
    await asking.reload();
    expect(stepOf(asking.page)).toBe('password-link');
    expect((await secretOf(person.id))?.triesLeft).toBe(5);
  });

  test('opened by a scanner, however often and by HEAD, changes nothing', async () => {
    const { person, asking, link } = await asked();
    const scanner = scene.app.browser();
    for (const method of ['GET', 'HEAD', 'GET']) await scanner.send({ url: link, method });
    const before = await secretOf(person.id);
    expect([before?.triesLeft, before?.usedAt]).toEqual([5, null]);
    await asking.open(link);
    await asking.submit();
    expect(stepOf(asking.page)).toBe('second-factor');
  });

  test('is not posted by another site, nor without the token of this browser', async () => {
    const { asking, link } = await asked();
    const token = new URL(link).searchParams.get('token') ?? '';
    const url = `${scene.app.issuer}/password-link`;
    const posted = (headers: Record<string, string>, csrf: string) =>
      asking.send({
        url,
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams({ token, csrf }).toString(),
      });
    await asking.tab().open(link);
    const own = { Origin: scene.app.issuer, 'Sec-Fetch-Site': 'same-origin' };
    expect(
      (await posted({ Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }, '')).status,
    ).toBe(403);
    expect((await posted(own, 'made-up')).status).toBe(403);
    await asking.reload();
    expect(stepOf(asking.page)).toBe('password-link');
  });

  test('of one account opens nothing for another, and odd ones are told to be of no use', async () => {
    const { asking } = await asked();
    const { link: foreign } = await asked();
    for (const odd of [
      foreign,
      `${scene.app.issuer}/password-link?token=x`,
      `${scene.app.issuer}/password-link`,
    ]) {
      await asking.open(odd);
      if (asking.page.forms.length > 0) await asking.submit();
      expect([403, 410]).toContain(asking.page.status);
    }
  });

  test('B9: a code that the stranger was told is of no use in any other sign-in', async () => {
    const { person } = await asked();
    const code = await scene.app.mailedCode(person.email);
    const thief = scene.app.browser();
    await forgets(thief, scene.application, 'somebody.else@northwind.example');
    const page = await thief.post(`${interactionPath(thief)}/password-link`, {
      csrf: csrfOf(thief.page),
      code,
    });
    expect(page.text).toContain('no longer valid');
  });
});
