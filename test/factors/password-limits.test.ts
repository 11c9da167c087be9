import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { identifierHash } from '../../factors/identifier.ts';
import type { Account } from '../../ports/accounts.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { type Bench, contextOf, fifty, minute, openBench, password, tally } from './bench.ts';
import { repeat, type Tries, triesAt } from './password-tries.ts';

let bench: Bench;
let zoe: Account;
let attempt: Tries['attempt'];
let strangers: Tries['strangers'];
beforeEach(async () => {
  bench = await openBench();
  zoe = await bench.member({ email: 'zoe@example.org', username: 'zoe' });
  ({ attempt, strangers } = triesAt(bench, zoe));
});
afterEach(() => bench.close());

const evidenceOf = async (account: Account) =>
  (await bench.storage.evidence.find({ kind: 'sign-in', id: 'sign-in', accountId: account.id }, bench.now()))
    .evidence;

describe('B6: limits', () => {
  test('five wrong tries lock this network; a right password then fails, and is right after the lock', async () => {
    expect(tally(await repeat(6, () => attempt('wrong')))).toEqual({ wrong: 5, locked: 1 });
    expect(await attempt(password)).toMatchObject({ reason: 'locked' });
    expect(await evidenceOf(zoe)).toEqual([]);
    bench.pass(minute);
    expect(await attempt(password)).toMatchObject({ ok: true });
    expect(tally(await repeat(5, () => attempt('wrong')))).toEqual({ wrong: 5 });
  });

  test('a lock is of a /24: neighbours share it, other networks do not', async () => {
    await repeat(5, () => attempt('wrong'));
    expect(await attempt(password, { address: '192.0.2.200' })).toMatchObject({ reason: 'locked' });
    expect(await attempt(password, { address: '192.0.3.7' })).toMatchObject({ ok: true });
  });

  test('locks grow to an hour and outlive a restart', async () => {
    await repeat(5, () => attempt('wrong'));
    const lengths: number[] = [];
    for (const wait of [1, 2, 5, 15, 60]) {
      const locked = await attempt('wrong', { factors: bench.factorsWith({}) });
      lengths.push(locked.ok || locked.reason !== 'locked' ? -1 : (locked.until - bench.now()) / minute);
      bench.pass(wait * minute);
      await attempt('wrong');
    }
    expect(lengths).toEqual([1, 2, 5, 15, 60]);
  });

  test('across networks only a delay grows, and not for a known browser', async () => {
    expect(tally(await strangers(60))).toEqual({ wrong: 60 });
    expect(bench.waits.at(-1)).toBe(4_000);
    const before = bench.waits.length;
    expect(await attempt(password, { known: 'browser-1' })).toMatchObject({ ok: true });
    expect(bench.waits).toHaveLength(before);
    expect(await attempt(password, { address: '198.51.100.1' })).toMatchObject({ ok: true });
    expect(bench.waits.at(-1)).toBe(4_000);
  });

  test('100 failures of strangers end the password for unknown browsers only, until it is renewed', async () => {
    expect(tally(await strangers(101))).toEqual({ wrong: 100, disabled: 1 });
    expect(await attempt(password, { address: '198.51.100.1' })).toEqual({ ok: false, reason: 'disabled' });
    expect(await attempt(password, { known: 'browser-1' })).toMatchObject({ ok: true });
    expect(bench.audit.of('factor.disabled')).toHaveLength(1);
    bench.pass(40 * 24 * 60 * minute);
    expect(await attempt(password, { address: '198.51.100.1' })).toEqual({ ok: false, reason: 'disabled' });
    const setting = { accountId: zoe.id, password: 'another good one indeed', by: 'change' } as const;
    await bench.factors.passwordSetting.set({ ...setting, context: contextOf(zoe) });
    expect(await attempt(setting.password, { address: '198.51.100.1' })).toMatchObject({ ok: true });
  });

  test('a hundred in a row end it for good, even where the counters are lost (NIST SP 800-63B-4 3.2.2)', async () => {
    await strangers(100);
    await bench.storage.attempts.forget(
      `password:${identifierHash(bench.vault, zoe.tenantId, zoe.email ?? '')}`,
      [],
    );
    expect(await attempt(password, { address: '198.51.100.1' })).toEqual({ ok: false, reason: 'disabled' });
    expect(await attempt(password, { known: 'browser-1' })).toMatchObject({ ok: true });
    await bench.factors.unlock({ account: zoe, context: contextOf(zoe) });
    expect(await attempt(password, { address: '198.51.100.1' })).toMatchObject({ ok: true });
  });

  test.each([
    ['strangers', null],
    ['a known browser', 'browser-1'],
  ])(
    'the hundredth of %s ends it even if the server stopped before it wrote that down',
    async (_whose, known) => {
      const tries = async (times: number) =>
        repeat(times, (n) => {
          bench.pass(61 * minute);
          return attempt('wrong', { known, address: `10.2.${n}.1` });
        });
      await tries(99);
      vi.spyOn(bench.storage.passwords, 'refuse').mockRejectedValueOnce(new StoreUnavailable('stopped'));
      await expect(tries(1)).rejects.toThrow('stopped');
      await tries(2);
      await bench.storage.attempts.forget(
        `password:${identifierHash(bench.vault, zoe.tenantId, zoe.email ?? '')}`,
        [],
      );
      expect(await attempt(password, { known })).toEqual({ ok: false, reason: 'disabled' });
      expect(bench.audit.of('factor.disabled')).toHaveLength(1);
    },
  );

  test('100 in 30 days end it too, although each time the person got in', async () => {
    for (let day = 0; day < 25; day++) {
      await repeat(4, (n) => attempt('wrong', { address: `10.1.${day * 4 + n}.1` }));
      if (day < 24) expect(await attempt(password)).toMatchObject({ ok: true });
      bench.pass(24 * 60 * minute);
    }
    expect(await attempt(password)).toEqual({ ok: false, reason: 'disabled' });
    bench.pass(10 * 24 * 60 * minute);
    expect(await attempt(password)).toMatchObject({ ok: true });
  });

  test('a known browser counts by itself and is refused by itself', async () => {
    for (let n = 0; n < 100; n++) {
      await attempt('wrong', { known: 'browser-1' });
      bench.pass(61 * minute);
    }
    expect(await attempt(password, { known: 'browser-1' })).toEqual({ ok: false, reason: 'disabled' });
    expect(await attempt(password, { known: 'browser-2' })).toMatchObject({ ok: true });
    expect(await attempt(password)).toMatchObject({ ok: true });
  });

  test('an admin unlocks every network and browser at once', async () => {
    await strangers(101);
    await repeat(5, () => attempt('wrong', { known: 'browser-1' }));
    await bench.factors.unlock({ account: zoe, context: contextOf(zoe) });
    expect(await attempt(password, { address: '10.0.1.1' })).toMatchObject({ ok: true });
    expect(await attempt(password, { known: 'browser-1' })).toMatchObject({ ok: true });
    expect(bench.audit.of('factor.unlocked')).toHaveLength(1);
  });

  test('strangers cannot fill the log with locks', async () => {
    for (let n = 0; n < 12; n++) await repeat(5, () => attempt('wrong', { address: `10.9.${n}.1` }));
    expect(bench.audit.of('factor.locked')).toHaveLength(5);
  });

  test('fifty wrong ones at once are each counted before they are checked', async () => {
    expect(tally(await fifty(() => attempt('wrong')))).toEqual({ wrong: 5, locked: 45 });
  });
});
