// How many events one process writes in a second, durably, into one chain and into many (F3, G2).
// Invariant: an event counts once `append` has returned: then it is in the chain and on the disk.
import { randomBytes } from 'node:crypto';
import { createAuditLog } from '../audit/log.ts';
import { onEachKind } from './kinds.ts';
import { inParallel } from './load.ts';
import { type Figure, type Measurement, median } from './measurement.ts';
import type { Inside } from './place.ts';

/** Requests that write at the same time; events of one turn share a commit. */
const atOnce = 64;

export const auditEvents: Measurement = {
  name: 'audit-events',
  run: (conditions) =>
    onEachKind(conditions, (place, kind) => {
      const { rounds, events } = conditions.quick ? { rounds: 1, events: 200 } : { rounds: 5, events: 5_000 };
      return place.inside(async (inside) => {
        const figures: Figure[] = [];
        for (const chains of [1, 16])
          figures.push({
            name: `audit events, ${kind}, ${chains === 1 ? 'one chain' : `${chains} chains`}`,
            value: await rateOf(inside, rounds, events, chains),
            unit: 'per second',
          });
        return figures;
      });
    }),
};

async function rateOf(
  { storage, vault }: Inside,
  rounds: number,
  events: number,
  chains: number,
): Promise<number> {
  const randomId = () => randomBytes(16).toString('base64url');
  const audit = createAuditLog({ store: storage.audit, vault, randomId });
  const tenants = Array.from({ length: chains }, randomId);
  const about = { actor: { kind: 'system' }, address: '203.0.113.80', userAgent: 'Bench/1.0' } as const;
  const who = {
    accountId: randomId(),
    email: 'mira@northwind.example',
    clientId: randomId(),
    signInId: randomId(),
  };
  const append = (n: number) =>
    audit.append(
      { type: 'factor.used', kind: 'totp', source: 'bench' },
      { ...about, ...who, tenantId: tenants[n % chains] ?? null },
      Date.now(),
    );
  const rates: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    await inParallel(
      Array.from({ length: events }, (_, n) => n),
      atOnce,
      append,
    );
    rates.push((events * 1000) / (performance.now() - begun));
  }
  return median(rates);
}
