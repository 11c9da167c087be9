// A removal put off for 72 hours, when it falls due: judged by what is then, told, and done once, by whoever is first.
// Invariant (B7): the last usable factor stays where one is required, whatever was allowed when the removal was asked for.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { settleRemovals } from '../../factors/removal/settling.ts';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import { sampleDevice } from '../contracts/samples.ts';
import { type Bench, contextOf, minute, openBench } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const recordOf = ({ id }: Account) => bench.storage.enrollments.find(id);
const idsOf = async (account: Account) => (await recordOf(account)).factors.map(({ id }) => id);
const pass72Hours = () => bench.pass(72 * 60 * minute);

async function change(account: Account, changes: Partial<Enrollments>): Promise<void> {
  const present = await recordOf(account);
  const next = { ...present, ...changes, version: present.version + 1 };
  expect(await bench.storage.enrollments.replace(next)).toEqual({ ok: true });
}

/** With an app for each id. */
async function memberWith(ids: readonly string[], policy: Partial<TenantPolicy> = {}): Promise<Account> {
  const { account } = await bench.enrolled(await bench.member({}, policy));
  const factors = (await recordOf(account)).factors.flatMap((one) => ids.map((id) => ({ ...one, id })));
  await change(account, { factors });
  return account;
}

/** With nothing proved, so that it goes later. */
async function askFor(account: Account, factorId: string): Promise<void> {
  const asked = {
    accountId: account.id,
    factorId,
    provedLevel: 'none',
    context: contextOf(account),
  } as const;
  expect(await bench.factors.removing.remove(asked)).toMatchObject({ ok: true });
}

async function nowUnder({ tenantId }: Account, policy: Partial<TenantPolicy>): Promise<void> {
  const current = await bench.storage.policies.current(tenantId);
  if (!current) throw new Error('The tenant has no policy.');
  const { version } = current;
  await bench.storage.policies.append({
    ...current,
    version: version + 1,
    policy: { ...current.policy, ...policy },
  });
}

test('B7: the last one stays, with its backup codes, where one is required by then', async () => {
  const zoe = await memberWith(['app'], { secondFactor: 'optional' });
  await askFor(zoe, 'app');
  await nowUnder(zoe, { secondFactor: 'required' });
  pass72Hours();
  expect(await idsOf(zoe)).toEqual(['app']);
  const { removals, backupCodes } = await recordOf(zoe);
  expect(removals).toEqual([]);
  expect(backupCodes).not.toBeNull();
  expect(bench.audit.of('factor.removed')).toEqual([]);
  expect(bench.audit.of('removal.lapsed')).toMatchObject([
    { event: { kind: 'totp', enrollmentId: 'app', why: 'required' }, context: { actor: { kind: 'system' } } },
  ]);
  // It has lapsed, and does not come back with the old policy.
  await nowUnder(zoe, { secondFactor: 'optional' });
  expect(await idsOf(zoe)).toEqual(['app']);
});

test('B7: the last one that works stays, where the other was disabled meanwhile', async () => {
  const zoe = await memberWith(['app', 'other']);
  await askFor(zoe, 'app');
  const { factors } = await recordOf(zoe);
  await change(zoe, {
    factors: factors.map((one) => ({ ...one, disabledAt: one.id === 'other' ? 1 : null })),
  });
  pass72Hours();
  expect(await idsOf(zoe)).toEqual(['app', 'other']);
});

test('B7: of all, turned off while none was required, one stays where one is required by then', async () => {
  const zoe = await memberWith(['app', 'other'], { secondFactor: 'optional' });
  await askFor(zoe, 'other');
  bench.pass(minute);
  await askFor(zoe, 'app');
  await nowUnder(zoe, { secondFactor: 'required' });
  pass72Hours();
  expect(await idsOf(zoe)).toEqual(['app']);
});

test('B7: all of them go, with the backup codes, where still none is required', async () => {
  const zoe = await memberWith(['app', 'other'], { secondFactor: 'optional' });
  await askFor(zoe, 'app');
  await askFor(zoe, 'other');
  pass72Hours();
  expect(await recordOf(zoe)).toMatchObject({ factors: [], removals: [], backupCodes: null });
});

test('C7: one that goes is told once, by the system, whoever reads it; remembered devices end with it', async () => {
  const zoe = await memberWith(['app', 'other']);
  const device = sampleDevice({ accountId: zoe.id, tenantId: zoe.tenantId });
  await bench.storage.rememberedDevices.create(device);
  await askFor(zoe, 'app');
  pass72Hours();
  const seen = await Promise.all([idsOf(zoe), idsOf(zoe), idsOf(zoe)]);
  expect(seen).toEqual([['other'], ['other'], ['other']]);
  expect(bench.audit.of('factor.removed')).toMatchObject([
    {
      event: { kind: 'totp', enrollmentId: 'app' },
      context: { actor: { kind: 'system' }, accountId: zoe.id, tenantId: zoe.tenantId, email: zoe.email },
    },
  ]);
  expect((await bench.storage.rememberedDevices.find(device.id))?.revokedAt).toBe(bench.now());
  expect(bench.audit.of('remembered-device.revoked')).toHaveLength(1);
});

describe('the job that looks for removals that are due', () => {
  const settle = (storage = bench.stored) => settleRemovals({ storage, audit: bench.audit, now: bench.now });
  /** Without settling it, as reading through the factors would. */
  const stored = ({ id }: Account) => bench.stored.enrollments.find(id);

  test('C7: settles them without anybody reading the account, and nothing before', async () => {
    const zoe = await memberWith(['app', 'other']);
    await askFor(zoe, 'app');
    await settle();
    expect((await stored(zoe)).factors).toHaveLength(2);
    pass72Hours();
    await settle();
    expect(await stored(zoe)).toMatchObject({ factors: [{ id: 'other' }], removals: [] });
    expect(bench.audit.of('factor.removed')).toHaveLength(1);
  });

  test('C7: that meets readers at the same moment tells once what was removed, and once what lapsed', async () => {
    const zoe = await memberWith(['app', 'other'], { secondFactor: 'optional' });
    await askFor(zoe, 'app');
    bench.pass(minute);
    await askFor(zoe, 'other');
    await nowUnder(zoe, { secondFactor: 'required' });
    pass72Hours();
    await Promise.all([settle(), idsOf(zoe), settle(), idsOf(zoe), settle()]);
    expect(bench.audit.of('factor.removed')).toMatchObject([{ event: { enrollmentId: 'app' } }]);
    expect(bench.audit.of('removal.lapsed')).toMatchObject([{ event: { enrollmentId: 'other' } }]);
  });

  test('goes on with the others where one cannot be settled, and says so at the end', async () => {
    const [zoe, yan] = [await memberWith(['app', 'other']), await memberWith(['app', 'other'])];
    for (const one of [zoe, yan]) await askFor(one, 'app');
    pass72Hours();
    const enrollments = {
      ...bench.stored.enrollments,
      find: async (id: string) => {
        if (id === zoe.id) throw new Error('cannot be read');
        return bench.stored.enrollments.find(id);
      },
    };
    await expect(settle({ ...bench.stored, enrollments })).rejects.toThrow('cannot be read');
    expect((await stored(yan)).factors).toHaveLength(1);
  });
});
