// The contract of ports/storage as a whole: readiness, sweeping, closing.
import { describe, expect, test } from 'vitest';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import {
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

const counter = { name: 'all', delays: [0] };

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
      await storage.sessions.save(session, { uid: session }, now + hour, now);
      await storage.signIns.open(signIn);
      await storage.evidence.add(holder, sampleEvidence(holder), now + hour);
      await storage.grantBases.save(basis);
      await storage.oneTimeSecrets.issue(secret);
      await storage.attempts.limit(key, 1, hour, now);
      await storage.sweep(now + hour - 1, 1000);
      expect(await storage.sessions.find(session, now)).toBeDefined();
      expect(await storage.signIns.find(signIn.id, now)).toEqual(signIn);
      expect((await storage.evidence.find(holder, now)).evidence).toHaveLength(1);
      expect(await storage.grantBases.find(basis.grantId, now)).toEqual(basis);
      expect(await storage.oneTimeSecrets.find(secret.id, now)).toEqual(secret);
      expect(await storage.attempts.limit(key, 1, hour, now)).toMatchObject({ ok: false });
    });

    test('G5 once closed it is unavailable, never silently empty', async () => {
      const opened = await open();
      await opened.close();
      await expect(opened.storage.ping()).rejects.toThrow(StoreUnavailable);
      await expect(opened.storage.accounts.find(newId())).rejects.toThrow(StoreUnavailable);
      await expect(opened.storage.attempts.take(newId(), [counter], now)).rejects.toThrow(StoreUnavailable);
    });
  });
}
