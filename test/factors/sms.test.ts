// B4: a code by text message proves once, for five minutes, in the sign-in that asked, for the number that is the account's.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { resendDelays } from '../../factors/sms/budget.ts';
import type { Account } from '../../ports/accounts.ts';
import { type Bench, contextOf, fifty, minute, openBench, provingOf, tally } from './bench.ts';
import { german, lastCode, number, setUpPhone, smsPolicy, withPhone, wrongFor } from './phones.ts';

let bench: Bench;
let zoe: Account;
beforeEach(async () => {
  bench = await openBench();
  zoe = await withPhone(bench);
});
afterEach(() => bench.close());

const send = (signInId = 'sign-in', address = '192.0.2.7') =>
  bench.factors.sms.send({ accountId: zoe.id, signInId, context: { ...contextOf(zoe), address } });
const verify = (code: string, signInId = 'sign-in') =>
  bench.factors.sms.verify({ ...provingOf(zoe, signInId), code });
async function sent(signInId = 'sign-in'): Promise<string> {
  expect(await send(signInId)).toMatchObject({ ok: true });
  return lastCode(bench);
}
/** However long the delay has become. */
async function sentLater(): Promise<string> {
  bench.pass(15 * minute);
  return sent();
}
const record = () => bench.storage.enrollments.find(zoe.id);

describe('B4: a code', () => {
  test('goes to the number, proves once, and says where it came from', async () => {
    const code = await sent();
    expect(bench.texts.at(-1)).toEqual({ accountId: zoe.id, number, code });
    const proved = await verify(`${code.slice(0, 3)} ${code.slice(3)}`);
    const [phone] = (await record()).factors;
    expect(proved).toMatchObject({ ok: true, evidence: { kind: 'sms', source: phone?.id } });
    expect(phone).toMatchObject({ lastUsedAt: bench.now() });
    expect(await verify(code)).toMatchObject({ ok: false, reason: 'expired' });
  });

  test('of another sign-in, after five minutes, or voided by a newer one proves nothing', async () => {
    const code = await sent();
    expect(await verify(code, 'another')).toMatchObject({ ok: false, reason: 'expired' });
    bench.pass(5 * minute);
    expect(await verify(code)).toMatchObject({ ok: false, reason: 'expired' });
    const voided = await sentLater();
    bench.pass(minute + 1);
    await sent('another');
    expect(await verify(voided)).toMatchObject({ ok: false, reason: 'expired' });
  });

  test('used fifty times at once is right once', async () => {
    const code = await sent();
    const outcomes = await fifty(() => verify(code));
    expect(tally(outcomes).ok).toBe(1);
    expect(bench.audit.of('factor.used')).toHaveLength(1);
  });

  test('that cannot be one is malformed, and not counted', async () => {
    const code = await sent();
    for (const odd of ['', 'abcdef', '12345', '1234567', '"; --'])
      expect(await verify(odd)).toEqual({ ok: false, reason: 'malformed' });
    expect(await verify(code)).toMatchObject({ ok: true });
  });

  test('sent to a number that was replaced since proves nothing', async () => {
    const code = await sent();
    bench.pass(minute);
    await setUpPhone(bench, zoe, german);
    expect((await record()).factors).toHaveLength(1);
    expect(await verify(code)).toMatchObject({ ok: false, reason: 'expired' });
  });

  test('F3: is used up and grants nothing when its event cannot be written', async () => {
    const code = await sent();
    bench.audit.breakDown();
    await expect(verify(code)).rejects.toThrow();
    const holder = { kind: 'sign-in', id: 'sign-in', accountId: zoe.id } as const;
    expect((await bench.storage.evidence.find(holder, bench.now())).evidence).toEqual([]);
    expect(await verify(code)).toMatchObject({ ok: false, reason: 'expired' });
  });

  test('B5, F5: number and code are stored sealed and hashed, and stand in no event', async () => {
    const code = await sent();
    expect(JSON.stringify(await record())).not.toContain('79123456');
    const secret = await bench.storage.oneTimeSecrets.findFor(zoe.id, 'sms-code', bench.now());
    expect(JSON.stringify([secret, bench.audit.acts])).not.toMatch(new RegExp(`${code}|79123456`));
  });
});

describe('B6: wrong codes', () => {
  test('lock from the fifth on, and a right one is refused then and not used up', async () => {
    const code = await sent();
    for (let tries = 0; tries < 4; tries++)
      expect(await verify(wrongFor(code))).toMatchObject({ ok: false, reason: 'wrong' });
    bench.pass(30_000);
    const next = await sent();
    expect(await verify(wrongFor(next))).toMatchObject({ ok: false, reason: 'wrong' });
    expect(await verify(next)).toMatchObject({ ok: false, reason: 'locked' });
    // No message that would be good for nothing is paid for.
    const texts = bench.texts.length;
    bench.pass(30_000);
    expect(await send()).toMatchObject({ ok: false, reason: 'locked', until: expect.any(Number) });
    expect(bench.texts).toHaveLength(texts);
    bench.pass(30_000);
    expect(await verify(next)).toMatchObject({ ok: true });
  });

  test('are counted through every new code: a hundred end the phone until it is set up anew', async () => {
    for (let tries = 0; tries < 100; tries++) {
      bench.pass(60 * minute);
      const code = await sent();
      expect(await verify(wrongFor(code))).toMatchObject({ ok: false, reason: 'wrong' });
    }
    expect((await record()).factors[0]?.disabledAt).not.toBeNull();
    expect(bench.audit.of('factor.disabled')).toHaveLength(1);
    expect(await send()).toEqual({ ok: false, reason: 'not-enrolled' });
    expect(await verify('123456')).toMatchObject({ ok: false, reason: 'disabled' });
    bench.pass(60 * minute);
    await setUpPhone(bench, zoe, number);
    bench.pass(minute);
    expect(await verify(await sent())).toMatchObject({ ok: true });
  });
});

describe('B4: messages', () => {
  test('wait longer each time, until a code was right', async () => {
    for (const delay of resendDelays) {
      await sent();
      bench.pass(delay - 1);
      expect(await send()).toEqual({ ok: false, reason: 'too-many', until: bench.now() + 1 });
      bench.pass(1);
    }
    await verify(await sent());
    expect(await send()).toMatchObject({ ok: true });
  });

  test('that a budget refuses make none of the next wait longer', async () => {
    const sms = { ...smsPolicy.sms, messagesADay: 1 };
    const other = await bench.member({}, { ...smsPolicy, sms });
    // The message of the set-up is the only one of the day.
    await setUpPhone(bench, other, german);
    bench.pass(minute);
    const ask = { accountId: other.id, signInId: 'sign-in', context: contextOf(other) };
    for (let tries = 0; tries < 5; tries++)
      expect(await bench.factors.sms.send(ask)).toMatchObject({ ok: false, reason: 'too-many' });
    bench.pass(24 * 60 * minute);
    expect(await bench.factors.sms.send(ask)).toMatchObject({ ok: true });
    const [first = 0] = resendDelays;
    expect(await bench.factors.sms.send(ask)).toMatchObject({ ok: false, until: bench.now() + first });
  });

  test('that the gateway does not take: no code, and an event that says why', async () => {
    bench.gateway.away = true;
    // None of these makes the next wait.
    for (let tries = 0; tries < 3; tries++) expect(await send()).toEqual({ ok: false, reason: 'not-sent' });
    expect(bench.smsOutcomes).toEqual(['sent', 'unreachable', 'unreachable', 'unreachable']);
    expect(bench.audit.of('sms-code.sent').map(({ event }) => event)).toMatchObject([{ messageId: 'sms-1' }]);
    expect(bench.audit.of('sms-code.not-sent')[0]).toMatchObject({
      how: 'fold',
      event: { reason: 'unreachable' },
      context: { accountId: zoe.id },
    });
    expect(await bench.factors.sms.standing(zoe.id, 'sign-in')).toEqual({
      number: '+41\u00a0••\u00a0•••\u00a0••\u00a067',
      until: null,
    });
  });

  test('go to no country that the organization took off its list', async () => {
    const current = await bench.storage.policies.current(zoe.tenantId);
    if (!current) throw new Error('it has a policy');
    const sms = { ...current.policy.sms, countries: ['DE'] };
    const policy = { ...current.policy, sms };
    await bench.storage.policies.append({ ...current, version: current.version + 1, policy });
    expect(await send()).toEqual({ ok: false, reason: 'country' });
  });
});
