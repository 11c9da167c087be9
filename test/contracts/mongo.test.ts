// MongoDB's protocol, run through the contracts of everything that must last: two handles on one database.
import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { describeDurable } from './every-store.ts';
import { openMongoStores } from './mongo-stores.ts';
import { day, hour, newId, now, sampleMessage, sampleSecret } from './samples.ts';
import { useStores } from './stores.ts';

describeDurable('mongodb', openMongoStores);

describe('storage (mongodb)', () => {
  const stores = useStores(openMongoStores);

  test('G5 answers a ping', async () => {
    await expect(stores.storage.ping()).resolves.toBeUndefined();
  });

  test('sweeps up to the limit of each kind, and nothing that still lives', async () => {
    const { storage } = stores;
    const secrets = Array.from({ length: 3 }, () => sampleSecret());
    for (const secret of secrets) await storage.oneTimeSecrets.issue(secret);
    for (const message of [sampleMessage(), sampleMessage()]) {
      await storage.outbox.put(message);
      await storage.outbox.sent(message.id, now, true);
    }
    expect(await storage.sweep(now + hour - 1, 100)).toBe(0);
    for (const { id } of secrets) expect(await storage.oneTimeSecrets.find(id, now)).toBeDefined();
    const later = now + 31 * day;
    expect(await storage.sweep(later, 2)).toBe(4);
    expect(await storage.sweep(later, 2)).toBe(1);
    expect(await storage.sweep(later, 0)).toBe(0);
  });

  test('G5 once closed it is unavailable, never silently empty', async () => {
    const { storage, close } = await openMongoStores();
    await close();
    await expect(storage.ping()).rejects.toThrow(StoreUnavailable);
    await expect(storage.accounts.find(newId())).rejects.toThrow(StoreUnavailable);
    await expect(storage.clients.find(newId())).rejects.toThrow(StoreUnavailable);
  });
});
