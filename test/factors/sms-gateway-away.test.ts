// B4: what the gateway certainly did not take costs nobody a message of the day; what it may have sent stays spent.
// Attack: somebody makes messages fail to be given more of them, or has the server ask a gateway in trouble without end.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import type { SmsFailed } from '../../ports/sms.ts';
import { type Bench, contextOf, fifty, minute, openBench } from './bench.ts';
import { setUpPhone, smsPolicy, withPhone } from './phones.ts';

const phone = '+41791234567';
const second = 1000;
const quarter = 15 * minute;
let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const send = (account: Account) =>
  bench.factors.sms.send({ accountId: account.id, signInId: 'sign-in', context: contextOf(account) });
const notSent = { ok: false, reason: 'not-sent' };
const failing = (reason: SmsFailed['reason'], status: number | null = null): void => {
  bench.gateway.away = true;
  bench.gateway.fails = { ok: false, reason, status };
};

/** Presses as often as a message may be asked for; how many went out until the day's were used up. */
async function sendAll(account: Account, most = 60): Promise<number> {
  for (let sent = 0; sent < most; sent++) {
    bench.pass(quarter);
    if (!(await send(account)).ok) return sent;
  }
  return most;
}

/** Of an organization that sends so many a day; the message of the set-up is one of them. */
async function inOrganization(messagesADay: number): Promise<Account> {
  const account = await bench.member({}, { ...smsPolicy, sms: { ...smsPolicy.sms, messagesADay } });
  await setUpPhone(bench, account, phone);
  bench.pass(minute);
  return account;
}

describe('B4 a gateway that is away', () => {
  test('uses up nobody’s messages, and makes none wait once it is back', async () => {
    const zoe = await withPhone(bench);
    bench.gateway.away = true;
    for (let press = 0; press < 60; press++) {
      expect(await send(zoe)).toEqual(notSent);
      bench.pass(30 * second);
    }
    bench.gateway.away = false;
    expect(await send(zoe)).toMatchObject({ ok: true });
    // One went out at set-up, one just now.
    expect(await sendAll(zoe)).toBe(28);
  });

  test('uses up none of the organization’s, nor does one that says no', async () => {
    const account = await inOrganization(3);
    for (const [reason, status] of [
      ['unreachable'],
      ['no-gateway'],
      ['refused', 402],
      ['refused', 429],
    ] as const)
      for (let press = 0; press < 5; press++) {
        failing(reason, status);
        expect(await send(account)).toEqual(notSent);
        bench.pass(30 * second);
      }
    bench.gateway.away = false;
    expect(await sendAll(account)).toBe(2);
  });

  test.each([
    ['timeout', null],
    ['cut-off', null],
    ['odd-answer', 200],
    ['refused', 502],
    ['refused', 301],
  ] as const)('but may have sent it (%s, %s): it stays spent, and the next waits', async (reason, status) => {
    const account = await inOrganization(2);
    failing(reason, status);
    expect(await send(account)).toEqual(notSent);
    expect(await send(account)).toEqual({ ok: false, reason: 'too-many', until: bench.now() + 30 * second });
    bench.gateway.away = false;
    expect(await sendAll(account)).toBe(0);
    expect(bench.smsOutcomes.at(-1)).toBe('organization-budget');
  });

  test('is asked three times at once and then every 30 seconds, however often somebody presses', async () => {
    const zoe = await withPhone(bench);
    bench.gateway.away = true;
    for (let press = 0; press < 3; press++) expect(await send(zoe)).toEqual(notSent);
    const wait = { ok: false, reason: 'too-many', until: bench.now() + 30 * second };
    for (let press = 0; press < 5; press++) expect(await send(zoe)).toEqual(wait);
    bench.pass(30 * second - 1);
    expect(await send(zoe)).toEqual(wait);
    const tries = () => bench.smsOutcomes.filter((outcome) => outcome === 'unreachable').length;
    expect(tries()).toBe(3);
    bench.pass(1);
    await fifty(() => send(zoe));
    expect(tries()).toBe(4);
    bench.pass(30 * second);
    bench.gateway.away = false;
    expect(await send(zoe)).toMatchObject({ ok: true });
  });

  test('now and then gives nobody more than the messages of the day', async () => {
    const zoe = await withPhone(bench);
    let sent = 0;
    for (let press = 0; press < 80; press++) {
      bench.gateway.away = press % 2 === 0;
      bench.pass(quarter);
      if ((await send(zoe)).ok) sent += 1;
    }
    expect(sent).toBe(29);
  });
});

test('B4 a budget that is used up spends none of the others', async () => {
  const account = await inOrganization(1);
  for (let press = 0; press < 40; press++)
    expect(await send(account)).toMatchObject({ ok: false, reason: 'too-many' });
  const current = await bench.storage.policies.current(account.tenantId);
  if (!current) throw new Error('it has a policy');
  const policy = { ...current.policy, sms: { ...current.policy.sms, messagesADay: 1000 } };
  await bench.storage.policies.append({ ...current, version: current.version + 1, policy });
  expect(await sendAll(account)).toBe(29);
});
