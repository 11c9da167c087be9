// CVE-2026-20779 (Gitea), CVE-2026-34224 (Parse): parallel requests with one code all win. Fifty at once on two instances.
// Once as people meet it, and once without the counter of attempts, so that it is the code's own use that is held to it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Counter } from '../../ports/attempts.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Browser } from '../support/browser.ts';
import { type Clock, movableClock } from '../support/clock.ts';
import type { Person } from '../support/world.ts';
import {
  atSecondFactor,
  enrollmentsOf,
  eventsOf,
  givesCode,
  passwordProved,
  type Scene,
  secondInstance,
  startScene,
} from './scene.ts';

let clock: Clock & { restore(): void };
beforeEach(() => {
  clock = movableClock();
  clock.set(Math.floor(Date.now() / 30_000) * 30_000 + 5_000);
});
afterEach(() => clock.restore());

/** Admits everybody, as if no try was ever wrong. */
function uncounted(storage: Storage): Storage {
  const state = { admitted: true, consecutive: 1, recent: 1, lockedUntil: null };
  const take = async (_subject: string, counters: readonly Counter[]) => counters.map(() => state);
  return { ...storage, attempts: { ...storage.attempts, take } };
}

/** Of fifty whose attempts are counted, all but the first few are refused before their code is looked at: fewer will do. */
const wraps: readonly [name: string, atOnce: number, wrap: (storage: Storage) => Storage][] = [
  ['with attempts counted', 15, (storage) => storage],
  ['with attempts not counted', 50, uncounted],
];

const policy = {
  factors: { passkey: false, totp: true, sms: true },
  sms: { countries: ['CH'], messagesADay: 10 },
};

describe.each(wraps)('%s', (_name, atOnce, wrapStorage) => {
  let scene: Scene;
  let other: Awaited<ReturnType<typeof secondInstance>>;
  beforeEach(async () => {
    scene = await startScene({ wrapStorage, policy });
    other = await secondInstance(scene, { wrapStorage });
  });
  afterEach(async () => {
    await other.app.stop();
    await scene.stop();
  });

  /** Browsers that stand at the second factor, half of them at each instance. */
  async function several(person: Person, wanted = atOnce): Promise<readonly Browser[]> {
    const browsers: Browser[] = [];
    for (let count = 0; count < wanted; count++)
      browsers.push(await atSecondFactor(count % 2 ? scene : other, person));
    return browsers;
  }

  test('many at once with one code of an app: one is let in (B2)', async () => {
    const person = await scene.person();
    const browsers = await several(person);
    const code = person.code();
    const pages = await Promise.all(browsers.map((browser) => browser.submit({ code })));
    expect(pages.filter(givesCode)).toHaveLength(1);
    expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
    const used = (await eventsOf(scene, person)).filter(({ body }) => body.includes('"kind":"totp"'));
    expect(used.filter(({ type }) => type === 'factor.used')).toHaveLength(1);
  });

  test('many at once with one backup code: one is let in (B3)', async () => {
    const person = await scene.person({ backupCodes: true });
    const browsers = await several(person);
    for (const browser of browsers) await browser.follow(`${browser.page.url.pathname}?method=backup-code`);
    const [code = ''] = person.backupCodes;
    const pages = await Promise.all(browsers.map((browser) => browser.submit({ code })));
    expect(pages.filter(givesCode)).toHaveLength(1);
    expect(pages.filter(({ status }) => status >= 500)).toEqual([]);
    const { backupCodes } = await enrollmentsOf(scene, person);
    expect(backupCodes?.codes.filter(({ usedAt }) => usedAt !== null)).toHaveLength(1);
  });

  test('many tabs at once with one code of a phone: one is let in (B4)', async () => {
    const person = await scene.person({ totp: false, phone: '+41791234567' });
    const browser = await passwordProved(scene, person);
    await browser.submit();
    const code = scene.app.textedCode();
    // A code belongs to the sign-in that asked: so these are tabs of one browser.
    const tabs = Array.from({ length: atOnce }, () => browser.tab());
    for (const tab of tabs) await tab.open(browser.page.url);
    await Promise.all(tabs.map((tab) => tab.submit({ code })));
    const used = (await eventsOf(scene, person)).filter(({ body }) => body.includes('"kind":"sms"'));
    expect(used.filter(({ type }) => type === 'factor.used')).toHaveLength(1);
  });

  test('four different backup codes at once are four uses, not fewer', async () => {
    const person = await scene.person({ backupCodes: true });
    const browsers = await several(person, 4);
    for (const browser of browsers) await browser.follow(`${browser.page.url.pathname}?method=backup-code`);
    await Promise.all(
      browsers.map((browser, index) => browser.submit({ code: person.backupCodes[index] ?? '' })),
    );
    const { backupCodes } = await enrollmentsOf(scene, person);
    expect(backupCodes?.codes.filter(({ usedAt }) => usedAt !== null)).toHaveLength(4);
  });

  test('one browser that presses the button many times is let in once', async () => {
    const person = await scene.person();
    const browser = await atSecondFactor(scene, person);
    const code = person.code();
    const tabs = Array.from({ length: atOnce }, () => browser.tab());
    const { url } = browser.page;
    for (const tab of tabs) await tab.open(url);
    await Promise.all(tabs.map((tab) => tab.submit({ code })));
    const events = await eventsOf(scene, person);
    expect(events.filter(({ type }) => type === 'authorization.granted').length).toBeLessThanOrEqual(1);
    const used = events.filter(({ type, body }) => type === 'factor.used' && body.includes('"kind":"totp"'));
    expect(used).toHaveLength(1);
  });
});
