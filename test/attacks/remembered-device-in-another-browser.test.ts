// A remembered-device token copied to another browser: whoever comes second shows that two hold it. Then neither goes on with it,
// what was granted on it ends, and the person is told.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from '../support/application.ts';
import { minute, second } from '../support/clock.ts';
import { deviceCookie, deviceCookies } from '../support/remembered-device.ts';
import { stepOf } from '../support/sign-in.ts';
import { type RememberedScene, startRememberedScene } from './remembered-scene.ts';
import { arrivalOf, givesCode, silently } from './scene.ts';

let scene: RememberedScene;
beforeAll(async () => {
  scene = await startRememberedScene();
});
afterAll(() => scene.stop());

/** The person's browser, and the thief's, who also knows the password. */
async function copied() {
  const own = await scene.remembered();
  const thief = { ...own, browser: scene.app.browser({ address: '198.51.100.66' }) };
  thief.browser.jar.put(deviceCookie(own.browser));
  return { person: own.person, own, thief };
}

describe('A9 a copied token', () => {
  test('used after its owner: asked, revoked, told once', async () => {
    const { person, own, thief } = await copied();
    expect(givesCode(await scene.again(own))).toBe(true);
    scene.clock.advance(2 * minute);
    for (const one of [thief, own, thief]) expect(stepOf(await scene.again(one))).toBe('second-factor');
    expect(await scene.timesReused(person)).toBe(1);
  });

  test('used before its owner: what the thief was given ends when the owner comes', async () => {
    const { person, own, thief } = await copied();
    const stolen = await scene.application.callback(arrivalOf(await scene.again(thief)));
    scene.clock.advance(2 * minute);
    expect(stepOf(await scene.again(own))).toBe('second-factor');
    expect(await scene.timesReused(person)).toBe(1);
    const refused = await refusalOf(scene.application.refresh(stolen.refreshToken ?? ''));
    expect(refused?.error).toBe('invalid_grant');
    expect(await silently(scene.application, thief.browser)).toMatchObject({ error: 'interaction_required' });
  });

  test('within a minute of its renewal the old value still counts, for tabs, and is not renewed', async () => {
    const { person, own, thief: tab } = await copied();
    await scene.again(own);
    scene.clock.advance(30 * second);
    const old = deviceCookie(tab.browser).value;
    expect(givesCode(await scene.again(tab))).toBe(true);
    expect(deviceCookie(tab.browser).value).toBe(old);
    expect(await scene.timesReused(person)).toBe(0);
  });

  test('what opens nothing any more is taken out of the browser when the sign-in ends', async () => {
    const { person, own, thief } = await copied();
    await scene.again(own);
    scene.clock.advance(2 * minute);
    await scene.again(thief);
    expect(givesCode(await thief.browser.submit({ code: person.code() }))).toBe(true);
    expect(deviceCookies(thief.browser)).toEqual([]);
  });
});
