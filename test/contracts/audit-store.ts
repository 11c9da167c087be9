// The contract of ports/audit-store: rows of the chains, and the positions of their followers.
import { describe, expect, test } from 'vitest';
import { verifyChain } from '../../audit/verify.ts';
import type { AuditRow } from '../../ports/audit-store.ts';
import { aDesk, contextFor, logOn, start, used } from '../audit/chains.ts';
import { newId, sampleRow } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

export function describeAuditStore(name: string, open: OpenStores<DurableStores>): void {
  describe(`audit store (${name})`, () => {
    const stores = useStores(open);
    const chainOf = async (length: number, accountId: string | null = null): Promise<AuditRow[]> => {
      const chain = newId();
      const rows = Array.from({ length }, (_, n) => sampleRow({ chain, sequence: n + 1, accountId }));
      expect(await stores.storage.audit.insert(rows)).toBe(length);
      return rows;
    };

    test('F4 reads a chain forward and back, by pages, as it was written', async () => {
      const rows = await chainOf(5);
      const { chain } = rows[0] ?? sampleRow();
      expect(await stores.other.audit.read(chain, 0, 3)).toEqual(rows.slice(0, 3));
      expect(await stores.storage.audit.read(chain, 3, 3)).toEqual(rows.slice(3));
      expect(await stores.storage.audit.readBack(chain, null, 2)).toEqual([rows[4], rows[3]]);
      expect(await stores.storage.audit.readBack(chain, 4, 2)).toEqual([rows[2], rows[1]]);
      expect(await stores.storage.audit.findById(rows[1]?.id ?? '')).toEqual(rows[1]);
      expect(await stores.storage.audit.findById(newId())).toBeUndefined();
      expect(await stores.storage.audit.chains()).toContain(chain);
      expect(await stores.storage.audit.head(chain)).toEqual({ sequence: 5, mac: rows[4]?.mac });
      expect(await stores.storage.audit.head(newId())).toEqual({ sequence: 0, mac: '' });
      expect(await stores.storage.audit.insert([])).toBe(0);
    });

    test('F4 two logs that write at full speed make one chain without gaps', async () => {
      const { vault } = await aDesk();
      const logs = [logOn(stores.storage.audit, vault), logOn(stores.other.audit, vault)];
      const context = contextFor({ tenantId: newId() });
      const write = async (n: number) => {
        for (let turn = 0; turn < 10; turn += 1)
          await Promise.all(logs.map((log) => log.append({ ...used, left: n }, context, start + turn)));
      };
      await Promise.all(Array.from({ length: 20 }, (_, n) => write(n)));
      const report = await verifyChain({ store: stores.storage.audit, keys: vault }, context.tenantId ?? '');
      expect(report).toMatchObject({ ok: true, events: 400, last: { sequence: 400 } });
    });

    test('lists every chain once', async () => {
      const made = await Promise.all([chainOf(3), chainOf(1), chainOf(2)]);
      const chains = await stores.storage.audit.chains();
      expect(chains).toEqual(expect.arrayContaining(made.map((rows) => rows[0]?.chain)));
      expect(new Set(chains).size).toBe(chains.length);
    });

    test('reads back what is of one account', async () => {
      const [chain, accountId] = [newId(), newId()];
      const rows = [1, 2, 3, 4].map((sequence) =>
        sampleRow({ chain, sequence, accountId: sequence % 2 ? accountId : newId() }),
      );
      await stores.storage.audit.insert(rows);
      expect(await stores.storage.audit.readBack(chain, null, 9, accountId)).toEqual([rows[2], rows[0]]);
      expect(await stores.storage.audit.readBack(chain, 3, 9, accountId)).toEqual([rows[0]]);
    });

    test('F4 of fifty that write the same sequence, one wins and nothing is overwritten', async () => {
      const chain = newId();
      const made = Array.from({ length: 50 }, () => sampleRow({ chain }));
      const written = await race(stores, ({ audit }, n) => audit.insert(made.slice(n, n + 1)));
      expect(written.reduce((sum, count) => sum + count, 0)).toBe(1);
      expect(await stores.storage.audit.read(chain, 0, 9)).toEqual([made[written.indexOf(1)]]);
    });

    test('stops at the first sequence or id that is taken, and leaves the rest unwritten', async () => {
      const chain = newId();
      const taken = sampleRow({ chain, sequence: 3 });
      await stores.storage.audit.insert([taken]);
      const run = [1, 2, 3, 4].map((sequence) => sampleRow({ chain, sequence }));
      expect(await stores.other.audit.insert(run)).toBe(2);
      expect(await stores.storage.audit.read(chain, 0, 9)).toEqual([run[0], run[1], taken]);
      const again = [sampleRow({ chain, sequence: 4, id: taken.id }), sampleRow({ chain, sequence: 5 })];
      expect(await stores.storage.audit.insert(again)).toBe(0);
      expect((await stores.storage.audit.head(chain)).sequence).toBe(3);
    });

    test('E10 erases the personal part of one account, in every chain, and nothing else', async () => {
      const accountId = newId();
      const [mine, foreign] = [await chainOf(2, accountId), await chainOf(1, newId())];
      await stores.storage.audit.erasePersonal(accountId);
      const { chain } = mine[0] ?? sampleRow();
      const erased = mine.map((row) => ({ ...row, personal: null }));
      expect(await stores.storage.audit.read(chain, 0, 9)).toEqual(erased);
      expect(await stores.storage.audit.read(foreign[0]?.chain ?? '', 0, 9)).toEqual(foreign);
    });
  });

  describe(`positions (${name})`, () => {
    const stores = useStores(open);

    test('begin at 0 and move only from where they stand; of fifty callers one wins', async () => {
      const [follower, chain] = [newId(), newId()];
      expect(await stores.storage.positions.get(follower, chain)).toBe(0);
      const first = await race(stores, ({ positions }) => positions.advance(follower, chain, 0, 3));
      expect(wins(first)).toBe(1);
      const second = await race(stores, ({ positions }) => positions.advance(follower, chain, 3, 7));
      expect(wins(second)).toBe(1);
      expect(await stores.other.positions.get(follower, chain)).toBe(7);
      expect(await stores.storage.positions.advance(follower, chain, 3, 9)).toBe(false);
      expect(await stores.storage.positions.get(follower, newId())).toBe(0);
      expect(await stores.storage.positions.advance(follower, newId(), 5, 9)).toBe(false);
    });
  });
}
