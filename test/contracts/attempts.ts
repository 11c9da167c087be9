// The contract of ports/attempts.
import { describe, expect, test } from 'vitest';
import type { Counter } from '../../ports/attempts.ts';
import { day, newId, now } from './samples.ts';
import { type OpenStores, race, type ShortLivedStores, useStores, wins } from './stores.ts';

const delays = [0, 0, 60_000, 120_000];
const free = { name: 'one', delays: [0] };
const locking = { name: 'one', delays };
const zero = { consecutive: 0, recent: 0, lockedUntil: null };

export function describeAttempts(name: string, open: OpenStores<ShortLivedStores>): void {
  describe(`attempts (${name})`, () => {
    const stores = useStores(open);
    const takeOne = async (subject: string, counter: Counter, at: number) =>
      (await stores.storage.attempts.take(subject, [counter], at))[0];
    const peek = (subject: string, at: number) => stores.storage.attempts.peek(subject, 'one', at);

    test('an unknown counter stands at zero, and peeking counts nothing', async () => {
      const subject = newId();
      expect(await peek(subject, now)).toEqual(zero);
      expect(await peek(subject, now)).toEqual(zero);
    });

    test('B6 counts, then locks by the delay of the number of failures; the last delay goes on', async () => {
      const subject = newId();
      const take = (at: number) => takeOne(subject, locking, at);
      expect(await take(now)).toEqual({ admitted: true, consecutive: 1, recent: 1, lockedUntil: null });
      expect(await take(now)).toEqual({ admitted: true, consecutive: 2, recent: 2, lockedUntil: null });
      const third = { consecutive: 3, recent: 3, lockedUntil: now + 60_000 };
      expect(await take(now)).toEqual({ admitted: true, ...third });
      expect(await take(now + 59_999)).toEqual({ admitted: false, ...third });
      expect(await stores.other.attempts.peek(subject, 'one', now + 60_000)).toEqual({
        ...third,
        lockedUntil: null,
      });
      expect((await take(now + 60_000))?.lockedUntil).toBe(now + 180_000);
      expect((await take(now + 180_000))?.lockedUntil).toBe(now + 300_000);
    });

    test('B6 of fifty that try at once each is counted once, and the lock admits no more than its delays', async () => {
      const [open, locked] = [newId(), newId()];
      const counted = await race(stores, ({ attempts }) => attempts.take(open, [free], now));
      expect(new Set(counted.map(([taken]) => taken?.consecutive)).size).toBe(50);
      const taken = await race(stores, ({ attempts }) => attempts.take(locked, [locking], now));
      expect(taken.filter(([each]) => each?.admitted)).toHaveLength(3);
      expect(await peek(locked, now)).toMatchObject({ consecutive: 3, recent: 3 });
    });

    test('several counters are taken in order, up to the first that does not admit', async () => {
      const subject = newId();
      const both = [locking, { name: 'two', delays: [0] }];
      for (let n = 0; n < 3; n += 1)
        expect(await stores.storage.attempts.take(subject, both, now)).toHaveLength(2);
      const refused = await stores.other.attempts.take(subject, both, now);
      expect(refused.map(({ admitted }) => admitted)).toEqual([false]);
      expect(await stores.storage.attempts.peek(subject, 'two', now)).toMatchObject({ consecutive: 3 });
      await stores.storage.attempts.succeeded(subject, ['one', 'two'], now);
      expect(await peek(subject, now)).toMatchObject({ consecutive: 0, recent: 2 });
      expect(await stores.other.attempts.peek(subject, 'two', now)).toMatchObject({ consecutive: 0 });
    });

    test('a right try ends the row of failures and the lock, and takes itself off the recent ones', async () => {
      const subject = newId();
      for (let n = 0; n < 3; n += 1) await takeOne(subject, locking, now);
      await stores.storage.attempts.succeeded(subject, ['one'], now);
      expect(await peek(subject, now)).toEqual({ consecutive: 0, recent: 2, lockedUntil: null });
    });

    test('a try that was not made counts for nothing, never below zero', async () => {
      const subject = newId();
      const none = [{ name: 'one', lockedUntil: null }];
      await stores.storage.attempts.notTried(subject, none, now);
      expect(await peek(subject, now)).toEqual(zero);
      await takeOne(subject, locking, now);
      await takeOne(subject, locking, now);
      await stores.other.attempts.notTried(subject, none, now);
      expect(await peek(subject, now)).toEqual({ ...zero, consecutive: 1, recent: 1 });
      await stores.storage.attempts.succeeded(subject, ['one'], now);
      await stores.storage.attempts.notTried(subject, none, now);
      expect(await peek(subject, now)).toEqual(zero);
      expect(await takeOne(subject, locking, now)).toMatchObject({ consecutive: 1, recent: 1 });
    });

    test('a lock ends with the try that began it, if that was not made, and not with another', async () => {
      const subject = newId();
      for (let n = 0; n < 3; n += 1) await takeOne(subject, locking, now);
      const lockedUntil = now + 60_000;
      await stores.storage.attempts.notTried(subject, [{ name: 'one', lockedUntil: null }], now);
      expect(await peek(subject, now)).toEqual({ consecutive: 2, recent: 2, lockedUntil });
      await stores.other.attempts.notTried(subject, [{ name: 'one', lockedUntil }], now);
      expect(await peek(subject, now)).toEqual({ consecutive: 1, recent: 1, lockedUntil: null });
    });

    test('recent failures are those of the last 30 days, whatever succeeded in between', async () => {
      const subject = newId();
      await takeOne(subject, free, now);
      await takeOne(subject, free, now + day);
      await stores.storage.attempts.succeeded(subject, ['one'], now + day);
      expect(await peek(subject, now + 29 * day)).toMatchObject({ recent: 1 });
      expect(await peek(subject, now + 30 * day)).toMatchObject({ recent: 0 });
    });

    test('are forgotten where the caller says so: idle, few enough and not locked', async () => {
      const [few, many, locked, tried] = [newId(), newId(), newId(), newId()];
      const forgetting = { idleMs: 30 * day, below: 3 };
      for (const subject of [few, many, many, many, tried])
        await takeOne(subject, { ...free, forgetting }, now);
      await takeOne(locked, { name: 'one', delays: [31 * day], forgetting }, now);
      await takeOne(tried, { ...free, forgetting }, now + day);
      await stores.storage.sweep(now + 30 * day, 1000);
      const counted = async (subject: string) => (await peek(subject, now + 30 * day)).consecutive;
      expect(await Promise.all([few, many, locked, tried].map(counted))).toEqual([0, 3, 1, 2]);
    });

    test('consecutive failures do not fade with time, nor by sweeping', async () => {
      const subject = newId();
      await takeOne(subject, free, now);
      await stores.storage.sweep(now + 400 * day, 1000);
      expect(await takeOne(subject, free, now + 400 * day)).toMatchObject({ consecutive: 2, recent: 1 });
    });

    test('forgets a subject altogether, and no other whose name begins like it', async () => {
      const subject = newId();
      const longer = `${subject}0`;
      for (let n = 0; n < 3; n += 1) for (const one of [subject, longer]) await takeOne(one, locking, now);
      await stores.storage.attempts.take(subject, [{ name: 'two', delays: [0] }], now);
      await stores.storage.attempts.forget(subject, ['one', 'two']);
      expect(await peek(subject, now)).toEqual(zero);
      expect(await stores.other.attempts.peek(subject, 'two', now)).toEqual(zero);
      expect(await takeOne(subject, locking, now)).toMatchObject({ admitted: true, consecutive: 1 });
      expect(await peek(longer, now)).toMatchObject({ consecutive: 3 });
    });

    test('forgets what may be forgotten without being told its names, however many failures it counts', async () => {
      const subject = newId();
      const forgetting = { idleMs: 30 * day, below: 2 };
      for (const name of ['a', 'a', 'b'])
        await stores.storage.attempts.take(subject, [{ ...locking, name, forgetting }], now);
      await stores.storage.attempts.forget(subject, []);
      for (const name of ['a', 'b'])
        expect(await stores.other.attempts.peek(subject, name, now)).toEqual(zero);
      await stores.other.attempts.take(subject, [{ ...locking, name: 'a', forgetting }], now);
      expect(await stores.storage.attempts.peek(subject, 'a', now)).toMatchObject({ consecutive: 1 });
    });

    test('B6 a limit of five in a minute admits five of fifty, and again when the window is over', async () => {
      const key = newId();
      const answers = await race(stores, ({ attempts }) => attempts.limit(key, 5, 60_000, now));
      expect(wins(answers)).toBe(5);
      const refused = await stores.storage.attempts.limit(key, 5, 60_000, now + 59_999);
      expect(refused).toEqual({ ok: false, until: now + 60_000 });
      expect(await stores.storage.attempts.limit(key, 5, 60_000, now + 60_000)).toEqual({ ok: true });
    });

    test("B4 an act that was not done counts against no limit; its window is no other act's", async () => {
      const { attempts } = stores.storage;
      const key = newId();
      const act = (at: number) => attempts.limit(key, 2, 60_000, at);
      await attempts.notDone(key, now);
      expect([await act(now), await act(now + 1)]).toEqual([{ ok: true }, { ok: true }]);
      await stores.other.attempts.notDone(key, now + 1);
      expect([await act(now + 2), await act(now + 3)]).toEqual([
        { ok: true },
        { ok: false, until: now + 60_000 },
      ]);
      // The only act of its window began none.
      for (const at of [now, now + 2]) await attempts.notDone(key, at);
      expect([await act(now + 30_000), await act(now + 30_001)]).toEqual([{ ok: true }, { ok: true }]);
      expect(await act(now + 60_000)).toEqual({ ok: false, until: now + 90_000 });
    });

    test('B4 an act of a window that is over gives nothing back to the next one', async () => {
      const { attempts } = stores.storage;
      const key = newId();
      const act = (at: number) => attempts.limit(key, 1, 60_000, at);
      await act(now);
      expect(await act(now + 60_000)).toEqual({ ok: true });
      await attempts.notDone(key, now);
      await attempts.notDone(key, now + 59_999);
      expect(await act(now + 60_001)).toEqual({ ok: false, until: now + 120_000 });
    });

    test('B4 of fifty acts at once that were not done none is left', async () => {
      const key = newId();
      await race(stores, ({ attempts }) => attempts.limit(key, 50, 60_000, now));
      await race(stores, ({ attempts }) => attempts.notDone(key, now));
      const answers = await race(stores, ({ attempts }) => attempts.limit(key, 5, 60_000, now));
      expect(wins(answers)).toBe(5);
    });
  });
}
