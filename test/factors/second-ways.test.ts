import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import { type Bench, contextOf, fifty, minute, openBench, tally } from './bench.ts';

const hour = 60 * minute;
let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const recordOf = ({ id }: Account) => bench.storage.enrollments.find(id);

describe('B9: a code from the mailbox', () => {
  let zoe: Account;
  beforeEach(async () => {
    zoe = await bench.member();
  });

  const asking = (signInId = 'a') => ({ accountId: zoe.id, signInId, context: contextOf(zoe) });
  const send = (signInId?: string) => bench.factors.mailboxCode.send(asking(signInId));
  const verify = (code: string, signInId?: string) =>
    bench.factors.mailboxCode.verify({ ...asking(signInId), code });
  const mailed = () => bench.mails.at(-1)?.code ?? '';
  const wrong = () => mailed().replace(/^./, (first) => String((Number(first) + 1) % 10));

  test('confirms once, for ten minutes, in the sign-in that asked', async () => {
    expect(await bench.factors.mailboxCode.pending(zoe.id, 'a')).toBeNull();
    const until = bench.now() + 10 * minute;
    expect(await send()).toEqual({ ok: true, address: zoe.email, until });
    expect(await bench.factors.mailboxCode.pending(zoe.id, 'a')).toEqual({ until });
    expect(await verify(mailed(), 'b')).toEqual({ ok: false, reason: 'expired' });
    const result = await verify(` ${mailed().slice(0, 4)} ${mailed().slice(4)}`);
    const [event] = bench.audit.of('enrollment.confirmed');
    expect(result).toEqual({
      ok: true,
      confirmation: { by: 'mailbox', accountId: zoe.id, at: bench.now(), eventId: event?.id },
    });
    expect(await verify(mailed())).toEqual({ ok: false, reason: 'expired' });
    await send();
    bench.pass(10 * minute);
    expect(await verify(mailed())).toEqual({ ok: false, reason: 'expired' });
  });

  test('fifty at once are right once', async () => {
    await send();
    expect(tally(await fifty(() => verify(mailed()))).ok).toBe(1);
  });

  test('has five tries, a new one voids the old, and asking again renews no counter', async () => {
    await send();
    const old = mailed();
    const results = [];
    for (let n = 0; n < 5; n++) results.push(await verify(wrong()));
    expect(results.map((each) => !each.ok && each.reason === 'wrong' && each.left)).toEqual([4, 3, 2, 1, 0]);
    await send();
    expect(await verify(mailed())).toMatchObject({ ok: false, reason: 'locked' });
    bench.pass(minute);
    if (old !== mailed()) expect(await verify(old)).toMatchObject({ ok: false, reason: 'wrong' });
    bench.pass(2 * minute);
    expect(await verify(mailed())).toMatchObject({ ok: true });
  });

  test('a hundred wrong ones in a row end it, even where the counters are lost, until it is unlocked', async () => {
    const { attempts } = bench.storage;
    const { refusal } = bench.factors.mailboxCode;
    for (let n = 0; n < 100; n++) {
      bench.pass(61 * minute);
      await send();
      expect(await verify(wrong())).toMatchObject({ reason: n < 99 ? 'wrong' : 'disabled' });
    }
    await attempts.forget(`mailbox-code:${zoe.id}`, ['everywhere']);
    expect(await refusal(zoe)).toBe('failed-too-often');
    expect(await verify(mailed())).toEqual({ ok: false, reason: 'not-available' });
    await bench.factors.unlock({ account: zoe, context: contextOf(zoe) });
    expect(await refusal(zoe)).toBeNull();
    expect(await verify(mailed())).toMatchObject({ ok: true });
  });

  test('the hundredth ends it even if the server stopped before it wrote that down', async () => {
    await send();
    const spent = { admitted: false, consecutive: 100, recent: 100, lockedUntil: bench.now() };
    vi.spyOn(bench.storage.attempts, 'take').mockResolvedValueOnce([spent]);
    bench.pass(61 * minute);
    await send();
    expect(await verify(wrong())).toEqual({ ok: false, reason: 'disabled' });
    expect((await recordOf(zoe)).mailboxDisabledAt).toBe(bench.now());
  });

  test('B6: three are sent in 15 minutes', async () => {
    for (let n = 0; n < 3; n++) expect(await send()).toMatchObject({ ok: true });
    expect(await send('b')).toEqual({ ok: false, reason: 'too-many', until: bench.now() + 15 * minute });
    expect(bench.mails).toHaveLength(3);
  });

  test('F5: stands in its mail only', async () => {
    await send();
    await verify(mailed());
    const stored = await bench.storage.oneTimeSecrets.findFor(zoe.id, 'mailbox-code', bench.now());
    expect(JSON.stringify([bench.audit.acts, stored])).not.toContain(mailed());
    expect(mailed()).toMatch(/^\d{8}$/);
  });

  test.each([
    ['no-address', { email: null, emailVerified: false, username: 'zoe' }, {}],
    ['not-verified', { emailVerified: false }, {}],
    ['changed-recently', { emailChangedByOtherAt: Date.UTC(2026, 10, 22, 12) }, {}],
    ['not-trusted', {}, { mailboxConfirms: false }],
  ] as const)('does not count: %s', async (why, change, policy) => {
    zoe = await bench.member(change, policy);
    expect(await bench.factors.mailboxCode.refusal(zoe)).toBe(why);
    expect(await send()).toEqual({ ok: false, reason: 'not-available' });
    expect(await verify('12345678')).toEqual({ ok: false, reason: 'not-available' });
    expect(bench.mails).toEqual([]);
  });

  test('counts 72 hours after somebody else changed the address', async () => {
    zoe = await bench.member({ emailChangedByOtherAt: bench.now() - 72 * hour });
    expect(await send()).toMatchObject({ ok: true });
  });

  test('does not count sooner by a change to another address, which the one from somebody else confirmed', async () => {
    zoe = await bench.member({ emailChangedByOtherAt: bench.now() - hour });
    const change = { accountId: zoe.id, sessionUid: 'session', context: contextOf(zoe) };
    await bench.factors.emailChange.ask(change, 'thief@elsewhere.example');
    const [old = '', code = ''] = bench.mails.map((mail) => mail.code);
    expect(await bench.factors.emailChange.confirm(change, { old, new: code })).toEqual({ ok: true });
    const moved = (await bench.storage.accounts.find(zoe.id)) ?? zoe;
    expect(moved.email).toBe('thief@elsewhere.example');
    expect(await bench.factors.mailboxCode.refusal(moved)).toBe('changed-recently');
    bench.pass(71 * hour);
    expect(await bench.factors.mailboxCode.refusal(moved)).toBeNull();
  });

  test('does not count beside a password chosen by mail: the mailbox alone would be two factors', async () => {
    const words = 'chosen through the mailbox';
    const setting = { accountId: zoe.id, password: words, by: 'mail', context: contextOf(zoe) } as const;
    const spent = () => bench.factors.mailboxCode.refusal(zoe);
    await bench.factors.passwordSetting.set(setting);
    expect(await spent()).toBe('password-by-mail');
    // Nor after what a thief could bring about next.
    await bench.factors.passwordSetting.set({
      ...setting,
      password: 'another one of the thief',
      by: 'change',
    });
    expect(await spent()).toBe('password-by-mail');
    const check = { identityChecked: 'phone', reason: 'lost phone', context: contextOf(zoe) };
    await bench.factors.reset({ accountId: zoe.id, ...check });
    expect(await spent()).toBe('password-by-mail');
    bench.pass(1);
    await bench.enrolled(zoe);
    expect(await spent()).toBeNull();
  });
});

describe('B9: the help desk’s enrollment code', () => {
  let zoe: Account;
  beforeEach(async () => {
    zoe = await bench.member();
  });
  const give = () =>
    bench.factors.enrollmentCode.give({
      accountId: zoe.id,
      identityChecked: 'in person',
      reason: 'new phone',
      context: contextOf(zoe),
    });
  const verify = (code: string) =>
    bench.factors.enrollmentCode.verify({ accountId: zoe.id, code, context: contextOf(zoe) });

  test('opens enrolling for 24 hours and confirms once', async () => {
    const { code, until } = await give();
    expect(until).toBe(bench.now() + 24 * hour);
    expect((await recordOf(zoe)).opening).toEqual({
      by: 'enrollment-code',
      at: bench.now(),
      until,
      browserHash: null,
    });
    expect(JSON.stringify(bench.audit.acts)).not.toContain(code);
    expect(tally(await fifty(() => verify(code.toLowerCase()))).ok).toBe(1);
    expect(await verify(code)).toEqual({ ok: false, reason: 'expired' });
  });

  test('is void after 24 hours or a newer one; malformed ones are not counted', async () => {
    const old = await give();
    const { code } = await give();
    expect(await verify(old.code)).toEqual({ ok: false, reason: 'wrong' });
    for (let n = 0; n < 9; n++)
      expect(await verify('not a code')).toEqual({ ok: false, reason: 'malformed' });
    expect(await verify(code)).toMatchObject({ ok: true });
    const late = await give();
    bench.pass(24 * hour);
    expect(await verify(late.code)).toEqual({ ok: false, reason: 'expired' });
  });

  test('outlives the wrong tries of a thief of the password: they lock for a while, and a hundred end it', async () => {
    const { code } = await give();
    const wrong = () => verify('0'.repeat(16));
    for (let n = 0; n < 5; n++) expect(await wrong()).toEqual({ ok: false, reason: 'wrong' });
    expect(await verify(code)).toMatchObject({ ok: false, reason: 'locked' });
    bench.pass(minute);
    expect(await verify(code)).toMatchObject({ ok: true });
    // The counter, not the day of a code, is what ends it: here without the waiting in between.
    const next = await give();
    const admitted = { consecutive: 100, recent: 100, lockedUntil: null, admitted: false };
    const take = vi.spyOn(bench.storage.attempts, 'take').mockResolvedValueOnce([admitted]);
    expect(await verify(next.code)).toEqual({ ok: false, reason: 'disabled' });
    take.mockRestore();
  });

  test('of one account is nothing for another', async () => {
    const { code } = await give();
    zoe = await bench.member();
    expect(await verify(code)).toEqual({ ok: false, reason: 'expired' });
    await give();
    expect(await verify(code)).toEqual({ ok: false, reason: 'wrong' });
  });
});
