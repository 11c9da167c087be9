import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createPassword, type PasswordVerified } from '../../factors/password.ts';
import { createPasswordAttempts } from '../../factors/password-attempts.ts';
import type { Hashing, HashPlace } from '../../factors/password-hash.ts';
import type { Account } from '../../ports/accounts.ts';
import { newId } from '../contracts/samples.ts';
import { cheapHashCost } from '../support/cheap-hash.ts';
import { type Bench, contextOf, fifty, minute, openBench, password, provingOf, tally } from './bench.ts';

let bench: Bench;
let zoe: Account;
beforeEach(async () => {
  bench = await openBench();
  zoe = await bench.member({ email: 'zoe@example.org', username: 'zoe' });
});
afterEach(() => bench.close());

interface From {
  readonly identifier?: string;
  readonly known?: string | null;
  readonly address?: string | null;
  readonly factors?: Bench['factors'];
}

const attempt = (text: string, from: From = {}): Promise<PasswordVerified> => {
  const {
    identifier = 'zoe@example.org',
    known = null,
    address = '192.0.2.7',
    factors = bench.factors,
  } = from;
  return factors.password.verify({
    ...provingOf(zoe),
    context: { ...contextOf(zoe), actor: { kind: 'system' }, accountId: null, email: null },
    tenantId: zoe.tenantId,
    identifier,
    password: text,
    knownBrowser: known,
    address,
  });
};

async function repeat(times: number, act: (n: number) => Promise<PasswordVerified>) {
  const outcomes: PasswordVerified[] = [];
  for (let n = 0; n < times; n++) outcomes.push(await act(n));
  return outcomes;
}

const evidenceOf = async (account: Account) =>
  (await bench.storage.evidence.find({ kind: 'sign-in', id: 'sign-in', accountId: account.id }, bench.now()))
    .evidence;

/** Wrong tries from as many networks. */
const strangers = (times: number) =>
  repeat(times, (n) => attempt('wrong', { address: `10.${n >> 8}.${n % 256}.1` }));

describe('a right password', () => {
  test('gives evidence that holds the id of its event and the version of the password', async () => {
    const result = await attempt(password);
    expect(result).toMatchObject({ ok: true, accountId: zoe.id });
    const version = (await bench.storage.passwords.find(zoe.id))?.version;
    const [event] = bench.audit.of('factor.used');
    expect(await evidenceOf(zoe)).toEqual([
      {
        id: event?.id,
        accountId: zoe.id,
        kind: 'password',
        source: version,
        signInId: 'sign-in',
        at: bench.now(),
      },
    ]);
    expect(event?.context).toMatchObject({ actor: { kind: 'account', id: zoe.id }, email: zoe.email });
  });

  test.each(['ZOE@example.org ', 'zoe', ' Zoe'])('goes with %j too', async (identifier) => {
    expect(await attempt(password, { identifier })).toMatchObject({ ok: true });
  });

  test('F3: grants nothing when its event cannot be written', async () => {
    bench.audit.breakDown();
    await expect(attempt(password)).rejects.toThrow();
    expect(await evidenceOf(zoe)).toEqual([]);
  });

  test('is typed on any keyboard: Unicode is normalised', async () => {
    const { passwordSetting } = bench.factors;
    const by = 'change' as const;
    const composed = 'Zoë Müller läuft gern';
    await passwordSetting.set({ accountId: zoe.id, password: composed, by, context: contextOf(zoe) });
    expect(await attempt(composed.normalize('NFD'))).toMatchObject({ ok: true });
  });

  test('of a disabled account proves too: denying is for the policy', async () => {
    await bench.storage.accounts.replace({ ...zoe, status: 'disabled', version: 2 });
    expect(await attempt(password)).toMatchObject({ ok: true });
  });
});

describe('what says the same', () => {
  test('a wrong password, no such account, no password, no such tenant', async () => {
    const bob = await bench.person({ tenantId: zoe.tenantId, email: 'bob@example.org' });
    expect(await attempt('wrong')).toEqual({ ok: false, reason: 'wrong' });
    expect(await attempt(password, { identifier: 'nobody@example.org' })).toEqual({
      ok: false,
      reason: 'wrong',
    });
    expect(await attempt(password, { identifier: String(bob.email) })).toEqual({
      ok: false,
      reason: 'wrong',
    });
    expect(bench.audit.of('factor.failed').map(({ event }) => 'reason' in event && event.reason)).toEqual([
      'wrong',
      'unknown-account',
      'no-password',
    ]);
  });

  test('F5: what was typed stands in no event', async () => {
    await attempt('my secret words', { identifier: 'my secret words' });
    await attempt(password);
    expect(JSON.stringify(bench.audit.acts)).not.toMatch(/my secret words|battery/);
  });

  test('B6: locks fall alike, with or without an account', async () => {
    const ofZoe = await repeat(7, () => attempt('wrong'));
    const ofNobody = await repeat(7, () => attempt('wrong', { identifier: 'nobody@example.org' }));
    expect(ofZoe).toEqual(ofNobody);
    expect(ofZoe.at(-1)).toEqual({ ok: false, reason: 'locked', until: bench.now() + minute });
  });
});

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

describe('CVE-2026-0723: a verifier that answers oddly', () => {
  const oddly = (matches: () => Promise<unknown>) => {
    const deps = {
      storage: bench.storage,
      audit: bench.audit,
      vault: bench.vault,
      now: bench.now,
      random: randomBytes,
      wait: async () => undefined,
    };
    const place = { matches } as unknown as HashPlace; // The type forbids what is tried here.
    const hashing: Hashing = {
      run: async (work) => ({ ok: true, value: await work(place) }),
      isOutdated: () => false,
    };
    return createPassword({ ...deps, hashing, passwordAttempts: createPasswordAttempts(deps) });
  };
  const attemptWith = (matches: () => Promise<unknown>) =>
    attempt(password, { factors: { ...bench.factors, password: oddly(matches) } });

  test.each([undefined, null, 1, 'true', {}, []])('with %j proves nothing', async (answer) => {
    expect(await attemptWith(async () => answer)).toEqual({ ok: false, reason: 'wrong' });
    expect(await evidenceOf(zoe)).toEqual([]);
  });

  test('or throws, proves nothing, and the try stays counted', async () => {
    const broken = async () => {
      throw new Error('out of memory');
    };
    for (let n = 0; n < 5; n++) await expect(attemptWith(broken)).rejects.toThrow('out of memory');
    expect(await attempt(password)).toMatchObject({ reason: 'locked' });
    expect(await evidenceOf(zoe)).toEqual([]);
  });
});

describe('hashing', () => {
  test('beyond the queue it is busy, and nothing is counted', async () => {
    const factors = bench.factorsWith({ atOnce: 1, places: 3 });
    const outcomes = await fifty(() => attempt('wrong', { factors }));
    expect(tally(outcomes)).toEqual({ wrong: 3, busy: 47 });
    expect(await attempt(password, { factors })).toMatchObject({ ok: true });
  });

  test('a higher cost rehashes at the next sign-in and keeps the version', async () => {
    const before = await bench.storage.passwords.find(zoe.id);
    const factors = bench.factorsWith({ cost: { ...cheapHashCost, memoryCost: 128 } });
    await attempt('wrong', { factors });
    expect(await bench.storage.passwords.find(zoe.id)).toEqual(before);
    expect(await attempt(password, { factors })).toMatchObject({ ok: true });
    const after = await bench.storage.passwords.find(zoe.id);
    expect(after).toMatchObject({ version: before?.version, hash: expect.stringContaining('m=128') });
    expect(await attempt(password, { factors })).toMatchObject({ ok: true });
    expect((await bench.storage.passwords.find(zoe.id))?.hash).toBe(after?.hash);
  });
});

describe('setting a password', () => {
  const set = (account: Account, text: string) =>
    bench.factors.passwordSetting.set({
      accountId: account.id,
      password: text,
      by: 'change',
      context: contextOf(account),
    });

  test('is a new version; rules are those of the tenant', async () => {
    const before = (await bench.storage.passwords.find(zoe.id))?.version;
    expect(await set(zoe, 'k7fq-p2x')).toMatchObject({
      reason: 'refused',
      problems: [{ kind: 'short', min: 15 }],
    });
    const done = await set(zoe, 'four words and more');
    expect(done).toMatchObject({ ok: true });
    expect((await bench.storage.passwords.find(zoe.id))?.version).not.toBe(before);
    const lax = await bench.person({}, { passwordMinLength: 8 });
    expect(await set(lax, 'k7fq-p2x')).toMatchObject({ ok: true });
    expect(await set(lax, 'Zoë Müller')).toMatchObject({
      reason: 'refused',
      problems: [{ kind: 'context' }],
    });
  });

  test('for nobody, or against a faster caller, changes nothing', async () => {
    expect(await set({ ...zoe, id: newId() }, 'four words and more')).toEqual({
      ok: false,
      reason: 'unknown-account',
    });
    const prepared = await bench.factors.passwordSetting.prepare(zoe.id, 'four words and more');
    if (!prepared.ok) throw new Error(prepared.reason);
    await set(zoe, 'five words are even better');
    expect(await bench.factors.passwordSetting.commit(prepared, 'mail', contextOf(zoe))).toEqual({
      ok: false,
      reason: 'changed-meanwhile',
    });
    expect(bench.audit.of('act.unfinished')).toHaveLength(1);
    expect(await attempt('five words are even better')).toMatchObject({ ok: true });
  });
});
