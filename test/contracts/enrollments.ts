// The contract of ports/enrollments.
import { describe, expect, test } from 'vitest';
import type { Enrollments } from '../../ports/enrollments.ts';
import { newId, sampleEnrollments } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

export function describeEnrollments(name: string, open: OpenStores<DurableStores>): void {
  describe(`enrollments (${name})`, () => {
    const stores = useStores(open);

    test('an account without a record has an empty one of version 0', async () => {
      const accountId = newId();
      expect(await stores.storage.enrollments.find(accountId)).toEqual({
        accountId,
        version: 0,
        factors: [],
        pending: null,
        backupCodes: null,
        markedForReenrollment: false,
        opening: null,
        resetAt: null,
        mailboxSpent: false,
      });
    });

    test('a record of an older version was never reset, and its mailbox is not spent', async () => {
      const accountId = newId();
      const { resetAt, mailboxSpent, ...older } = sampleEnrollments(accountId, 1);
      await stores.storage.enrollments.replace(older as Enrollments); // as it was written then
      expect(await stores.other.enrollments.find(accountId)).toEqual({
        ...older,
        resetAt: null,
        mailboxSpent: false,
      });
    });

    test('B2 of fifty that write the first record, or the next, one wins and its record stands', async () => {
      const accountId = newId();
      for (const version of [1, 2, 3]) {
        const made = Array.from({ length: 50 }, (_, n) =>
          sampleEnrollments(accountId, version, `phone ${n}`),
        );
        const answers = await race(stores, (s, n) => s.enrollments.replace(made[n] ?? made[0] ?? never()));
        expect(wins(answers)).toBe(1);
        expect(await stores.storage.enrollments.find(accountId)).toEqual(made[answers.indexOf(true)]);
      }
    });

    test('an older, a skipped or an unknown version is not replaced', async () => {
      const accountId = newId();
      await stores.storage.enrollments.replace(sampleEnrollments(accountId, 1));
      expect(await stores.other.enrollments.replace(sampleEnrollments(accountId, 1))).toBe(false);
      expect(await stores.storage.enrollments.replace(sampleEnrollments(accountId, 3))).toBe(false);
      expect(await stores.storage.enrollments.replace(sampleEnrollments(newId(), 2))).toBe(false);
    });
  });
}

function never(): never {
  throw new Error('No sample for this caller.');
}
