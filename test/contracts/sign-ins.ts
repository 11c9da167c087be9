// The contract of ports/sign-ins.
import { describe, expect, test } from 'vitest';
import { hour, newId, now, sampleSignIn } from './samples.ts';
import { type OpenStores, race, type ShortLivedStores, useStores } from './stores.ts';

export function describeSignIns(name: string, open: OpenStores<ShortLivedStores>): void {
  describe(`sign-ins (${name})`, () => {
    const stores = useStores(open);

    const opened = async (change: object = {}) => {
      const signIn = sampleSignIn(change);
      await stores.storage.signIns.open(signIn);
      return signIn;
    };

    test('of fifty that open one id one writes', async () => {
      const id = newId();
      await race(stores, ({ signIns }) => signIns.open(sampleSignIn({ id })));
      const found = await stores.storage.signIns.find(id, now);
      await stores.other.signIns.open(sampleSignIn({ id }));
      expect(await stores.storage.signIns.find(id, now)).toEqual(found);
    });

    test('an expired one is not found and gives way to a new one', async () => {
      const old = await opened();
      expect(await stores.storage.signIns.find(old.id, now + hour)).toBeUndefined();
      const next = await opened({ id: old.id, arrivedAt: now + hour, expiresAt: now + 2 * hour });
      expect(await stores.storage.signIns.find(old.id, now + hour)).toEqual(next);
    });

    test('is changed field by field: parallel changes of different fields are all kept', async () => {
      const signIn = await opened();
      const confirmation = { by: 'mailbox', accountId: 'a', at: now, eventId: newId() } as const;
      const changes = [
        { accountId: 'a', identifier: 'zoë "z"' },
        { confirmation },
        { unkeptBackupCodes: 'sealed' },
        { fewBackupCodesLeft: 3, accountChosen: true },
      ];
      await race(stores, ({ signIns }, n) => signIns.change(signIn.id, changes[n % 4] ?? {}, now));
      const changed = Object.assign({}, signIn, ...changes);
      expect(await stores.storage.signIns.find(signIn.id, now)).toEqual(changed);
      const emptied = { confirmation: null, fewBackupCodesLeft: null };
      expect(await stores.other.signIns.change(signIn.id, emptied, now)).toEqual({ ...changed, ...emptied });
    });

    test('what was discarded or has expired is gone and is not changed', async () => {
      const [gone, expired] = [await opened(), await opened()];
      await stores.storage.signIns.discard(gone.id);
      expect(await stores.storage.signIns.find(gone.id, now)).toBeUndefined();
      expect(await stores.storage.signIns.change(gone.id, { identifier: 'x' }, now)).toBeUndefined();
      expect(await stores.other.signIns.find(gone.id, now)).toBeUndefined();
      expect(
        await stores.storage.signIns.change(expired.id, { identifier: 'x' }, now + hour),
      ).toBeUndefined();
    });
  });
}
