// B4, B8, B9: setting up a phone: a number, a code to it, and the code back; until then nothing counts.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import { hour } from '../contracts/samples.ts';
import { type Bench, confirmationOf, contextOf, minute, openBench, provingOf } from './bench.ts';
import { german, lastCode, number, smsPolicy, wrongFor } from './phones.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const start = (account: Account, typed: string | null, signInId = 'sign-in') =>
  bench.factors.smsEnrolling.start({
    ...{ accountId: account.id, signInId, context: contextOf(account) },
    number: typed,
  });
const confirm = (account: Account, code: string, change = {}) =>
  bench.factors.smsEnrolling.confirm({
    ...provingOf(account),
    code,
    confirmation: confirmationOf(account),
    ...change,
  });
const standing = (account: Account) => bench.factors.smsEnrolling.standing(account.id, 'sign-in');
const factorsOf = async ({ id }: Account) => (await bench.storage.enrollments.find(id)).factors;

describe('B4: setting up a phone', () => {
  test('takes a number in the first country, and brings the phone, backup codes and a proof at once', async () => {
    const account = await bench.member({}, smsPolicy);
    expect(await standing(account)).toEqual({ proposed: null, country: 'CH', begun: null });
    expect(await start(account, null)).toEqual({ ok: false, reason: 'no-number' });
    expect(await start(account, '079 123 45 67')).toMatchObject({ ok: true });
    expect(await factorsOf(account)).toEqual([]);
    expect(await standing(account)).toMatchObject({
      begun: { number: '+41\u00a0••\u00a0•••\u00a0••\u00a067', until: bench.now() + 5 * minute },
    });
    const confirmed = await confirm(account, lastCode(bench));
    expect(confirmed).toMatchObject({ ok: true, evidence: { kind: 'sms' } });
    expect(confirmed.ok && confirmed.backupCodes).toHaveLength(10);
    const [phone] = await factorsOf(account);
    expect(phone).toMatchObject({ kind: 'sms', name: '+41\u00a0••\u00a0•••\u00a0••\u00a067' });
    expect(bench.audit.of('factor.enrolled')[0]?.event).toMatchObject({
      kind: 'sms',
      confirmedBy: 'mailbox',
    });
  });

  test('proposes the number of the profile, which proves nothing before its code came back', async () => {
    const account = await bench.member({ profile: { phone_number: german } }, smsPolicy);
    expect(await standing(account)).toMatchObject({ proposed: '+49\u00a0••••\u00a0•••••89' });
    expect(await start(account, null)).toMatchObject({ ok: true });
    expect(bench.texts.at(-1)).toMatchObject({ number: german });
    expect(await bench.factors.sms.verify({ ...provingOf(account), code: lastCode(bench) })).toEqual({
      ok: false,
      reason: 'not-enrolled',
    });
  });

  test('takes no number for 72 hours after somebody else put it there', async () => {
    const profile = { phone_number: number };
    const account = await bench.member({ profile, phoneChangedByOtherAt: bench.now() }, smsPolicy);
    bench.pass(72 * hour - 1);
    expect(await standing(account)).toMatchObject({ proposed: null });
    for (const typed of [null, '079 123 45 67'])
      expect(await start(account, typed)).toEqual({ ok: false, reason: 'changed-recently' });
    expect(await start(account, german)).toMatchObject({ ok: true });
    bench.pass(1);
    expect(await start(account, number, 'another')).toMatchObject({ reason: 'too-many' });
    bench.pass(minute);
    expect(await start(account, number, 'another')).toMatchObject({ ok: true });
  });

  test('B8: is begun anew by another number, whose code alone counts', async () => {
    const account = await bench.member({}, smsPolicy);
    await start(account, number);
    const first = lastCode(bench);
    bench.pass(minute);
    await start(account, german);
    expect(await confirm(account, first)).toEqual({ ok: false, reason: 'wrong' });
    expect(await confirm(account, lastCode(bench), { signInId: 'another' })).toMatchObject({
      reason: 'expired',
    });
    expect(await confirm(account, lastCode(bench))).toMatchObject({ ok: true });
    expect(await factorsOf(account)).toMatchObject([{ name: '+49\u00a0••••\u00a0•••••89' }]);
  });

  test('B9: needs the second way where nothing is set up, and then the code is not used up', async () => {
    const account = await bench.member({}, smsPolicy);
    await start(account, number);
    const code = lastCode(bench);
    expect(await confirm(account, code, { confirmation: null })).toMatchObject({ reason: 'not-confirmed' });
    expect(await confirm(account, code)).toMatchObject({ ok: true });
  });

  test('confirmed twice at once is one phone, and the one that lost says so', async () => {
    const account = await bench.member({}, smsPolicy);
    await start(account, number);
    const code = lastCode(bench);
    const both = await Promise.all([confirm(account, code), confirm(account, code)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await factorsOf(account)).toHaveLength(1);
    expect(bench.audit.of('factor.enrolled')).toHaveLength(1);
  });

  test('B6: codes are tried five times a minute, and each five times at all', async () => {
    const account = await bench.member({}, smsPolicy);
    await start(account, number);
    const code = lastCode(bench);
    for (let tries = 0; tries < 5; tries++)
      expect(await confirm(account, wrongFor(code))).toEqual({ ok: false, reason: 'wrong' });
    expect(await confirm(account, code)).toMatchObject({ reason: 'too-many' });
    bench.pass(minute);
    expect(await confirm(account, code)).toEqual({ ok: false, reason: 'expired' });
  });
});
