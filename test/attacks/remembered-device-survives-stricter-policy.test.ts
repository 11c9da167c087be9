// A remembered device that survives a stricter policy: it falls at once, also for what was granted on it, and for good: a policy
// that is loosened again brings none back.
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from '../support/application.ts';
import type { Browser } from '../support/browser.ts';
import { day, minute, movableClock } from '../support/clock.ts';
import { rememberOn, withPassword } from '../support/remembered-device.ts';
import { stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { arrivalOf, givesCode, type Scene, startScene } from './scene.ts';

const clock = movableClock();
const operator = { kind: 'operator', name: 'tester' } as const;
let scene: Scene;
let person: Person;
let browser: Browser;
const scenes: Scene[] = [];
beforeEach(async () => {
  scene = await startScene();
  scenes.push(scene);
  person = await scene.person();
  browser = scene.app.browser();
  await rememberOn(browser, scene.application, person);
  clock.advance(minute);
});
afterAll(async () => {
  clock.restore();
  await Promise.all(scenes.map((one) => one.stop()));
});

async function change(settings: object): Promise<void> {
  const { policies } = scene.app.core.actions;
  expect(await policies.change(operator, scene.tenant.id, settings, 'test')).toMatchObject({ ok: true });
}
const again = () => withPassword(browser, scene.application, person);

describe('A9 a stricter policy', () => {
  test('never: at once, for what was granted too, and for good', async () => {
    const tokens = await scene.application.callback(arrivalOf(await again()));
    await change({ rememberDays: 0 });
    const refused = await refusalOf(scene.application.refresh(tokens.refreshToken ?? ''));
    expect(refused?.error).toBe('invalid_grant');
    expect(stepOf(await again())).toBe('second-factor');
    await change({ rememberDays: 30 });
    expect(stepOf(await again())).toBe('second-factor');
  });

  test('fewer days: those that are over by it stay over', async () => {
    clock.advance(2 * day);
    await change({ rememberDays: 1 });
    await change({ rememberDays: 90 });
    expect(stepOf(await again())).toBe('second-factor');
  });

  test('days that are over are not given back by a longer term', async () => {
    clock.advance(31 * day);
    await change({ rememberDays: 60 });
    expect(stepOf(await again())).toBe('second-factor');
  });

  test('what a policy still honours stays', async () => {
    await change({ rememberDays: 1, graceDays: 3 });
    expect(givesCode(await again())).toBe(true);
  });
});
