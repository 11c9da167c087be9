// The contract of ports/remembered-devices.
import { describe, expect, test } from 'vitest';
import type { RememberedDevice } from '../../ports/remembered-devices.ts';
import { day, hour, newId, now, sampleDevice } from './samples.ts';
import { type DurableStores, type OpenStores, race, useStores, wins } from './stores.ts';

const renewal = (hash: string) => ({
  hash,
  previousUntil: now + hour + 60_000,
  browser: 'Firefox',
  place: 'Main building',
  lastUsedAt: now + hour,
});

export function describeRememberedDevices(name: string, open: OpenStores<DurableStores>): void {
  describe(`remembered devices (${name})`, () => {
    const stores = useStores(open);
    const created = async (change: Partial<RememberedDevice> = {}) => {
      const device = sampleDevice(change);
      expect(await stores.storage.rememberedDevices.create(device)).toBe(true);
      return device;
    };
    const idsOf = async (accountId: string) =>
      (await stores.storage.rememberedDevices.list(accountId, null, 100)).map(({ id }) => id);

    test('are found by id, and an id is taken once', async () => {
      const device = await created({ browser: null, passwordVersion: null });
      expect(await stores.other.rememberedDevices.find(device.id)).toEqual(device);
      expect(await stores.other.rememberedDevices.find(newId())).toBeUndefined();
      expect(await stores.other.rememberedDevices.create({ ...device, accountId: newId() })).toBe(false);
      expect(await stores.storage.rememberedDevices.find(device.id)).toEqual(device);
    });

    test('a renewal keeps the secret before, and its time', async () => {
      const device = await created();
      expect(await stores.storage.rememberedDevices.renew(device.id, device.hash, renewal('kid.2'))).toBe(
        true,
      );
      const renewed = { ...device, ...renewal('kid.2'), previousHash: device.hash };
      expect(await stores.other.rememberedDevices.find(device.id)).toEqual(renewed);
      expect(await stores.storage.rememberedDevices.renew(device.id, device.hash, renewal('kid.3'))).toBe(
        false,
      );
      expect(await stores.storage.rememberedDevices.find(device.id)).toEqual(renewed);
    });

    test('of fifty that renew one secret, one wins', async () => {
      const { id, hash } = await created();
      const answers = await race(stores, ({ rememberedDevices }, n) =>
        rememberedDevices.renew(id, hash, renewal(`kid.new-${n}`)),
      );
      expect(wins(answers)).toBe(1);
      expect((await stores.storage.rememberedDevices.find(id))?.previousHash).toBe(hash);
    });

    test('A9 what was revoked stays revoked: it is not listed, renewed or revoked again', async () => {
      const device = await created();
      const { id, accountId, hash } = device;
      const { rememberedDevices } = stores.storage;
      expect(await rememberedDevices.revoke(id, newId(), now)).toBe(false);
      const answers = await race(stores, (storage) => storage.rememberedDevices.revoke(id, accountId, now));
      expect(wins(answers)).toBe(1);
      expect(await rememberedDevices.find(id)).toEqual({ ...device, revokedAt: now });
      expect(await rememberedDevices.renew(id, hash, renewal('kid.2'))).toBe(false);
      expect(await rememberedDevices.revokeAll(accountId, now + 1)).toBe(0);
      expect(await idsOf(accountId)).toEqual([]);
      expect((await rememberedDevices.find(id))?.revokedAt).toBe(now);
    });

    test("an account's are listed by pages, and revoked together", async () => {
      const accountId = newId();
      const ids = ['1', '2', '3'].map((end) => `${newId()}${end}`).toSorted();
      for (const id of ids.toReversed()) await created({ id, accountId });
      const foreign = await created();
      const { rememberedDevices } = stores.other;
      expect((await rememberedDevices.list(accountId, null, 2)).map(({ id }) => id)).toEqual(ids.slice(0, 2));
      expect((await rememberedDevices.list(accountId, ids[1] ?? '', 2)).map(({ id }) => id)).toEqual(
        ids.slice(2),
      );
      expect(await rememberedDevices.revokeAll(accountId, now)).toBe(3);
      expect(await idsOf(accountId)).toEqual([]);
      expect(await idsOf(foreign.accountId)).toEqual([foreign.id]);
    });

    test("a tenant's are revoked by what its policy no longer honours", async () => {
      const [tenantId, accountId] = [newId(), newId()];
      const of = { tenantId, accountId };
      const old = await created({ ...of, provedAt: now - day });
      const strong = await created({ ...of, level: 'hardware' });
      const weak = await created(of);
      const foreign = await created({ accountId, provedAt: now - day });
      const { rememberedDevices } = stores.storage;
      expect(await rememberedDevices.revokeIn(tenantId, { provedUpTo: now - day }, now)).toBe(1);
      expect(await idsOf(accountId)).toEqual([strong, weak, foreign].map(({ id }) => id).toSorted());
      expect(await rememberedDevices.revokeIn(tenantId, { level: 'mfa' }, now)).toBe(1);
      expect(await idsOf(accountId)).toEqual([strong, foreign].map(({ id }) => id).toSorted());
      expect(await rememberedDevices.revokeIn(tenantId, { kind: 'totp' }, now)).toBe(1);
      expect(await idsOf(accountId)).toEqual([foreign.id]);
      expect((await rememberedDevices.find(old.id))?.revokedAt).toBe(now);
    });

    test('are swept when they are long over', async () => {
      const old = await created({ provedAt: now - 401 * day });
      const recent = await created({ provedAt: now - 399 * day, revokedAt: now });
      await stores.storage.sweep(now, 100_000);
      expect(await stores.storage.rememberedDevices.find(old.id)).toBeUndefined();
      expect(await stores.storage.rememberedDevices.find(recent.id)).toEqual(recent);
    });
  });
}
