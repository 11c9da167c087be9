// The contract of ports/records.
import { describe, expect, test } from 'vitest';
import { hour, newGrantId, newId, now } from './samples.ts';
import { type OpenStores, race, type ShortLivedStores, useStores, wins } from './stores.ts';

export function describeRecords(name: string, open: OpenStores<ShortLivedStores>): void {
  describe(`records (${name})`, () => {
    const stores = useStores(open);

    test('returns a payload unchanged, per model, until it expires', async () => {
      const id = newId();
      const payload = {
        jti: id,
        kind: 'Interaction',
        nested: { list: [], empty: {}, none: null, text: 'ü"' },
      };
      await stores.storage.records.save('Interaction', id, payload, now + hour);
      expect(await stores.other.records.find('Interaction', id, now)).toEqual(payload);
      expect(await stores.storage.records.find('ReplayDetection', id, now)).toBeUndefined();
      expect(await stores.storage.records.find('Interaction', id, now + hour)).toBeUndefined();
      expect(await stores.storage.records.find('Interaction', newId(), now)).toBeUndefined();
    });

    test('save replaces payload and expiry', async () => {
      const id = newId();
      await stores.storage.records.save('Interaction', id, { n: 1 }, now + 1);
      await stores.storage.records.save('Interaction', id, { n: 2 }, now + hour);
      expect(await stores.storage.records.find('Interaction', id, now + 1)).toEqual({ n: 2 });
    });

    test('of fifty that insert one id, one wins; after it expired, again one', async () => {
      const id = newId();
      const insertAt = (at: number) =>
        race(stores, ({ records }, n) => records.insert('ReplayDetection', id, { n }, at + hour, at));
      expect(wins(await insertAt(now))).toBe(1);
      expect(wins(await insertAt(now + hour - 1))).toBe(0);
      expect(wins(await insertAt(now + hour))).toBe(1);
    });

    test('of fifty that consume one code, one wins, and the record says when', async () => {
      const id = newId();
      await stores.storage.records.save('AuthorizationCode', id, { jti: id }, now + hour);
      const answers = await race(stores, ({ records }) =>
        records.consume('AuthorizationCode', id, now + 1500),
      );
      expect(wins(answers)).toBe(1);
      const found = await stores.storage.records.find('AuthorizationCode', id, now);
      expect(found).toEqual({ jti: id, consumed: Math.floor((now + 1500) / 1000) });
    });

    test('what is gone, expired or unknown cannot be consumed', async () => {
      const id = newId();
      await stores.storage.records.save('RefreshToken', id, {}, now + hour);
      expect(await stores.storage.records.consume('RefreshToken', id, now + hour)).toBe(false);
      expect(await stores.storage.records.consume('AccessToken', id, now)).toBe(false);
      await stores.storage.records.destroy('RefreshToken', id);
      expect(await stores.storage.records.consume('RefreshToken', id, now)).toBe(false);
    });

    test('saving again does not make a consumed record usable', async () => {
      const id = newId();
      await stores.storage.records.save('RefreshToken', id, {}, now + hour);
      await stores.storage.records.consume('RefreshToken', id, now);
      await stores.storage.records.save('RefreshToken', id, { again: true }, now + hour);
      expect(await stores.storage.records.consume('RefreshToken', id, now)).toBe(false);
    });

    test.each(['.x', '}x.g.h', '{a}.b.c', '.g.h', 'a..b', '', 'x'.repeat(5000), '%00.\u0000'])(
      'what somebody presents as an id, %p, is found nowhere, and is no outage',
      async (id) => {
        expect(await stores.storage.records.find('AccessToken', id, now)).toBeUndefined();
        expect(await stores.storage.records.consume('RefreshToken', id, now)).toBe(false);
        expect(await stores.storage.sessions.find(id, now)).toBeUndefined();
      },
    );

    test('D4 what is given under a grant lives only as long as the Grant does, in every model', async () => {
      const [grantId, foreign] = [newGrantId(), newGrantId()];
      const { records } = stores.storage;
      for (const id of [grantId, foreign]) {
        await records.save('Grant', id, { jti: id }, now + hour);
        for (const model of ['AuthorizationCode', 'RefreshToken'])
          await records.save(model, `${id}.one`, { grantId: id }, now + 2 * hour);
      }
      expect(await records.find('RefreshToken', `${foreign}.one`, now + hour)).toBeUndefined();
      await stores.other.records.revoke(grantId);
      expect(await records.find('RefreshToken', `${foreign}.one`, now)).toBeDefined();
      expect(await records.find('Grant', grantId, now)).toBeUndefined();
      expect(await records.find('AuthorizationCode', `${grantId}.one`, now)).toBeUndefined();
      expect(await records.find('RefreshToken', `${grantId}.one`, now)).toBeUndefined();
      expect(await records.consume('RefreshToken', `${grantId}.one`, now)).toBe(false);
      expect(await records.consume('Grant', foreign, now)).toBe(true);
      expect(await records.find('RefreshToken', `${foreign}.one`, now)).toBeUndefined();
      await records.save('AccessToken', `${grantId}.late`, { grantId }, now + hour);
      expect(await records.find('AccessToken', `${grantId}.late`, now)).toBeUndefined();
    });
  });
}
