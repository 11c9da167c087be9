// The contract of ports/attempts.
import { describe, expect, test } from '@jest/globals';
import { day, newId, now } from './samples.ts';
import { type OpenStores, race, useStores, wins } from './stores.ts';

const delays = [0, 0, 60_000, 120_000];

export function describeAttempts(name: string, open: OpenStores): void {
  describe(`attempts (${name})`, () => {
    const stores = useStores(open);

    test('an unknown key stands at zero, and peeking counts nothing', async () => {
      const key = newId();
      const zero = { consecutive: 0, recent: 0, lockedUntil: null };
      expect(await stores.storage.attempts.peek(key, now)).toEqual(zero);
      expect(await stores.storage.attempts.peek(key, now)).toEqual(zero);
    });

    test('B6 counts, then locks by the delay of the number of failures; the last delay goes on', async () => {
      const key = newId();
      const take = (at: number) => stores.storage.attempts.take(key, delays, at);
      expect(await take(now)).toEqual({ admitted: true, consecutive: 1, recent: 1, lockedUntil: null });
      expect(await take(now)).toEqual({ admitted: true, consecutive: 2, recent: 2, lockedUntil: null });
      const third = { consecutive: 3, recent: 3, lockedUntil: now + 60_000 };
      expect(await take(now)).toEqual({ admitted: true, ...third });
      expect(await take(now + 59_999)).toEqual({ admitted: false, ...third });
      expect(await stores.other.attempts.peek(key, now + 60_000)).toEqual({ ...third, lockedUntil: null });
      expect((await take(now + 60_000)).lockedUntil).toBe(now + 180_000);
      expect((await take(now + 180_000)).lockedUntil).toBe(now + 300_000);
    });

    test('B6 of fifty that try at once each is counted once, and the lock admits no more than its delays', async () => {
      const [open, locking] = [newId(), newId()];
      const counted = await race(stores, ({ attempts }) => attempts.take(open, [0], now));
      expect(new Set(counted.map((taken) => taken.consecutive)).size).toBe(50);
      const taken = await race(stores, ({ attempts }) => attempts.take(locking, delays, now));
      expect(taken.filter((each) => each.admitted)).toHaveLength(3);
      expect(await stores.storage.attempts.peek(locking, now)).toMatchObject({ consecutive: 3, recent: 3 });
    });

    test('a right try ends the row of failures and the lock, and takes itself off the recent ones', async () => {
      const key = newId();
      for (let n = 0; n < 3; n += 1) await stores.storage.attempts.take(key, delays, now);
      await stores.storage.attempts.succeeded(key, now);
      const state = { consecutive: 0, recent: 2, lockedUntil: null };
      expect(await stores.storage.attempts.peek(key, now)).toEqual(state);
    });

    test('recent failures are those of the last 30 days, whatever succeeded in between', async () => {
      const key = newId();
      await stores.storage.attempts.take(key, [0], now);
      await stores.storage.attempts.take(key, [0], now + day);
      await stores.storage.attempts.succeeded(key, now + day);
      expect(await stores.storage.attempts.peek(key, now + 29 * day)).toMatchObject({ recent: 1 });
      expect(await stores.storage.attempts.peek(key, now + 30 * day)).toMatchObject({ recent: 0 });
    });

    test('are forgotten by sweeping where the caller says so: idle, few enough and not locked', async () => {
      const { attempts } = stores.storage;
      const [few, many, locked, tried] = [newId(), newId(), newId(), newId()];
      const forgetting = { idleMs: 30 * day, below: 3 };
      for (const key of [few, many, many, many, tried]) await attempts.take(key, [0], now, forgetting);
      await attempts.take(locked, [31 * day], now, forgetting);
      await attempts.take(tried, [0], now + day, forgetting);
      await stores.storage.sweep(now + 30 * day, 1000);
      const counted = async (key: string) => (await attempts.peek(key, now)).consecutive;
      expect(await Promise.all([few, many, locked, tried].map(counted))).toEqual([0, 3, 1, 2]);
    });

    test('consecutive failures do not fade with time, nor by sweeping', async () => {
      const key = newId();
      await stores.storage.attempts.take(key, [0], now);
      await stores.storage.sweep(now + 400 * day, 1000);
      const later = await stores.storage.attempts.take(key, [0], now + 400 * day);
      expect(later).toMatchObject({ consecutive: 2, recent: 1 });
    });

    test('forgets a key altogether', async () => {
      const key = newId();
      for (let n = 0; n < 3; n += 1) await stores.storage.attempts.take(key, delays, now);
      await stores.storage.attempts.limit(key, 1, day, now);
      await stores.storage.attempts.forget(key);
      const zero = { consecutive: 0, recent: 0, lockedUntil: null };
      expect(await stores.storage.attempts.peek(key, now)).toEqual(zero);
      expect(await stores.storage.attempts.limit(key, 1, day, now)).toEqual({ ok: true });
    });

    test('B6 a limit of five in a minute admits five of fifty, and again when the window is over', async () => {
      const key = newId();
      const answers = await race(stores, ({ attempts }) => attempts.limit(key, 5, 60_000, now));
      expect(wins(answers)).toBe(5);
      const refused = await stores.storage.attempts.limit(key, 5, 60_000, now + 59_999);
      expect(refused).toEqual({ ok: false, until: now + 60_000 });
      expect(await stores.storage.attempts.limit(key, 5, 60_000, now + 60_000)).toEqual({ ok: true });
    });
  });
}
