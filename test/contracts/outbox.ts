// The contract of ports/outbox.
import { describe, expect, test } from 'vitest';
import { day, hour, newId, now, sampleMessage } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

/** Each test has an hour of its own, because what is due is due for all. */
export function describeOutbox(name: string, open: OpenStores<DurableStores>): void {
  describe(`outbox (${name})`, () => {
    const stores = useStores(open);

    test('of fifty that put one id, one wins, and again none once it was sent', async () => {
      const message = sampleMessage({ nextTryAt: now + 100 * hour });
      expect(wins(await race(stores, ({ outbox }) => outbox.put(message)))).toBe(1);
      await stores.storage.outbox.sent(message.id, now, true);
      expect(await stores.storage.outbox.put(message)).toBe(false);
    });

    test('fifty senders take each due message once, and again when its next try is due', async () => {
      const made = Array.from({ length: 20 }, () => sampleMessage());
      for (const message of made) await stores.storage.outbox.put(message);
      const takes = await race(stores, ({ outbox }) => outbox.takeDue(now, now + hour, 3));
      const taken = takes.flat();
      expect(taken.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
      expect(taken.every(({ tries, nextTryAt }) => tries === 1 && nextTryAt === now + hour)).toBe(true);
      expect(await stores.storage.outbox.takeDue(now + hour - 1, now + 2 * hour, 99)).toEqual([]);
      const again = await stores.storage.outbox.takeDue(now + hour, now + 2 * hour, 99);
      expect(again).toHaveLength(20);
      for (const { id } of made) await stores.storage.outbox.sent(id, now, false);
      expect(await stores.storage.outbox.takeDue(now + 3 * hour, now + 4 * hour, 99)).toEqual([]);
    });

    test('is listed newest first, by pages; what was sent keeps its text unless it is to be forgotten', async () => {
      const made = [0, 0, 1].map((n) =>
        sampleMessage({ createdAt: now + 50 * hour + n, nextTryAt: now * 2 }),
      );
      for (const message of made) await stores.storage.outbox.put(message);
      const [low, high, newest] = made.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
      if (!low || !high || !newest) throw new Error('Three messages were made.');
      expect(await stores.storage.outbox.list(null, 2)).toEqual([newest, high]);
      expect((await stores.other.outbox.list(high, 1))[0]).toEqual(low);
      await stores.storage.outbox.sent(high.id, now, false);
      await stores.storage.outbox.sent(low.id, now, true);
      const [kept, forgotten] = await stores.storage.outbox.list(newest, 2);
      expect(kept).toEqual({ ...high, sentAt: now });
      expect(forgotten).toEqual({ ...low, sentAt: now, sealedMail: '' });
    });

    test('what was sent is swept after 30 days, what was not is kept', async () => {
      const [sent, unsent] = [sampleMessage(), sampleMessage({ nextTryAt: now * 2 })];
      for (const message of [sent, unsent]) await stores.storage.outbox.put(message);
      await stores.storage.outbox.sent(sent.id, now, true);
      const kept = async () =>
        (await stores.other.outbox.list(null, 1000))
          .map(({ id }) => id)
          .filter((id) => id === sent.id || id === unsent.id);
      await stores.storage.sweep(now + 30 * day - 1, 1000);
      expect(await kept()).toHaveLength(2);
      await stores.storage.sweep(now + 400 * day, 1000);
      expect(await kept()).toEqual([unsent.id]);
    });

    test('is sealed anew only if it is still the mail that was seen: once of fifty, and never after it was sent', async () => {
      const message = sampleMessage({ nextTryAt: now * 2 });
      await stores.storage.outbox.put(message);
      const { id, sealedMail } = message;
      expect(wins(await race(stores, ({ outbox }, n) => outbox.reseal(id, sealedMail, `anew ${n}`)))).toBe(1);
      const found = (await stores.other.outbox.list(null, 1000)).find((one) => one.id === id);
      expect(found).toEqual({ ...message, sealedMail: expect.stringMatching(/^anew/) });
      await stores.storage.outbox.sent(id, now, true);
      expect(await stores.storage.outbox.reseal(id, found?.sealedMail ?? '', 'late')).toBe(false);
      expect(await stores.storage.outbox.reseal(newId(), sealedMail, 'nobody')).toBe(false);
    });

    test('an unknown id is marked without effect', async () => {
      await expect(stores.storage.outbox.sent(newId(), now, true)).resolves.toBeUndefined();
    });
  });
}
