// A page of the list of accounts: the first and a deep one, among few accounts and among many (G2).
// Invariant: filled as an import fills it, and read through the port that the console will use.
import { createHash } from 'node:crypto';
import type { Account } from '../ports/accounts.ts';
import { newId } from '../test/support/world-records.ts';
import { type Conditions, type Figure, type Measurement, median } from './measurement.ts';
import { type Inside, newPlace, type StoreKind } from './place.ts';

const pageSize = 50;
/** Records of one write of an import. */
const batch = 1_000;
/** ms for the repetitions of one page, if they are slow. */
const longestMs = 10_000;

export const accountPages: Measurement = {
  name: 'account-pages',
  async run(conditions) {
    const figures: Figure[] = [];
    for (const [kind, count] of await sizes(conditions)) {
      const place = await newPlace(kind);
      try {
        const deep = await place.inside((inside) => fill(inside, count), 'import');
        figures.push(...(await place.inside((inside) => pages(inside, kind, count, deep))));
      } finally {
        await place.remove();
      }
    }
    return figures;
  },
};

async function sizes({ quick, shared }: Conditions): Promise<readonly (readonly [StoreKind, number])[]> {
  const many = quick ? 10_000 : 1_000_000;
  const clustered = (await shared.start()) ? (['clustered', many / 10] as const) : null;
  return [
    ['embedded', 1_000],
    ['embedded', many],
    ...(clustered ? [['clustered', 1_000] as const, clustered] : []),
  ];
}

const tenantId = 'northwind';

/** Returns the id behind which nine tenths of them stand. */
async function fill({ storage }: Inside, count: number): Promise<string> {
  const begun = await storage.transfer.begin('bench');
  if (!begun.ok) throw new Error(begun.reason);
  const ids: string[] = [];
  for (let made = 0; made < count; made += batch) {
    const accounts = Array.from({ length: Math.min(batch, count - made) }, (_, n) => accountOf(made + n));
    ids.push(...accounts.map(({ id }) => id));
    await storage.transfer.write('account', accounts);
  }
  await storage.transfer.finish();
  return ids.toSorted()[Math.floor(count * 0.9)] ?? '';
}

function accountOf(n: number): Account {
  const email = `person-${n}@northwind.example`;
  const id = createHash('sha256').update(email).digest('base64url').slice(0, 22);
  const base = { id, tenantId, version: 1, status: 'active', roles: ['member'], groups: [] } as const;
  const identity = { email, emailVerified: true, username: null, emailChangedByOtherAt: null };
  const profile = { name: `Person ${n}`, locale: 'de' };
  return { ...base, ...identity, profile, createdAt: n, updatedAt: n, eventId: newId() };
}

async function pages(
  { storage }: Inside,
  kind: StoreKind,
  count: number,
  deep: string,
): Promise<readonly Figure[]> {
  const name = `page of ${pageSize} among ${count.toLocaleString('en')} accounts, ${kind}`;
  const time = async (after: string | null) => {
    const times: number[] = [];
    const end = performance.now() + longestMs;
    for (let n = 0; n < 200 && (n < 5 || performance.now() < end); n += 1) {
      const begun = performance.now();
      const { items } = await storage.accounts.list(tenantId, after, pageSize);
      times.push(performance.now() - begun);
      if (items.length !== pageSize) throw new Error(`a page of ${items.length} accounts`);
    }
    return median(times.slice(1));
  };
  return [
    { name: `${name}: first`, value: await time(null), unit: 'ms' },
    { name: `${name}: behind nine tenths`, value: await time(deep), unit: 'ms' },
  ];
}
