// The contract of ports/enrollments.
import { describe, expect, test } from 'vitest';
import type { Enrollments } from '../../ports/enrollments.ts';
import { samplePasskey } from './sample-passkey.ts';
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
        confirmationsVoidUntil: null,
        mailboxSpent: false,
        mailboxDisabledAt: null,
        passwordByMailAt: null,
        breakGlass: null,
        removals: [],
        frozen: null,
      });
    });

    test('a record of an older version was never reset or frozen, and its mailbox is not spent', async () => {
      const accountId = newId();
      const {
        resetAt,
        confirmationsVoidUntil,
        mailboxSpent,
        mailboxDisabledAt,
        passwordByMailAt,
        breakGlass,
        removals,
        frozen,
        ...older
      } = sampleEnrollments(accountId, 1);
      await stores.storage.enrollments.replace(older as Enrollments); // as it was written then
      expect(await stores.other.enrollments.find(accountId)).toEqual({
        ...older,
        resetAt: null,
        confirmationsVoidUntil: null,
        mailboxSpent: false,
        mailboxDisabledAt: null,
        passwordByMailAt: null,
        breakGlass: null,
        removals: [],
        frozen: null,
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
        const winner = made[answers.findIndex(({ ok }) => ok)];
        expect(await stores.storage.enrollments.find(accountId)).toEqual(winner);
      }
    });

    test('an older, a skipped or an unknown version is not replaced', async () => {
      const accountId = newId();
      await stores.storage.enrollments.replace(sampleEnrollments(accountId, 1));
      const { storage, other } = stores;
      expect(await other.enrollments.replace(sampleEnrollments(accountId, 1))).toEqual(changed);
      expect(await storage.enrollments.replace(sampleEnrollments(accountId, 3))).toEqual(changed);
      expect(await storage.enrollments.replace(sampleEnrollments(newId(), 2))).toEqual(changed);
    });

    test('B1 of fifty accounts that register one passkey at once, one does', async () => {
      const [one, shared] = [newId(), newId()];
      const answers = await race(stores, (s) => s.enrollments.replace(withPasskeys(newId(), 1, [shared])));
      expect(wins(answers)).toBe(1);
      expect(answers.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 49 }, () => taken));
      await stores.storage.enrollments.replace(withPasskeys(one, 1, [newId()]));
      expect(await stores.other.enrollments.replace(withPasskeys(one, 2, [newId(), shared]))).toEqual(taken);
      expect((await stores.storage.enrollments.find(one)).version).toBe(1);
    });

    test('B1 an account keeps its passkeys through changes, and one that it removed is free again', async () => {
      const [owner, other, kept, removed] = [newId(), newId(), newId(), newId()];
      const { enrollments } = stores.storage;
      for (const [version, ids] of [[kept, removed], [kept, removed], [kept]].entries())
        expect(await enrollments.replace(withPasskeys(owner, version + 1, ids))).toEqual({ ok: true });
      expect(await stores.other.enrollments.replace(withPasskeys(other, 1, [kept]))).toEqual(taken);
      expect(await stores.other.enrollments.replace(withPasskeys(other, 1, [removed]))).toEqual({ ok: true });
      expect(await enrollments.find(owner)).toEqual(withPasskeys(owner, 3, [kept]));
    });

    test('B1 says for which hosts there are passkeys, each once', async () => {
      const host = `${newId()}.example`;
      for (const id of [newId(), newId()]) {
        const factors = [samplePasskey({ rpId: host }), samplePasskey({ rpId: `old.${host}` })];
        await stores.storage.enrollments.replace({ ...withPasskeys(id, 1, []), factors });
      }
      const hosts = await stores.other.enrollments.passkeyHosts();
      expect(hosts.filter((one) => one.endsWith(host)).toSorted()).toEqual([host, `old.${host}`].toSorted());
    });

    test('B7 finds accounts with a removal that is due, the longest due first, page by page', async () => {
      // Long before those of other tests.
      const [first, second, later] = [1_000, 2_000, 3_000];
      const prefix = newId();
      const nth = (n: number, until: number) => ({ accountId: `${prefix}${n}`, until });
      const due = [nth(1, first), nth(2, second), nth(3, second)] as const;
      const { replace, removalsDue } = stores.storage.enrollments;
      const write = (n: number, version: number, ...untils: readonly number[]) =>
        replace({ ...sampleEnrollments(`${prefix}${n}`, version), removals: untils.map(removalUntil) });
      await write(3, 1, second);
      await write(2, 1, later, second);
      await write(1, 1, first);
      await write(4, 1, later);
      await write(5, 1);
      expect(await stores.other.enrollments.removalsDue(second, null, 9)).toEqual(due);
      expect(await removalsDue(second, null, 2)).toEqual(due.slice(0, 2));
      expect(await removalsDue(second, due[1], 9)).toEqual(due.slice(2));
      expect(await removalsDue(second, due[0], 1)).toEqual(due.slice(1, 2));
      await write(1, 2);
      await write(2, 2, later);
      expect(await removalsDue(second, null, 9)).toEqual(due.slice(2));
      await write(2, 3);
      for (const n of [3, 4]) await write(n, 2);
      expect(await removalsDue(later, null, 9)).toEqual([]);
    });

    test('accounts without passkeys, with an empty record or with other factors, do not meet', async () => {
      for (const factors of [[], sampleEnrollments('', 1).factors])
        for (const id of [newId(), newId()])
          expect(await stores.storage.enrollments.replace({ ...withPasskeys(id, 1, []), factors })).toEqual({
            ok: true,
          });
    });
  });
}

const changed = { ok: false, reason: 'changed' };
const taken = { ok: false, reason: 'passkey-taken' };

/** Always the same for the same ids, so that records can be compared. */
function withPasskeys(accountId: string, version: number, credentialIds: readonly string[]): Enrollments {
  const factors = credentialIds.map((credentialId) => samplePasskey({ id: credentialId, credentialId }));
  return { ...sampleEnrollments(accountId, version), backupCodes: null, factors };
}

function removalUntil(until: number) {
  return { factorId: newId(), at: 0, until, eventId: newId() };
}

function never(): never {
  throw new Error('No sample for this caller.');
}
