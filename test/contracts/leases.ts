// The contract of ports/leases.
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { newId } from './samples.ts';
import { type OpenStores, race, type ShortLivedStores, useStores, wins } from './stores.ts';

export function describeLeases(name: string, open: OpenStores<ShortLivedStores>): void {
  describe(`leases (${name})`, () => {
    const stores = useStores(open);

    test('of fifty that take one, one wins, and only that one prolongs it', async () => {
      const job = newId();
      const answers = await race(stores, ({ leases }, n) => leases.take(job, `holder ${n}`, 60_000));
      expect(wins(answers)).toBe(1);
      const holder = `holder ${answers.indexOf(true)}`;
      expect(await stores.other.leases.take(job, holder, 60_000)).toBe(true);
      expect(await stores.storage.leases.take(job, 'somebody else', 60_000)).toBe(false);
    });

    test('is free at once when its holder gives it back; nobody else can', async () => {
      const job = newId();
      expect(await stores.storage.leases.take(job, 'one', 60_000)).toBe(true);
      await stores.other.leases.giveBack(job, 'two');
      expect(await stores.other.leases.take(job, 'two', 60_000)).toBe(false);
      await stores.storage.leases.giveBack(job, 'one');
      expect(await stores.other.leases.take(job, 'two', 60_000)).toBe(true);
    });

    test('ends by itself', async () => {
      const job = newId();
      expect(await stores.storage.leases.take(job, 'one', 1)).toBe(true);
      let taken = false;
      // Asks until it is over: how long that takes is the store's clock's to say.
      for (let tries = 0; !taken && tries < 100; tries += 1) {
        await pause(5);
        taken = await stores.other.leases.take(job, 'two', 60_000);
      }
      expect(taken).toBe(true);
      expect(await stores.storage.leases.take(job, 'one', 60_000)).toBe(false);
    });
  });
}
