// The contract of ports/records.
import { describe, expect, test } from '@jest/globals';
import { hour, newId, now } from './samples.ts';
import { type OpenStores, race, useStores, wins } from './stores.ts';

export function describeRecords(name: string, open: OpenStores): void {
  describe(`records (${name})`, () => {
    const stores = useStores(open);

    test('returns a payload unchanged, per model, until it expires', async () => {
      const id = newId();
      const payload = { jti: id, kind: 'Session', nested: { list: [], empty: {}, none: null, text: 'ü"' } };
      await stores.storage.records.save('Session', id, payload, now + hour);
      expect(await stores.other.records.find('Session', id, now)).toEqual(payload);
      expect(await stores.storage.records.find('Interaction', id, now)).toBeUndefined();
      expect(await stores.storage.records.find('Session', id, now + hour)).toBeUndefined();
      expect(await stores.storage.records.find('Session', newId(), now)).toBeUndefined();
    });

    test('save replaces payload, expiry and indexes', async () => {
      const [id, uid] = [newId(), newId()];
      await stores.storage.records.save('Session', id, { uid: newId(), n: 1 }, now + 1);
      await stores.storage.records.save('Session', id, { uid, n: 2 }, now + hour);
      expect(await stores.storage.records.find('Session', id, now + 1)).toEqual({ uid, n: 2 });
      expect(await stores.storage.records.findByUid('Session', uid, now)).toEqual({ uid, n: 2 });
    });

    test('finds by uid the record written last, also while the id rotates, and nothing expired', async () => {
      const uid = newId();
      await stores.storage.records.save('Session', newId(), { uid, n: 'old' }, now + hour);
      const newest = newId();
      await stores.storage.records.save('Session', newest, { uid, n: 'new' }, now + 2 * hour);
      expect(await stores.storage.records.findByUid('Session', uid, now)).toEqual({ uid, n: 'new' });
      await stores.storage.records.destroy('Session', newest);
      expect(await stores.storage.records.findByUid('Session', uid, now)).toEqual({ uid, n: 'old' });
      expect(await stores.storage.records.findByUid('Session', uid, now + hour)).toBeUndefined();
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

    test('revokes by grant in every model, the Grant itself included, and nothing else', async () => {
      const [grantId, code, token, foreign] = [newId(), newId(), newId(), newId()];
      await stores.storage.records.save('Grant', grantId, { jti: grantId }, now + hour);
      await stores.storage.records.save('AuthorizationCode', code, { grantId }, now + hour);
      await stores.storage.records.save('RefreshToken', token, { grantId }, now + hour);
      await stores.storage.records.save('RefreshToken', foreign, { grantId: newId() }, now + hour);
      await stores.other.records.revoke({ grantId });
      expect(await stores.storage.records.find('Grant', grantId, now)).toBeUndefined();
      expect(await stores.storage.records.find('AuthorizationCode', code, now)).toBeUndefined();
      expect(await stores.storage.records.find('RefreshToken', token, now)).toBeUndefined();
      expect(await stores.storage.records.find('RefreshToken', foreign, now)).toBeDefined();
    });

    test('revokes by account in every model', async () => {
      const [accountId, session, token] = [newId(), newId(), newId()];
      await stores.storage.records.save('Session', session, { accountId }, now + hour);
      await stores.storage.records.save('AccessToken', token, { accountId }, now + hour);
      await stores.storage.records.revoke({ accountId });
      expect(await stores.storage.records.find('Session', session, now)).toBeUndefined();
      expect(await stores.storage.records.find('AccessToken', token, now)).toBeUndefined();
    });
  });
}
