import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPasswordAttempts } from '../../factors/password/attempts.ts';
import type { Hashing, HashPlace } from '../../factors/password/hash.ts';
import { createPassword } from '../../factors/password/password.ts';
import type { Account } from '../../ports/accounts.ts';
import { newId } from '../contracts/samples.ts';
import { cheapHashCost } from '../support/cheap-hash.ts';
import { type Bench, contextOf, fifty, minute, openBench, password, tally } from './bench.ts';
import { repeat, type Tries, triesAt } from './password-tries.ts';

let bench: Bench;
let zoe: Account;
let attempt: Tries['attempt'];
beforeEach(async () => {
  bench = await openBench();
  zoe = await bench.member({ email: 'zoe@example.org', username: 'zoe' });
  ({ attempt } = triesAt(bench, zoe));
});
afterEach(() => bench.close());

const evidenceOf = async (account: Account) =>
  (await bench.storage.evidence.find({ kind: 'sign-in', id: 'sign-in', accountId: account.id }, bench.now()))
    .evidence;

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
