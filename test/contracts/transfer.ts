// The contract of ports/transfer: everything that must last comes out as it went in, and a half-filled store says so.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PolicyRecord } from '../../ports/tenants.ts';
import type { TransferKind, TransferReader, Transferred } from '../../ports/transfer.ts';
import { samplePasskey } from './sample-passkey.ts';
import {
  newId,
  now,
  sampleAccount,
  sampleClient,
  sampleDevice,
  sampleEnrollments,
  sampleHelpRequest,
  sampleLogout,
  sampleMessage,
  samplePassword,
  samplePolicy,
  sampleRow,
  sampleSecret,
  sampleTenant,
} from './samples.ts';
import type { DurableStores, OpenedStores, OpenStores } from './stores.ts';

type Everything = { readonly [K in TransferKind]: readonly Transferred[K][] };

/** Some of each kind, in the order of keys; texts of every sort, and what is left out where nothing is. */
function everything(): Everything {
  const ids = ['-1', 'B1', '_1', 'a1', 'é1', '\u{10000}1'];
  const [one = '', two = ''] = ids;
  const account = (id: string, change: Partial<Transferred['account']>) =>
    sampleAccount({ id, tenantId: one, groups: ['g1'], ...change });
  return {
    tenant: ids.map((id) => sampleTenant({ id, domains: id === two ? ['b.example', 'a.example'] : [] })),
    policy: [samplePolicy(one, 1), samplePolicy(one, 2), samplePolicy(one, 10), samplePolicy(two, 1)],
    group: [one, two].flatMap((tenantId) =>
      ['g1', 'g2'].map((id) => ({ id, tenantId, name: `Group ${id}` })),
    ),
    account: [account('a', {}), account('b', { email: null, username: 'mira', profile: {} })],
    password: [samplePassword({ accountId: 'a' }), samplePassword({ accountId: 'b', refused: ['all', '-'] })],
    enrollments: [
      sampleEnrollments('a', 7),
      { ...sampleEnrollments('b', 1), factors: [], opening: null },
      { ...sampleEnrollments('c', 2), factors: [samplePasskey()] },
    ],
    'one-time-secret': ['1', '2', '3'].map((id) => sampleSecret({ id, usedAt: id === '2' ? now : null })),
    'remembered-device': [
      sampleDevice({ id: '1' }),
      sampleDevice({ id: '2', previousHash: 'kid.x', previousUntil: now, revokedAt: now, browser: null }),
    ],
    'help-request': [
      sampleHelpRequest({ id: '1' }),
      sampleHelpRequest({ id: '2', note: '', closedAt: now, closedBy: 'operator:ada' }),
    ],
    client: ids.map((id) => sampleClient({ id })),
    consent: ['a', 'b'].flatMap((accountId) =>
      ['x', 'y'].map((clientId) => ({ accountId, clientId, scopes: ['openid'], claims: [], at: now })),
    ),
    'audit-row': ['a', 'b'].flatMap((chain) =>
      [1, 2, 3, 11].map((sequence) => sampleRow({ chain, sequence, personal: sequence === 2 ? null : '{}' })),
    ),
    position: ['checkpoint', 'notices'].flatMap((follower) =>
      ['a', 'b'].map((chain) => ({ follower, chain, position: 2 })),
    ),
    message: [sampleMessage({ id: '1' }), sampleMessage({ id: '2', sentAt: now, sealedMail: '', tries: 1 })],
    logout: [sampleLogout({ id: 's1 7' }), sampleLogout({ id: 's2 9', tries: 3, dueAt: now + 5 })],
  };
}

const kindsOf = (all: Everything) => Object.keys(all) as TransferKind[]; // its keys are the kinds

async function fill(storage: DurableStores, all: Everything): Promise<void> {
  for (const kind of kindsOf(all)) await storage.transfer.write(kind, all[kind]);
}

/** By pages of two. */
async function readAll<K extends TransferKind>(reader: TransferReader, kind: K): Promise<Transferred[K][]> {
  const found: Transferred[K][] = [];
  for (;;) {
    const page = await reader.page(kind, found.at(-1) ?? null, 2);
    found.push(...page);
    if (page.length < 2) return found;
  }
}

async function contentOf({ transfer }: DurableStores): Promise<Record<string, unknown>> {
  const reader = await transfer.read();
  const found: Record<string, unknown> = {};
  for (const kind of kindsOf(everything())) found[kind] = await readAll(reader, kind);
  await reader.close();
  return found;
}

export function describeTransfer(name: string, open: OpenStores<DurableStores>): void {
  describe(`transfer (${name})`, () => {
    let stores: OpenedStores<DurableStores>;
    beforeEach(async () => {
      stores = await open();
    });
    afterEach(() => stores.close());

    test('every record of every kind comes out as it went in, page by page in the order of keys', async () => {
      const all = everything();
      expect(await stores.storage.transfer.begin('d1')).toEqual({ ok: true, resumed: false });
      await fill(stores.storage, all);
      await stores.storage.transfer.finish();
      expect(await contentOf(stores.other)).toEqual(all);
    });

    test('what was written is found by every port, and by what it is looked up by', async () => {
      const all = everything();
      const { storage } = stores;
      const [tenant, clinic] = all.tenant;
      const [account, mira] = all.account;
      if (!tenant || !clinic || !account || !mira) throw new Error('there are some of each');
      await storage.transfer.begin('d1');
      await fill(storage, all);
      await storage.transfer.finish();
      expect(await storage.tenants.findByDomain('a.example')).toEqual(clinic);
      expect(await storage.tenants.findByShortName(tenant.shortName)).toEqual(tenant);
      expect((await storage.policies.current(tenant.id))?.version).toBe(10);
      expect(await storage.directory.findByIdentifier(tenant.id, 'mira')).toMatchObject({ id: mira.id });
      expect(await storage.directory.findByIdentifier(tenant.id, account.email ?? '')).toMatchObject({
        id: 'a',
      });
      expect(await storage.accounts.anyInGroup(tenant.id, 'g1')).toBe(true);
      expect(await storage.passwords.find('b')).toEqual(all.password[1]);
      expect(await storage.enrollments.find('a')).toEqual(all.enrollments[0]);
      const again = { ...sampleEnrollments(newId(), 1), factors: all.enrollments[2]?.factors ?? [] };
      expect(await storage.enrollments.replace(again)).toEqual({ ok: false, reason: 'passkey-taken' });
      expect(await storage.rememberedDevices.find('2')).toEqual(all['remembered-device'][1]);
      expect(await storage.audit.head('b')).toMatchObject({ sequence: 11 });
      expect(await storage.positions.get('notices', 'a')).toBe(2);
      expect(await storage.outbox.takeDue(now, now + 1, 10)).toMatchObject([{ id: '1' }]);
      expect(await storage.logouts.takeDue(now, now + 1, 10)).toMatchObject([{ id: 's1 7', tries: 1 }]);
      expect(await storage.logouts.takeDue(now + 5, now + 9, 10)).toMatchObject([
        { id: 's1 7', tries: 2 },
        { id: 's2 9', tries: 4 },
      ]);
    });

    test('a policy of an older version is read whole, so that it can be written elsewhere', async () => {
      const { storage } = stores;
      const record = samplePolicy('t1', 1);
      const { passkeys, sms, rememberDays, ...older } = record.policy;
      const factors = { totp: true };
      await storage.policies.append({ ...record, policy: { ...older, factors } } as PolicyRecord); // as it was written then
      expect(await contentOf(stores.other)).toMatchObject({
        policy: [await storage.policies.current('t1')],
      });
      expect(await storage.policies.current('t1')).toMatchObject({ policy: { factors: { sms: false } } });
    });

    test('what the ports wrote is read', async () => {
      const { storage } = stores;
      const [tenant, account] = [sampleTenant({ domains: ['x.example'] }), sampleAccount({ groups: ['g'] })];
      await storage.tenants.create(tenant);
      await storage.accounts.create(account);
      await storage.positions.advance('f', 'c', 0, 3);
      expect(await contentOf(stores.other)).toMatchObject({
        tenant: [tenant],
        account: [account],
        position: [{ follower: 'f', chain: 'c', position: 3 }],
        client: [],
      });
    });

    test('a store that holds anything is not filled, and says what it holds', async () => {
      const { storage } = stores;
      await storage.tenants.create(sampleTenant());
      await storage.outbox.put(sampleMessage());
      const holds = { ok: false, reason: 'holds-data', kinds: ['tenant', 'message'] };
      expect(await stores.other.transfer.begin('d1')).toEqual(holds);
      await expect(stores.other.transfer.write('tenant', [sampleTenant()])).rejects.toThrow('No import');
      expect(await storage.tenants.list(null, 10)).toMatchObject({ items: [{}] });
    });

    test('one that was cut short goes on with the same file, and with no other', async () => {
      const all = everything();
      await stores.storage.transfer.begin('d1');
      await stores.storage.transfer.write('tenant', all.tenant.slice(0, 4));
      await stores.storage.transfer.write('account', all.account);
      const { transfer } = stores.other;
      expect(await transfer.begin('d2')).toEqual({ ok: false, reason: 'other-import' });
      expect(await transfer.begin('d1')).toEqual({ ok: true, resumed: true });
      await fill(stores.other, all);
      await transfer.finish();
      expect(await contentOf(stores.storage)).toEqual(all);
    });

    test('writes nothing unless an import is under way', async () => {
      const { storage } = stores;
      await expect(storage.transfer.write('tenant', [sampleTenant()])).rejects.toThrow('No import');
      await storage.transfer.begin('d1');
      await storage.transfer.finish();
      await expect(storage.transfer.write('tenant', [sampleTenant()])).rejects.toThrow('No import');
      expect((await storage.tenants.list(null, 10)).items).toEqual([]);
    });

    test('a record that takes what another one has is never lost in silence', async () => {
      const { transfer } = stores.storage;
      const tenant = sampleTenant();
      await transfer.begin('d1');
      await transfer.write('tenant', [tenant]);
      await expect(transfer.write('tenant', [{ ...tenant, id: newId() }])).rejects.toThrow('another one has');
    });
  });
}
