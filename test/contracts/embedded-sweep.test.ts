// Sweeping of the embedded store, which has no expiry of its own: what a store with one does by itself.
import { expect, test } from 'vitest';
import { openEmbeddedStores } from './embedded-stores.ts';
import { day, hour, newId, now, sampleSignIn } from './samples.ts';
import { useStores } from './stores.ts';

const stores = useStores(openEmbeddedStores);

test('sweeps up to the limit of each kind until nothing expired is left', async () => {
  const [storage, later] = [stores.storage, now + 100 * day];
  await storage.sweep(later, 100_000);
  for (let n = 0; n < 5; n += 1) {
    await storage.records.save('Interaction', newId(), {}, now + hour);
    await storage.signIns.open(sampleSignIn());
    await storage.leases.take(newId(), 'here', hour);
  }
  expect(await storage.sweep(later, 2)).toBe(6);
  expect(await storage.sweep(later, 2)).toBe(6);
  expect(await storage.sweep(later, 2)).toBe(3);
  expect(await storage.sweep(later, 2)).toBe(0);
});
