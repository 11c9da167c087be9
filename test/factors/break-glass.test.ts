// A break-glass window at the level of factors (A13): 50 bits, 15 minutes, five tries, one use, and one used in 24 hours.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { type Bench, contextOf, fifty, minute, openBench, provingOf, tally } from './bench.ts';

const hour = 60 * minute;
let bench: Bench;
let zoe: Account;
beforeEach(async () => {
  bench = await openBench();
  zoe = await bench.member();
});
afterEach(() => bench.close());

const recordOf = async () => (await bench.storage.enrollments.find(zoe.id)).breakGlass;
const open = () =>
  bench.factors.breakGlass.open({
    accountId: zoe.id,
    identityChecked: 'in person',
    reason: 'phone broken, on shift',
    context: contextOf(zoe),
  });
async function opened() {
  const window = await open();
  if (!window.ok) throw new Error(window.reason);
  return window;
}
const verify = (code: string, account = zoe) =>
  bench.factors.breakGlass.verify({ ...provingOf(account), code });

describe('A13 a window', () => {
  test('is open for 15 minutes, and its code, of 50 bits, is kept as a hash only', async () => {
    const { code, until } = await opened();
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    expect(until).toBe(bench.now() + 15 * minute);
    const [event] = bench.audit.of('break-glass.opened');
    expect(event?.event).toMatchObject({
      until,
      identityChecked: 'in person',
      reason: 'phone broken, on shift',
    });
    expect(await recordOf()).toMatchObject({ until, triesLeft: 5, usedAt: null, eventId: event?.id });
    expect(JSON.stringify([bench.audit.acts, await recordOf()])).not.toContain(code.slice(0, 5));
  });

  test('gives evidence once, of no worth by itself, after its event', async () => {
    const { code } = await opened();
    const result = await verify(` ${code.toLowerCase().replace('-', ' ')} `);
    const [event] = bench.audit.of('break-glass.used');
    const source = (await recordOf())?.id;
    expect(result).toMatchObject({ ok: true, evidence: { id: event?.id, kind: 'break-glass', source } });
    expect(await verify(code)).toMatchObject({ ok: false, reason: 'used-already' });
  });

  test('fifty uses at once: one is right', async () => {
    const { code } = await opened();
    expect(tally(await fifty(() => verify(code))).ok).toBe(1);
    expect(bench.audit.of('break-glass.used')).toHaveLength(1);
  });

  test('ends after 15 minutes', async () => {
    const { code } = await opened();
    bench.pass(15 * minute);
    expect(await verify(code)).toEqual({ ok: false, reason: 'expired' });
  });

  test('ends when the person says of its notice that it was not them (C7); one that was used keeps its 24 hours', async () => {
    const notMe = () =>
      bench.factors.notMe.say(bench.factors.notMe.token(zoe.id, bench.now()), contextOf(zoe));
    const { code } = await opened();
    expect(await notMe()).toMatchObject({ ok: true });
    expect(await verify(code)).toEqual({ ok: false, reason: 'expired' });
    bench.pass(minute);
    const used = await opened();
    expect(await verify(used.code)).toMatchObject({ ok: true });
    bench.pass(minute);
    expect(await notMe()).toMatchObject({ ok: true });
    expect((await recordOf())?.until).toBe(bench.now());
    expect(await open()).toMatchObject({ ok: false, reason: 'used-recently' });
  });

  test('has five tries; a malformed code is none', async () => {
    const { code } = await opened();
    const guess = code.startsWith('0') ? '11111-11111' : '00000-00000';
    expect(await verify('0000')).toEqual({ ok: false, reason: 'malformed' });
    for (let n = 0; n < 5; n++) expect(await verify(guess)).toEqual({ ok: false, reason: 'wrong' });
    expect(await verify(code)).toMatchObject({ ok: false, reason: 'locked' });
    bench.pass(minute);
    expect(await verify(code)).toEqual({ ok: false, reason: 'disabled' });
  });

  test('fifty wrong tries at once take no more than five', async () => {
    const { code } = await opened();
    await fifty(() => verify(code.startsWith('0') ? '11111-11111' : '00000-00000'));
    expect((await recordOf())?.triesLeft).toBeGreaterThanOrEqual(0);
    expect((await recordOf())?.usedAt).toBeNull();
  });

  test('is void when another is opened before it was used, and the new one has all its tries', async () => {
    const old = await opened();
    for (let n = 0; n < 5; n++) await verify('00000-0000Z');
    const { code } = await opened();
    expect(await verify(old.code)).toEqual({ ok: false, reason: 'wrong' });
    expect(await verify(code)).toMatchObject({ ok: true });
  });

  test('once used, is the only one for 24 hours', async () => {
    const { code } = await opened();
    await verify(code);
    const until = bench.now() + 24 * hour;
    bench.pass(24 * hour - 1);
    expect(await open()).toEqual({ ok: false, reason: 'used-recently', until });
    bench.pass(1);
    expect(await open()).toMatchObject({ ok: true });
  });

  test('none is opened within 24 hours of a password by mail, for none would count; the longer of two reasons is told', async () => {
    const words = { password: 'chosen through the mailbox', by: 'mail', context: contextOf(zoe) } as const;
    const byMail = () => bench.factors.passwordSetting.set({ ...words, accountId: zoe.id });
    await byMail();
    const until = bench.now() + 24 * hour;
    expect(await open()).toEqual({ ok: false, reason: 'password-by-mail', until });
    expect(bench.audit.of('break-glass.opened')).toEqual([]);
    bench.pass(24 * hour);
    const { code } = await opened();
    await byMail();
    bench.pass(minute);
    await verify(code);
    expect(await open()).toMatchObject({ reason: 'used-recently', until: bench.now() + 24 * hour });
    bench.pass(minute);
    await byMail();
    expect(await open()).toMatchObject({ reason: 'password-by-mail', until: bench.now() + 24 * hour });
  });

  test('of one account is nothing for another, and goes with a reset', async () => {
    const { code } = await opened();
    expect(await verify(code, await bench.member())).toEqual({ ok: false, reason: 'expired' });
    const check = { identityChecked: 'phone', reason: 'lost', context: contextOf(zoe) };
    const { cleared } = await bench.factors.reset({ accountId: zoe.id, ...check });
    expect(cleared).toEqual(['break-glass']);
    expect(await verify(code)).toEqual({ ok: false, reason: 'expired' });
    expect(await recordOf()).toBeNull();
  });

  test('that was used ends with a reset, and still counts for its 24 hours', async () => {
    const { code } = await opened();
    expect(await verify(code)).toMatchObject({ ok: true });
    const usedAt = bench.now();
    bench.pass(minute);
    const check = { identityChecked: 'phone', reason: 'lost', context: contextOf(zoe) };
    await bench.factors.reset({ accountId: zoe.id, ...check });
    expect(await recordOf()).toMatchObject({ until: bench.now(), usedAt });
    expect(await open()).toMatchObject({ ok: false, reason: 'used-recently', until: usedAt + 24 * hour });
  });
});

describe('A13 an outage between the use of the code and what it gives', () => {
  const away = () => new StoreUnavailable('away, says the test');

  test.each([
    ['before its event', () => vi.spyOn(bench.audit, 'append').mockRejectedValueOnce(away())],
    ['before its evidence', () => vi.spyOn(bench.storage.evidence, 'add').mockRejectedValueOnce(away())],
  ])('gives the window back, with all its tries: %s', async (_when, goAway) => {
    const { code, until } = await opened();
    const spy = goAway();
    await expect(verify(code)).rejects.toThrow(StoreUnavailable);
    spy.mockRestore();
    expect(await recordOf()).toMatchObject({ usedAt: null, triesLeft: 5, until });
    expect(await verify(code)).toMatchObject({ ok: true, evidence: { source: (await recordOf())?.id } });
    expect(await verify(code)).toMatchObject({ ok: false, reason: 'used-already' });
    expect(await open()).toMatchObject({ ok: false, reason: 'used-recently' });
  });

  test('what was written all the same, and only its answer lost, counts for nothing', async () => {
    const { code } = await opened();
    const { evidence } = bench.storage;
    const { add } = evidence;
    const spy = vi.spyOn(evidence, 'add').mockImplementationOnce(async (...given) => {
      await add(...given);
      throw away();
    });
    await expect(verify(code)).rejects.toThrow(StoreUnavailable);
    spy.mockRestore();
    const holder = { kind: 'sign-in', id: 'sign-in', accountId: zoe.id } as const;
    const [left] = (await evidence.find(holder, bench.now())).evidence;
    expect(left?.source).toBeDefined();
    expect((await recordOf())?.id).not.toBe(left?.source);
  });

  test('with the record away as well it stays used, as after a crash: never twice', async () => {
    const { code } = await opened();
    vi.spyOn(bench.storage.evidence, 'add').mockRejectedValueOnce(away());
    const { replace } = bench.storage.enrollments;
    const spy = vi
      .spyOn(bench.storage.enrollments, 'replace')
      .mockImplementationOnce(replace)
      .mockRejectedValueOnce(away());
    await expect(verify(code)).rejects.toThrow('away, says the test');
    spy.mockRestore();
    expect((await recordOf())?.usedAt).toBe(bench.now());
    expect(await verify(code)).toMatchObject({ ok: false, reason: 'used-already' });
  });
});
