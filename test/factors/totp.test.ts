import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { everywhere } from '../../factors/attempts.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { appIn, totpCode } from '../support/totp.ts';
import {
  type Bench,
  confirmationOf,
  contextOf,
  type Enrolled,
  fifty,
  minute,
  openBench,
  provingOf,
  tally,
} from './bench.ts';

let bench: Bench;
let zoe: Enrolled;
beforeEach(async () => {
  bench = await openBench();
  zoe = await bench.enrolled();
});
afterEach(() => bench.close());

const verify = (code: string, signInId = 'sign-in') =>
  bench.factors.totp.verify({ ...provingOf(zoe.account, signInId), code });
const wrongCode = () => zoe.code().replace(/^./, (first) => String((Number(first) + 1) % 10));
const recordOf = () => bench.storage.enrollments.find(zoe.account.id);

describe('B2: a code', () => {
  test('proves once; the same one and an earlier one are then refused, in any sign-in', async () => {
    const earlier = zoe.code();
    bench.pass(30_000);
    const code = zoe.code();
    const proved = await verify(code);
    expect(proved).toMatchObject({
      ok: true,
      evidence: { kind: 'totp', source: (await recordOf()).factors[0]?.id },
    });
    expect(await verify(code, 'another')).toMatchObject({ ok: false, reason: 'used-already' });
    expect(await verify(earlier, 'another')).toMatchObject({ ok: false, reason: 'used-already' });
  });

  test('that confirmed the set-up proves nothing more', async () => {
    bench.pass(-30_000);
    expect(await verify(zoe.code())).toMatchObject({ ok: false, reason: 'used-already' });
  });

  test('used fifty times at once is right once', async () => {
    const code = zoe.code();
    const outcomes = await fifty(() => verify(code));
    expect(tally(outcomes).ok).toBe(1);
    expect(bench.audit.of('factor.used')).toHaveLength(1);
    bench.pass(60 * minute);
    expect(await verify(zoe.code())).toMatchObject({ ok: true });
  });

  test('that cannot be one is malformed, and not counted', async () => {
    for (const odd of ['', 'abcdef', '12345', '1234567', '"; --']) {
      expect(await verify(odd)).toEqual({ ok: false, reason: 'malformed' });
    }
    expect(
      await bench.storage.attempts.peek(`totp:${zoe.account.id}`, everywhere, bench.now()),
    ).toMatchObject({
      consecutive: 0,
    });
  });

  test('F3: is used up and grants nothing when its event cannot be written', async () => {
    bench.audit.breakDown();
    const code = zoe.code();
    await expect(verify(code)).rejects.toThrow();
    const holder = { kind: 'sign-in', id: 'sign-in', accountId: zoe.account.id } as const;
    expect((await bench.storage.evidence.find(holder, bench.now())).evidence).toEqual([]);
    expect(appIn(await recordOf())?.lastStep).toBe(Math.floor(bench.now() / 30_000));
  });

  test('B5: the key is sealed for its account', async () => {
    const { secret } = appIn(await recordOf()) ?? { secret: '' };
    expect(totpCode(bench.vault.open(secret, zoe.account.id), bench.now())).toBe(zoe.code());
    expect(() => bench.vault.open(secret, 'somebody else')).toThrow();
  });

  test('of an account without a factor is nothing', async () => {
    const account = await bench.person();
    expect(await bench.factors.totp.verify({ ...provingOf(account), code: '123456' })).toEqual({
      ok: false,
      reason: 'not-enrolled',
    });
  });
});

describe('C1: a code of another time', () => {
  function codeIn(ms: number): string {
    bench.pass(ms);
    const code = zoe.code();
    bench.pass(-ms);
    return code;
  }

  test('of the last ten minutes is told apart, and is a wrong try like any other', async () => {
    bench.pass(60 * minute);
    for (let n = 0; n < 5; n++)
      expect(await verify(codeIn(-5 * minute), `s${n}`)).toMatchObject({ reason: 'other-time' });
    expect(await verify(zoe.code(), 'fresh')).toMatchObject({ reason: 'locked' });
    expect(bench.audit.of('factor.failed').map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ kind: 'totp', reason: 'wrong' }),
    );
  });

  test('that is still to come is told from no other wrong one: it would tell a guesser what to try then', async () => {
    bench.pass(60 * minute);
    expect(await verify(codeIn(5 * minute))).toEqual({ ok: false, reason: 'wrong' });
  });
});

describe('B6: wrong codes', () => {
  test('lock the factor whatever the sign-in; a right code then fails and is not used up', async () => {
    const { factors } = await recordOf();
    for (let n = 0; n < 5; n++) expect(await verify(wrongCode(), `s${n}`)).toMatchObject({ reason: 'wrong' });
    const code = zoe.code();
    const until = bench.now() + minute;
    expect(await verify(code, 'fresh')).toEqual({ ok: false, reason: 'locked', until });
    expect((await recordOf()).factors).toEqual(factors);
    bench.pass(minute);
    expect(await verify(zoe.code())).toMatchObject({ ok: true });
  });

  test('100 disable the factor, even for a right code and after an unlock, until it is renewed', async () => {
    for (let n = 0; n < 100; n++) {
      expect(await verify(wrongCode())).toEqual({ ok: false, reason: 'wrong' });
      bench.pass(61 * minute);
    }
    expect((await recordOf()).factors[0]?.disabledAt).not.toBeNull();
    expect(await verify(zoe.code())).toEqual({ ok: false, reason: 'disabled' });
    await bench.factors.unlock({ account: zoe.account, context: contextOf(zoe.account) });
    expect(await verify(zoe.code())).toEqual({ ok: false, reason: 'disabled' });
    expect(bench.audit.of('factor.disabled')).toHaveLength(1);
    zoe = await bench.enrolled(zoe.account);
    expect((await recordOf()).factors).toHaveLength(1);
    expect(await verify(zoe.code())).toMatchObject({ ok: true });
  });

  test('the hundredth ends the factor even if the server stopped before it wrote that down, and the counters were lost', async () => {
    await hundredDying();
    expect(await verify(zoe.code())).toEqual({ ok: false, reason: 'disabled' });
    // It may have been right, and still be under way.
    expect((await recordOf()).factors[0]?.disabledAt).toBeNull();
    bench.pass(minute);
    expect(await verify(zoe.code())).toEqual({ ok: false, reason: 'disabled' });
    await bench.storage.attempts.forget(`totp:${zoe.account.id}`, [everywhere]);
    expect(await verify(zoe.code())).toEqual({ ok: false, reason: 'disabled' });
    expect(bench.audit.of('factor.disabled')).toHaveLength(1);
  });

  async function hundredDying() {
    for (let n = 0; n < 99; n++) {
      await verify(wrongCode());
      bench.pass(61 * minute);
    }
    vi.spyOn(bench.storage.enrollments, 'replace').mockRejectedValueOnce(new StoreUnavailable('stopped'));
    await expect(verify(wrongCode())).rejects.toThrow('stopped');
  }

  test('two clicks on the hundredth, which is right, end nothing', async () => {
    for (let n = 0; n < 99; n++) {
      await verify(wrongCode());
      bench.pass(61 * minute);
    }
    const [first] = await Promise.all([verify(zoe.code()), verify(zoe.code())]);
    expect(first).toMatchObject({ ok: true });
    expect((await recordOf()).factors[0]?.disabledAt).toBeNull();
  });

  test('F5: no code stands in an event', async () => {
    const code = zoe.code();
    await verify(code);
    await verify(wrongCode());
    expect(JSON.stringify(bench.audit.acts)).not.toContain(`"${code}"`);
  });
});

describe('set-up', () => {
  const start = (signInId: string, restart = false) =>
    bench.factors.totpEnrolling.start({ accountId: zoe.account.id, signInId, restart });
  const mustStart = async (signInId: string, restart = false) => {
    const started = await start(signInId, restart);
    if (!started.ok) throw new Error(started.reason);
    return started;
  };
  const confirm = (code: string, signInId: string, confirmed = true) =>
    bench.factors.totpEnrolling.confirm({
      ...provingOf(zoe.account, signInId),
      code,
      confirmation: confirmed ? { ...confirmationOf(zoe.account), at: bench.now() } : null,
    });
  /** Somebody who has begun nothing. */
  beforeEach(async () => {
    zoe = { ...zoe, account: await bench.person({ email: null, username: 'zoe' }) };
  });

  test('B8: a reload shows the same key, a restart another, and unconfirmed it counts for nothing', async () => {
    const first = await mustStart('a');
    expect(await start('a')).toEqual(first);
    expect((await mustStart('a', true)).key).not.toBe(first.key);
    expect(first.keyUri).toContain(`secret=${first.key}`);
    expect(decodeURIComponent(first.keyUri)).toContain('Northwind Clinic:zoe');
    const record = await recordOf();
    expect(record).toMatchObject({ factors: [], backupCodes: null });
    expect(JSON.stringify(record)).not.toContain(first.key);
    expect(await verify(totpCode(first.key, bench.now()))).toEqual({ ok: false, reason: 'not-enrolled' });
  });

  test('B3: a right code adds the factor and ten backup codes, proves, and ends mark and opening', async () => {
    await bench.factors.enrollmentCode.give({
      accountId: zoe.account.id,
      identityChecked: 'phone',
      reason: 'lost',
      context: contextOf(zoe.account),
    });
    const { key } = await mustStart('a');
    const done = await confirm(totpCode(key, bench.now()), 'a');
    if (!done.ok) throw new Error(done.reason);
    expect(new Set(done.backupCodes).size).toBe(10);
    const record = await recordOf();
    expect(record).toMatchObject({ pending: null, opening: null, markedForReenrollment: false });
    const [enrolled] = bench.audit.of('factor.enrolled').slice(-1);
    const [issued] = bench.audit.of('backup-codes.issued').slice(-1);
    expect(record.factors).toMatchObject([{ id: done.evidence.source, eventId: enrolled?.id }]);
    expect(record.backupCodes).toMatchObject({ eventId: issued?.id });
    expect(done.evidence).toMatchObject({ id: enrolled?.id, kind: 'totp', signInId: 'a' });
    expect(enrolled?.event).toMatchObject({ confirmedBy: 'mailbox' });
  });

  test('B8: a key of another sign-in, or an old one, is no longer valid', async () => {
    const { key } = await mustStart('a');
    expect(await confirm(totpCode(key, bench.now()), 'b')).toEqual({ ok: false, reason: 'expired' });
    await mustStart('b');
    expect(await confirm(totpCode(key, bench.now()), 'a')).toEqual({ ok: false, reason: 'expired' });
    const { key: newest } = await mustStart('b');
    bench.pass(61 * minute);
    expect(await confirm(totpCode(newest, bench.now()), 'b')).toEqual({ ok: false, reason: 'expired' });
  });

  test('B9: without the second way, or with another’s, nothing is enrolled', async () => {
    const { key } = await mustStart('a');
    const code = totpCode(key, bench.now());
    expect(await confirm(code, 'a', false)).toEqual({ ok: false, reason: 'not-confirmed' });
    const other = confirmationOf(await bench.person());
    const confirming = { ...provingOf(zoe.account, 'a'), code, confirmation: other };
    expect(await bench.factors.totpEnrolling.confirm(confirming)).toEqual({
      ok: false,
      reason: 'not-confirmed',
    });
    expect((await recordOf()).factors).toEqual([]);
  });

  test('B9: where the only factor is disabled, a working set of backup codes can prove; without it nothing can', async () => {
    zoe = await bench.enrolled();
    const change = async (changes: object) => {
      const record = await recordOf();
      await bench.storage.enrollments.replace({ ...record, ...changes, version: record.version + 1 });
    };
    const disabledAt = bench.now();
    await change({ factors: (await recordOf()).factors.map((each) => ({ ...each, disabledAt })) });
    const { backupCodes } = await recordOf();
    await change({ backupCodes: backupCodes && { ...backupCodes, disabledAt } });
    const { key } = await mustStart('a');
    const code = totpCode(key, bench.now());
    expect(await confirm(code, 'a', false)).toEqual({ ok: false, reason: 'not-confirmed' });
    await change({ backupCodes });
    expect(await confirm(code, 'a', false)).toMatchObject({ ok: true, backupCodes: null });
    expect((await recordOf()).factors).toMatchObject([{ disabledAt: null }]);
  });

  test('B6: five a minute are begun, and five codes tried', async () => {
    for (let n = 0; n < 5; n++) await mustStart('a', true);
    const until = bench.now() + minute;
    expect(await start('a', true)).toEqual({ ok: false, reason: 'too-many', until });
    const { key } = await mustStart('a');
    const wrong = totpCode(key, bench.now() + 3_600_000);
    for (let n = 0; n < 5; n++) expect(await confirm(wrong, 'a')).toEqual({ ok: false, reason: 'wrong' });
    expect(await confirm(wrong, 'a')).toEqual({ ok: false, reason: 'too-many', until });
    bench.pass(minute);
    expect(await confirm(totpCode(key, bench.now()), 'a')).toMatchObject({ ok: true });
  });

  test('confirmed several times at once, it is enrolled once, and every lost event is followed by one that says so', async () => {
    const { key } = await mustStart('a');
    const code = totpCode(key, bench.now());
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => confirm(code, 'a')));
    expect(tally(outcomes).ok).toBe(1);
    expect((await recordOf()).factors).toHaveLength(1);
    const ofZoe = (type: 'factor.enrolled' | 'act.unfinished') =>
      bench.audit.of(type).filter(({ context, event }) => {
        const isEnrolment = !('eventType' in event) || event.eventType === 'factor.enrolled';
        return context.accountId === zoe.account.id && isEnrolment;
      });
    expect(ofZoe('factor.enrolled')).toHaveLength(ofZoe('act.unfinished').length + 1);
  });
});
