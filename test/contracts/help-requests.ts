// The contract of ports/help-requests.
import { describe, expect, test } from 'vitest';
import { day, newId, now, sampleHelpRequest } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

export function describeHelpRequests(name: string, open: OpenStores<DurableStores>): void {
  describe(`help requests (${name})`, () => {
    const stores = useStores(open);

    test('are found by id and by their account while they are open, and made once', async () => {
      const request = sampleHelpRequest();
      expect(await stores.storage.helpRequests.create(request)).toBe(true);
      expect(await stores.other.helpRequests.create({ ...request, note: 'again' })).toBe(false);
      expect(await stores.other.helpRequests.find(request.id)).toEqual(request);
      expect(await stores.other.helpRequests.openOf(request.accountId)).toEqual(request);
      expect(await stores.storage.helpRequests.find(newId())).toBeUndefined();
      expect(await stores.storage.helpRequests.openOf(newId())).toBeUndefined();
    });

    test('are listed for one tenant, in the order of ids, all or the open ones', async () => {
      const [tenantId, foreign] = [newId(), newId()];
      const [one, two, three] = ['1', '2', '3'].map((n) =>
        sampleHelpRequest({ id: `${n}-${tenantId}`, tenantId }),
      );
      for (const request of [three, one, two]) if (request) await stores.storage.helpRequests.create(request);
      await stores.storage.helpRequests.create(sampleHelpRequest({ tenantId: foreign }));
      await stores.storage.helpRequests.close(two?.id ?? '', now + 1, 'operator:ada');
      const { list } = stores.other.helpRequests;
      const closed = { ...two, closedAt: now + 1, closedBy: 'operator:ada' };
      expect(await list(tenantId, 'all', null, 2)).toEqual([one, closed]);
      expect(await list(tenantId, 'all', closed.id ?? '', 2)).toEqual([three]);
      expect(await list(tenantId, 'open', null, 9)).toEqual([one, three]);
      expect(await list(newId(), 'all', null, 9)).toEqual([]);
    });

    test('are swept 90 days after they were closed, and never while they are open', async () => {
      const { helpRequests, sweep } = stores.storage;
      const [open, recent, old] = [1, 2, 3].map(() => sampleHelpRequest({ at: now - 900 * day }));
      if (!open || !recent || !old) throw new Error('never: three were made');
      for (const request of [open, recent, old]) await helpRequests.create(request);
      await helpRequests.close(recent.id, now - 90 * day + 1, 'operator:ada');
      await helpRequests.close(old.id, now - 90 * day, 'operator:ada');
      await sweep(now, 100_000);
      expect(await stores.other.helpRequests.find(old.id)).toBeUndefined();
      expect(await stores.other.helpRequests.find(recent.id)).toBeDefined();
      expect(await stores.other.helpRequests.find(open.id)).toEqual(open);
    });

    test('one of an account is open at a time: of fifty that ask at once one is taken, and once it is closed another', async () => {
      const accountId = newId();
      const asked = Array.from({ length: 50 }, () => sampleHelpRequest({ accountId }));
      const answers = await race(stores, (s, n) => s.helpRequests.create(asked[n] ?? sampleHelpRequest()));
      expect(wins(answers)).toBe(1);
      const open = await stores.other.helpRequests.openOf(accountId);
      expect(asked).toContainEqual(open);
      expect(await stores.other.helpRequests.create(sampleHelpRequest({ accountId }))).toBe(false);
      await stores.storage.helpRequests.close(open?.id ?? '', now, 'operator:ada');
      expect(await stores.other.helpRequests.create(sampleHelpRequest({ accountId }))).toBe(true);
    });

    test('of fifty that close one, one does', async () => {
      const request = sampleHelpRequest();
      await stores.storage.helpRequests.create(request);
      expect(wins(await race(stores, (s, n) => s.helpRequests.close(request.id, now, `by ${n}`)))).toBe(1);
      expect(await stores.other.helpRequests.openOf(request.accountId)).toBeUndefined();
      expect(await stores.other.helpRequests.close(newId(), now, 'x')).toBe(false);
    });
  });
}
