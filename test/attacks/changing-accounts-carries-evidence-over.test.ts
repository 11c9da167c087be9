// Put together: changing accounts carries evidence over, from one account's second factor to another's password.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from '../support/application.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import {
  arrivalOf,
  atSecondFactor,
  csrfOf,
  givesCode,
  interactionPath,
  onlyPassword,
  type Scene,
  signedIn,
  startScene,
} from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

describe('somebody who proved both factors of one account', () => {
  test('is asked for both of another, in the same browser and session', async () => {
    const mine = await scene.person();
    const victim = await scene.person();
    const { browser, tokens } = await signedIn(scene, mine);
    await browser.open(await scene.application.authorizationUrl({ prompt: 'select_account' }));
    await browser.submit({}, undefined, 'other-account');
    expect(stepOf(browser.page)).toBe('password');
    await browser.submit(onlyPassword(victim));
    expect(stepOf(browser.page)).toBe('second-factor');
    expect(givesCode(await browser.submit({ code: mine.code() }))).toBe(false);
    expect(stepOf(browser.page)).toBe('second-factor');
    await browser.submit({ code: victim.code() });
    // The library signs the first account out with a page of its own.
    const page = await browser.submit();
    expect((await scene.application.callback(arrivalOf(page))).claims.sub).toBe(victim.id);
    // What the first account was given ended with its session.
    expect((await refusalOf(scene.application.refresh(tokens.refreshToken ?? '')))?.error).toBe(
      'invalid_grant',
    );
  });

  test('is asked for both of another within one sign-in, before the gate', async () => {
    const mine = await scene.person();
    const victim = await scene.person();
    const strict = { prompt: 'consent' };
    const third = await scene.app.application(
      await scene.app.world.client(scene.tenant.id, { firstParty: false }),
    );
    const browser = scene.app.browser();
    await signIn(browser, third, { ...onlyPassword(mine), code: () => mine.code() }, strict);
    expect(stepOf(browser.page)).toBe('consent');
    const csrf = csrfOf(browser.page);
    await browser.post(`${interactionPath(browser)}/other-account`, { csrf });
    expect(stepOf(browser.page)).toBe('password');
    await browser.submit(onlyPassword(victim));
    expect(stepOf(browser.page)).toBe('second-factor');
    expect(givesCode(await browser.submit({ code: mine.code(Date.now() + 30_000) }))).toBe(false);
  });

  test('gains nothing by typing another password into a sign-in that stands at the second factor', async () => {
    const mine = await scene.person();
    const victim = await scene.person();
    const browser = await atSecondFactor(scene, mine);
    const csrf = csrfOf(browser.page);
    const page = await browser.post(`${interactionPath(browser)}/password`, {
      csrf,
      ...onlyPassword(victim),
    });
    expect(stepOf(page)).toBe('second-factor');
    expect(page.text).toContain(mine.identifier);
    const { claims } = await scene.application.callback(
      arrivalOf(await browser.submit({ code: mine.code() })),
    );
    expect(claims.sub).toBe(mine.id);
  });

  test('is not taken for another whom the application asks for', async () => {
    const mine = await scene.person();
    const victim = await scene.person();
    const { tokens } = await signedIn(scene, victim);
    const { browser } = await signedIn(scene, mine);
    const url = await scene.application.authorizationUrl({ id_token_hint: tokens.idToken });
    const page = await browser.open(url, scene.application.redirectUri);
    expect(givesCode(page)).toBe(false);
    const silent = await scene.application.authorizationUrl({
      id_token_hint: tokens.idToken,
      prompt: 'none',
    });
    expect(givesCode(await browser.open(silent, scene.application.redirectUri))).toBe(false);
  });

  test('does not confirm a second way for another account', async () => {
    const mine = await scene.person({ totp: false });
    const victim = await scene.person({ totp: false });
    const browser = scene.app.browser();
    await signIn(browser, scene.application, onlyPassword(mine));
    await browser.submit();
    await browser.submit({ code: await scene.app.mailedCode(mine.email) });
    expect(stepOf(browser.page)).toBe('authenticator');
    const csrf = csrfOf(browser.page);
    await browser.post(`${interactionPath(browser)}/other-account`, { csrf });
    await browser.submit(onlyPassword(victim));
    expect(stepOf(browser.page)).toBe('send-code');
  });
});
