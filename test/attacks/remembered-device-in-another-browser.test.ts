// A remembered-device token copied to another browser: whoever comes second shows that two hold it. Then neither goes on with it,
// what was granted on it ends, and the person is told.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { deviceCookie, deviceCookies, rememberOn, withPassword } from '../support/remembered-device.ts';
import { stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { arrivalOf, eventsOf, givesCode, type Scene, silently, startScene } from './scene.ts';

const clock = movableClock();
let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(async () => {
  clock.restore();
  await scene.stop();
});

/** The person's browser, and the thief's, who also knows the password. */
async function copied(): Promise<{ person: Person; own: Browser; thief: Browser }> {
  const person = await scene.person();
  const [own, thief] = [scene.app.browser(), scene.app.browser({ address: '198.51.100.66' })];
  await rememberOn(own, scene.application, person);
  thief.jar.put(deviceCookie(own));
  clock.advance(minute);
  return { person, own, thief };
}

async function reuseOf(person: Person) {
  return (await eventsOf(scene, person)).filter(({ type }) => type === 'remembered-device.reused');
}

describe('A9 a copied token', () => {
  test('used after its owner: asked, revoked, told once', async () => {
    const { person, own, thief } = await copied();
    expect(givesCode(await withPassword(own, scene.application, person))).toBe(true);
    clock.advance(2 * minute);
    expect(stepOf(await withPassword(thief, scene.application, person))).toBe('second-factor');
    expect(stepOf(await withPassword(own, scene.application, person))).toBe('second-factor');
    expect(stepOf(await withPassword(thief, scene.application, person))).toBe('second-factor');
    expect(await reuseOf(person)).toHaveLength(1);
  });

  test('used before its owner: what the thief was given ends when the owner comes', async () => {
    const { person, own, thief } = await copied();
    const page = await withPassword(thief, scene.application, person);
    const stolen = await scene.application.callback(arrivalOf(page));
    clock.advance(2 * minute);
    expect(stepOf(await withPassword(own, scene.application, person))).toBe('second-factor');
    expect(await reuseOf(person)).toHaveLength(1);
    const refused = await refusalOf(scene.application.refresh(stolen.refreshToken ?? ''));
    expect(refused?.error).toBe('invalid_grant');
    expect(await silently(scene.application, thief)).toMatchObject({ error: 'interaction_required' });
  });

  test('within a minute of its renewal the old value still counts, for tabs, and is not renewed', async () => {
    const { person, own, thief: tab } = await copied();
    await withPassword(own, scene.application, person);
    clock.advance(30 * second);
    const old = deviceCookie(tab).value;
    expect(givesCode(await withPassword(tab, scene.application, person))).toBe(true);
    expect(deviceCookie(tab).value).toBe(old);
    expect(await reuseOf(person)).toEqual([]);
  });

  test('what opens nothing any more is taken out of the browser when the sign-in ends', async () => {
    const { person, own, thief } = await copied();
    await withPassword(own, scene.application, person);
    clock.advance(2 * minute);
    await withPassword(thief, scene.application, person);
    await thief.submit({ code: person.code() });
    expect(givesCode(thief.page)).toBe(true);
    expect(deviceCookies(thief)).toEqual([]);
  });
});
