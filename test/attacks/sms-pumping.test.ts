// SMS pumping: somebody has messages sent again and again, to numbers that earn from each, or to bother whom they know.
// Budgets of number, account, network and organization stand, whichever of them is asked again in whatever way.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bench, contextOf, openBench } from '../factors/bench.ts';
import { number, smsPolicy, withPhone } from '../factors/phones.ts';

const hour = 3_600_000;
let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

type Account = Awaited<ReturnType<typeof withPhone>>;
let asked = 0;
/** Each time in a new sign-in, from another network unless told otherwise. */
function send({ id, ...account }: Account, address = `10.${(asked >> 8) & 255}.${asked & 255}.1`) {
  asked += 1;
  const context = { ...contextOf({ id, ...account }), address };
  return bench.factors.sms.send({ accountId: id, signInId: `sign-in-${asked}`, context });
}

/** Until it is refused for more than the delay. */
async function sendAll(account: Account, most: number, address?: string): Promise<number> {
  for (let sent = 0; sent < most; sent++) {
    bench.pass(15 * 60_000);
    if (!(await send(account, address)).ok) return sent;
  }
  return most;
}

const refusals = () => bench.audit.of('sms-code.not-sent').map(({ event }) => Reflect.get(event, 'reason'));

test('B4 an account gets thirty messages a day, however it asks', async () => {
  const zoe = await withPhone(bench);
  // One went out at set-up.
  expect(await sendAll(zoe, 60)).toBe(29);
  expect(refusals()).toEqual(['account-budget']);
  // As the metrics count them: who watches them sees the pumping.
  expect(bench.smsOutcomes).toEqual([...Array.from({ length: 30 }, () => 'sent'), 'account-budget']);
  bench.pass(24 * hour);
  expect(await send(zoe)).toMatchObject({ ok: true });
});

test('B4 a number gets thirty a day from all accounts together', async () => {
  const [one, other] = [await withPhone(bench), await withPhone(bench)];
  expect((await sendAll(one, 20)) + (await sendAll(other, 20))).toBe(30);
  expect(refusals()).toEqual(['number-budget']);
});

test('B4 a number that nobody has confirmed gets ten a day, and whoever has it loses none of theirs by that', async () => {
  const owner = await withPhone(bench);
  const stranger = await bench.member({}, smsPolicy);
  const start = () =>
    bench.factors.smsEnrolling.start({
      ...{ accountId: stranger.id, signInId: 's', context: contextOf(stranger) },
      number,
    });
  let sent = 0;
  for (; sent < 20; sent++) {
    bench.pass(15 * 60_000);
    if (!(await start()).ok) break;
  }
  // The owner's own set-up was one of the ten.
  expect(sent).toBe(9);
  expect(refusals()).toEqual(['number-budget']);
  expect(await send(owner)).toMatchObject({ ok: true });
});

test('B4 a number of a country that is not allowed, or with a higher price, gets none', async () => {
  const account = await bench.member({}, smsPolicy);
  const start = (typed: string) =>
    bench.factors.smsEnrolling.start({
      ...{ accountId: account.id, signInId: 's', context: contextOf(account) },
      number: typed,
    });
  expect(await start('+1 876 555 1234')).toEqual({ ok: false, reason: 'country' });
  expect(await start('+881 612345678')).toEqual({ ok: false, reason: 'country' });
  expect(await start('+41 900 123 456')).toEqual({ ok: false, reason: 'not-a-phone' });
  expect(bench.texts).toEqual([]);
});

test('B4 an organization sends so many a day as its policy says', async () => {
  const account = await bench.member({}, { ...smsPolicy, sms: { countries: ['CH'], messagesADay: 3 } });
  const start = () =>
    bench.factors.smsEnrolling.start({
      ...{ accountId: account.id, signInId: 's', context: contextOf(account) },
      number,
    });
  for (let sent = 0; sent < 3; sent++) {
    bench.pass(15 * 60_000);
    expect(await start()).toMatchObject({ ok: true });
  }
  bench.pass(15 * 60_000);
  expect(await start()).toMatchObject({ ok: false, reason: 'too-many' });
  expect(refusals()).toEqual(['organization-budget']);
});

test('B4 a network sends three hundred an hour, whatever addresses of it are used', async () => {
  const zoe = await withPhone(bench);
  const others = Array.from({ length: 300 }, () =>
    bench.storage.attempts.limit('sms-network:198.51.100.0/24', 300, hour, bench.now()),
  );
  await Promise.all(others);
  expect(await send(zoe, '198.51.100.9')).toMatchObject({ ok: false, reason: 'too-many' });
  expect(refusals()).toEqual(['network-budget']);
  bench.pass(hour);
  expect(await send(zoe, '198.51.100.9')).toMatchObject({ ok: true });
});
