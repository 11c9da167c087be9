// The contract of ports/sign-ins.
import { describe, expect, test } from '@jest/globals';
import { hour, newId, now, sampleSignIn } from './samples.ts';
import { type OpenStores, race, useStores, wins } from './stores.ts';

export function describeSignIns(name: string, open: OpenStores): void {
  describe(`sign-ins (${name})`, () => {
    const stores = useStores(open);

    test('fifty that open one id all get the same one', async () => {
      const id = newId();
      const opened = await race(stores, ({ signIns }) => signIns.open(sampleSignIn({ id })));
      expect(new Set(opened.map((signIn) => signIn.browserHash)).size).toBe(1);
      expect(await stores.storage.signIns.find(id, now)).toEqual(opened[0]);
    });

    test('an expired one is not found and gives way to a new one', async () => {
      const old = await stores.storage.signIns.open(sampleSignIn());
      expect(await stores.storage.signIns.find(old.id, now + hour)).toBeUndefined();
      const next = sampleSignIn({ id: old.id, arrivedAt: now + hour, expiresAt: now + 2 * hour });
      expect(await stores.storage.signIns.open(next)).toEqual(next);
    });

    test('of fifty that advance it from one version, one wins', async () => {
      const signIn = await stores.storage.signIns.open(sampleSignIn());
      const answers = await race(stores, ({ signIns }, n) =>
        signIns.replace({ ...signIn, version: 2, identifier: `caller ${n}` }),
      );
      expect(wins(answers)).toBe(1);
      const found = await stores.storage.signIns.find(signIn.id, now);
      expect(found?.identifier).toBe(`caller ${answers.indexOf(true)}`);
      expect(await stores.other.signIns.replace({ ...signIn, version: 3 })).toBe(true);
    });

    test('what was discarded is gone and cannot be replaced', async () => {
      const signIn = await stores.storage.signIns.open(sampleSignIn());
      await stores.storage.signIns.discard(signIn.id);
      expect(await stores.storage.signIns.find(signIn.id, now)).toBeUndefined();
      expect(await stores.storage.signIns.replace({ ...signIn, version: 2 })).toBe(false);
    });
  });
}
