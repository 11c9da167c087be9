// The contract of ports/consents.
import { describe, expect, test } from 'vitest';
import { newId, now } from './samples.ts';
import { type DurableStores, type OpenStores, useStores } from './stores.ts';

export function describeConsents(name: string, open: OpenStores<DurableStores>): void {
  describe(`consents (${name})`, () => {
    const stores = useStores(open);

    test('are remembered per account and client, replaced and forgotten', async () => {
      const consent = { accountId: newId(), clientId: newId(), scopes: ['openid'], claims: [], at: now };
      const { accountId, clientId } = consent;
      expect(await stores.storage.consents.find(accountId, clientId)).toBeUndefined();
      await stores.storage.consents.remember(consent);
      expect(await stores.other.consents.find(accountId, clientId)).toEqual(consent);
      const wider = { ...consent, scopes: ['openid', 'email'], claims: ['picture'], at: now + 1 };
      await stores.storage.consents.remember(wider);
      expect(await stores.storage.consents.find(accountId, clientId)).toEqual(wider);
      expect(await stores.storage.consents.find(accountId, newId())).toBeUndefined();
      expect(await stores.storage.consents.find(newId(), clientId)).toBeUndefined();
      const another = { ...consent, clientId: newId() };
      await stores.storage.consents.remember(another);
      const mine = await stores.other.consents.ofAccount(accountId);
      expect(mine.toSorted((one, two) => one.scopes.length - two.scopes.length)).toEqual([another, wider]);
      expect(await stores.other.consents.ofAccount(newId())).toEqual([]);
      await stores.storage.consents.forget(accountId, clientId);
      expect(await stores.storage.consents.find(accountId, clientId)).toBeUndefined();
    });
  });
}
