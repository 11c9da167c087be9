// Removing factors: at once with enough proof, later with less, and never the last one that is needed.
// Invariant (B7): what has to stay stays, also when two are removed at once.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Level, TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Enrollment } from '../../ports/enrollments.ts';
import { newId, sampleDevice } from '../contracts/samples.ts';
import { type Bench, contextOf, minute, openBench, tally } from './bench.ts';
import { cutAt } from './cut-at.ts';
import { german, number, setUpPhone, smsPolicy, withPhone } from './phones.ts';

const hour = 60 * minute;
let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const enrolled = { name: 'One', confirmedAt: 1, lastUsedAt: 1, disabledAt: null, eventId: 'e' };

function passkey(id: string, over: Partial<Enrollment & { kind: 'passkey' }> = {}): Enrollment {
  const key = { credentialId: newId(), rpId: 'h', publicKey: 'k', counter: 0, transports: [], aaguid: 'a' };
  const flags = { attested: false, synced: true, verifiesUser: true, backedUp: true };
  return { kind: 'passkey', id, ...enrolled, ...key, ...flags, ...over };
}

function totp(id: string, over: Partial<Enrollment & { kind: 'totp' }> = {}): Enrollment {
  return {
    kind: 'totp',
    id,
    ...enrolled,
    secret: bench.vault.seal('JBSWY3DPEHPK3PXP', 'a'),
    lastStep: 0,
    ...over,
  };
}

async function memberWith(
  factors: readonly Enrollment[],
  policy: Partial<TenantPolicy> = {},
  hasPassword = true,
): Promise<Account> {
  const both = { factors: { passkey: true, totp: true, sms: false }, ...policy };
  const account = await (hasPassword ? bench.member({}, both) : bench.person({}, both));
  const present = await bench.storage.enrollments.find(account.id);
  await bench.storage.enrollments.replace({ ...present, factors, version: present.version + 1 });
  return account;
}

const remove = (account: Account, factorId: string, provedLevel: Level = 'phishing-resistant') =>
  bench.factors.removing.remove({
    accountId: account.id,
    factorId,
    provedLevel,
    context: contextOf(account),
  });
const idsOf = async ({ id }: Account) =>
  (await bench.storage.enrollments.find(id)).factors.map((factor) => factor.id);

describe('B7: a factor', () => {
  test('stays where it is the last that reaches the level that the organisation requires', async () => {
    const zoe = await memberWith([totp('app'), passkey('key')], { level: 'phishing-resistant' });
    expect(await remove(zoe, 'key')).toEqual({ ok: false, reason: 'last-factor' });
    // What reaches less may go, and where none reaches it one is enough.
    expect(await remove(zoe, 'app')).toMatchObject({ ok: true });
    const adam = await memberWith([totp('app'), totp('other')], { level: 'phishing-resistant' });
    expect(await remove(adam, 'app')).toMatchObject({ ok: true });
    expect(await remove(adam, 'other')).toEqual({ ok: false, reason: 'last-factor' });
  });

  test('takes remembered devices along also where the act is cut short once it is gone', async () => {
    for (let nth = 1, wasCut = true; wasCut; nth++) {
      const zoe = await memberWith([totp('app'), passkey('key')]);
      const device = sampleDevice({ accountId: zoe.id, tenantId: zoe.tenantId });
      await bench.storage.rememberedDevices.create(device);
      wasCut = await cutAt(bench.storage, nth, () => remove(zoe, 'app'));
      const isGone = !(await idsOf(zoe)).includes('app');
      const kept = await bench.storage.rememberedDevices.find(device.id);
      if (isGone) expect(kept?.revokedAt).toBe(bench.now());
    }
  });

  test('is gone at once after enough proof, with remembered devices, and the event says which', async () => {
    const zoe = await memberWith([totp('app'), passkey('key')]);
    const device = sampleDevice({ accountId: zoe.id, tenantId: zoe.tenantId });
    await bench.storage.rememberedDevices.create(device);
    expect(await remove(zoe, 'app')).toEqual({ ok: true, until: null });
    expect(await idsOf(zoe)).toEqual(['key']);
    expect(bench.audit.of('factor.removed')).toMatchObject([
      { event: { kind: 'totp', enrollmentId: 'app' } },
    ]);
    expect((await bench.storage.rememberedDevices.find(device.id))?.revokedAt).toBe(bench.now());
  });

  test('that is the last one stays where one is required, and elsewhere goes with the backup codes', async () => {
    const zoe = await memberWith([totp('app')]);
    expect(await remove(zoe, 'app')).toEqual({ ok: false, reason: 'last-factor' });
    const { account } = await bench.enrolled(await bench.member({}, { secondFactor: 'optional' }));
    const [only = ''] = await idsOf(account);
    expect(await remove(account, only)).toEqual({ ok: true, until: null });
    expect(await bench.storage.enrollments.find(account.id)).toMatchObject({
      factors: [],
      backupCodes: null,
    });
  });

  test.each([
    ['disabled', () => [totp('app'), passkey('key', { disabledAt: 1 })], {}],
    [
      'of a kind no longer allowed',
      () => [totp('app'), passkey('key')],
      { factors: { passkey: false, totp: true, sms: false } },
    ],
  ] as const)('is the last usable one where the other is %s', async (_why, factors, policy) => {
    const zoe = await memberWith(factors(), policy);
    expect(await remove(zoe, 'app')).toEqual({ ok: false, reason: 'last-factor' });
    expect(await remove(zoe, 'key')).toEqual({ ok: true, until: null });
  });

  test('that is the only way to begin a sign-in stays, whatever is required', async () => {
    const zoe = await memberWith([passkey('key'), totp('app')], { secondFactor: 'optional' }, false);
    expect(await remove(zoe, 'key')).toEqual({ ok: false, reason: 'last-factor' });
    expect(await remove(zoe, 'app')).toEqual({ ok: true, until: null });
  });

  test('of the last two, both removed at once: one stays', async () => {
    const zoe = await memberWith([totp('app'), passkey('key')]);
    const outcomes = await Promise.all([remove(zoe, 'app'), remove(zoe, 'key')]);
    expect(tally(outcomes)).toEqual({ ok: 1, 'last-factor': 1 });
    expect(await idsOf(zoe)).toHaveLength(1);
    // Who lost has said so, where it had announced it.
    expect(bench.audit.of('factor.removed').length).toBe(1 + bench.audit.of('act.unfinished').length);
  });

  test('of another account is none of this one', async () => {
    const [zoe, other] = [
      await memberWith([totp('app'), passkey('key')]),
      await memberWith([totp('theirs')]),
    ];
    expect(await remove(zoe, 'theirs')).toEqual({ ok: false, reason: 'not-enrolled' });
    expect(await idsOf(other)).toEqual(['theirs']);
  });
});

describe('a better factor, removed with a lesser proof', () => {
  let zoe: Account;
  beforeEach(async () => {
    zoe = await memberWith([totp('app'), passkey('key')]);
  });

  test('goes after 72 hours, for whoever reads it then, and does not come back', async () => {
    const until = bench.now() + 72 * hour;
    expect(await remove(zoe, 'key', 'mfa')).toEqual({ ok: true, until });
    expect(await idsOf(zoe)).toEqual(['app', 'key']);
    bench.pass(hour);
    expect(await remove(zoe, 'key', 'mfa')).toEqual({ ok: true, until });
    bench.pass(71 * hour);
    expect(await idsOf(zoe)).toEqual(['app']);
    const { version, ...rest } = await bench.storage.enrollments.find(zoe.id);
    await bench.storage.enrollments.replace({ ...rest, version: version + 1 });
    expect(await idsOf(zoe)).toEqual(['app']);
    expect((await bench.storage.enrollments.find(zoe.id)).removals).toEqual([]);
    expect(bench.audit.of('removal.requested')).toHaveLength(1);
  });

  test('stays when that is cancelled, once', async () => {
    await remove(zoe, 'key', 'mfa');
    const cancelling = { accountId: zoe.id, factorId: 'key', context: contextOf(zoe) };
    expect(await bench.factors.removing.cancel(cancelling)).toBe(true);
    expect(await bench.factors.removing.cancel(cancelling)).toBe(false);
    bench.pass(100 * hour);
    expect(await idsOf(zoe)).toEqual(['app', 'key']);
    expect(bench.audit.of('removal.cancelled')).toHaveLength(1);
  });

  test('counts as gone already when another one is to be removed', async () => {
    await remove(zoe, 'key', 'mfa');
    expect(await remove(zoe, 'app')).toEqual({ ok: false, reason: 'last-factor' });
  });

  test('on a frozen account nothing is removed', async () => {
    const present = await bench.storage.enrollments.find(zoe.id);
    const frozen = { at: bench.now(), until: bench.now() + hour };
    await bench.storage.enrollments.replace({ ...present, frozen, version: present.version + 1 });
    expect(await remove(zoe, 'app')).toEqual({ ok: false, reason: 'frozen', until: frozen.until });
    bench.pass(hour);
    expect(await remove(zoe, 'app')).toMatchObject({ ok: true });
  });
});

describe('A9, C7: what something new of its kind takes the place of goes like what is removed', () => {
  const device = (account: Account) => sampleDevice({ accountId: account.id, tenantId: account.tenantId });
  const removed = () => bench.audit.of('factor.removed').map(({ event }) => event);

  test('a phone, when the number changes: with its removal, and the browsers that are remembered', async () => {
    const zoe = await withPhone(bench);
    const [phone] = await idsOf(zoe);
    const present = await bench.storage.enrollments.find(zoe.id);
    const going = { factorId: phone ?? '', at: 1, until: bench.now() + hour, eventId: 'e' };
    await bench.storage.enrollments.replace({ ...present, removals: [going], version: present.version + 1 });
    const kept = device(zoe);
    await bench.storage.rememberedDevices.create(kept);
    await setUpPhone(bench, zoe, german);
    expect(removed()).toEqual([{ type: 'factor.removed', kind: 'sms', enrollmentId: phone }]);
    expect((await bench.storage.rememberedDevices.find(kept.id))?.revokedAt).toBe(bench.now());
    expect((await bench.storage.enrollments.find(zoe.id)).removals).toEqual([]);
  });

  test('also where it is cut short once the number has changed', async () => {
    for (let nth = 1, wasCut = true; wasCut; nth++) {
      // Not to the same number more often than one gets messages in a day.
      const zoe = await withPhone(bench, `${number.slice(0, -2)}${10 + nth}`);
      const [phone] = await idsOf(zoe);
      const kept = device(zoe);
      await bench.storage.rememberedDevices.create(kept);
      wasCut = await cutAt(bench.storage, nth, () =>
        setUpPhone(bench, zoe, `${german.slice(0, -2)}${10 + nth}`),
      );
      const found = await bench.storage.rememberedDevices.find(kept.id);
      if (!(await idsOf(zoe)).includes(phone ?? '')) expect(found?.revokedAt).toBe(bench.now());
    }
  });

  test('nothing, where nothing is replaced', async () => {
    const zoe = await memberWith([passkey('key')], smsPolicy);
    const kept = device(zoe);
    await bench.storage.rememberedDevices.create(kept);
    await setUpPhone(bench, zoe, german);
    expect(removed()).toEqual([]);
    expect((await bench.storage.rememberedDevices.find(kept.id))?.revokedAt).toBeNull();
  });
});
