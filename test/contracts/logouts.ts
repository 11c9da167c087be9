// The contract of ports/logouts.
import { describe, expect, test } from 'vitest';
import { hour, newId, now, sampleLogout } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

/** Each test has an hour of its own, because what is due is due for all. */
export function describeLogouts(name: string, open: OpenStores<DurableStores>): void {
  describe(`logouts (${name})`, () => {
    const stores = useStores(open);
    const sample = (dueAt: number) => sampleLogout({ id: `${newId()} ${dueAt}`, dueAt });

    test('of fifty that put one id, one wins; it is told not before its time, and not once it is removed', async () => {
      const logout = sample(now + hour);
      expect(wins(await race(stores, ({ logouts }) => logouts.put(logout)))).toBe(1);
      expect(await stores.other.logouts.takeDue(now + hour - 1, now + 2 * hour, 9)).toEqual([]);
      const [taken] = await stores.other.logouts.takeDue(now + hour, now + 2 * hour, 9);
      expect(taken).toEqual({ ...logout, tries: 1, dueAt: now + 2 * hour });
      await stores.storage.logouts.remove(logout.id);
      await stores.storage.logouts.remove(logout.id);
      expect(await stores.other.logouts.takeDue(now + 9 * hour, now + 10 * hour, 9)).toEqual([]);
    });

    test('fifty senders take each that is due once, and again when its next try is due', async () => {
      const made = Array.from({ length: 20 }, (_, n) => sample(now + 20 * hour + n));
      for (const logout of made) await stores.storage.logouts.put(logout);
      const [first] = made;
      expect((await stores.other.logouts.takeDue(now + 21 * hour, now + 22 * hour, 1))[0]?.id).toBe(
        first?.id,
      );
      const takes = await race(stores, ({ logouts }) => logouts.takeDue(now + 21 * hour, now + 22 * hour, 3));
      expect(
        takes
          .flat()
          .map(({ id }) => id)
          .sort(),
      ).toEqual(
        made
          .slice(1)
          .map(({ id }) => id)
          .sort(),
      );
      const again = await stores.storage.logouts.takeDue(now + 22 * hour, now + 23 * hour, 99);
      expect(again.map(({ tries }) => tries)).toEqual(Array.from({ length: 20 }, () => 2));
      for (const { id } of made) await stores.storage.logouts.remove(id);
    });
  });
}
