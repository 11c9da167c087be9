// The contract of ports/storage as a whole: readiness, sweeping, closing.
import { describe, expect, test } from '@jest/globals';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import {
  day,
  hour,
  newId,
  now,
  sampleBasis,
  sampleEvidence,
  sampleHolder,
  sampleSecret,
  sampleSignIn,
} from './samples.ts';
import { type OpenStores, useStores } from './stores.ts';

export function describeStorage(name: string, open: OpenStores): void {
  describe(`storage (${name})`, () => {
    const stores = useStores(open);

    test('G5 answers a ping', async () => {
      await expect(stores.storage.ping()).resolves.toBeUndefined();
    });

    test('sweeping removes nothing that still lives, and says how much it removed', async () => {
      const [storage, holder] = [stores.storage, sampleHolder()];
      const [signIn, basis, secret] = [sampleSignIn(), sampleBasis(), sampleSecret()];
      const [session, key] = [newId(), newId()];
      await storage.records.save('Session', session, {}, now + hour);
      await storage.signIns.open(signIn);
      await storage.evidence.add(holder, sampleEvidence(holder), now + hour);
      await storage.grantBases.save(basis);
      await storage.oneTimeSecrets.issue(secret);
      await storage.attempts.limit(key, 1, hour, now);
      await storage.sweep(now + hour - 1, 1000);
      expect(await storage.records.find('Session', session, now)).toBeDefined();
      expect(await storage.signIns.find(signIn.id, now)).toEqual(signIn);
      expect((await storage.evidence.find(holder, now)).evidence).toHaveLength(1);
      expect(await storage.grantBases.find(basis.grantId, now)).toEqual(basis);
      expect(await storage.oneTimeSecrets.find(secret.id, now)).toEqual(secret);
      expect(await storage.attempts.limit(key, 1, hour, now)).toMatchObject({ ok: false });
    });

    test('sweeps up to the limit of each kind until nothing expired is left', async () => {
      const [storage, later] = [stores.storage, now + 100 * day];
      await storage.sweep(later, 100_000);
      for (let n = 0; n < 5; n += 1) {
        await storage.records.save('AccessToken', newId(), {}, now + hour);
        await storage.signIns.open(sampleSignIn());
      }
      expect(await storage.sweep(later, 2)).toBe(4);
      expect(await storage.sweep(later, 2)).toBe(4);
      expect(await storage.sweep(later, 2)).toBe(2);
      expect(await storage.sweep(later, 2)).toBe(0);
    });

    test('G5 once closed it is unavailable, never silently empty', async () => {
      const opened = await open();
      await opened.close();
      await expect(opened.storage.ping()).rejects.toThrow(StoreUnavailable);
      await expect(opened.storage.accounts.find(newId())).rejects.toThrow(StoreUnavailable);
      await expect(opened.storage.attempts.take(newId(), [0], now)).rejects.toThrow(StoreUnavailable);
    });
  });
}
