// Changing the own address: how often codes are sent and tried (B6), whatever is asked for anew.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import { type Bench, contextOf, fifty, minute, openBench, tally } from './bench.ts';

const hour = 60 * minute;
let bench: Bench;
let zoe: Account;
beforeEach(async () => {
  bench = await openBench();
  zoe = await bench.member();
});
afterEach(() => bench.close());

const asking = (sessionUid = 'session') => ({ accountId: zoe.id, sessionUid, context: contextOf(zoe) });
const ask = () => bench.factors.emailChange.ask(asking(), 'zoe.new@example.org');
/** Those of the last asking. */
function mailed() {
  const [old = '', code = ''] = bench.mails.slice(-2).map((mail) => mail.code);
  return { old, new: code };
}
const confirm = (codes = mailed()) => bench.factors.emailChange.confirm(asking(), codes);
function wrong() {
  const codes = mailed();
  return { ...codes, new: codes.new.replace(/^./, (first) => String((Number(first) + 1) % 10)) };
}

describe('B6: the codes for another address', () => {
  test('are asked for three times in 15 minutes, and ten times a day', async () => {
    const began = bench.now();
    for (let n = 0; n < 10; n++) {
      if (n > 0 && n % 3 === 0) {
        expect(await ask()).toEqual({ ok: false, reason: 'too-many', until: bench.now() + 15 * minute });
        bench.pass(15 * minute);
      }
      expect(await ask()).toMatchObject({ ok: true });
    }
    expect(bench.mails).toHaveLength(20);
    bench.pass(15 * minute);
    expect(await ask()).toEqual({ ok: false, reason: 'too-many', until: began + 24 * hour });
    expect(bench.mails).toHaveLength(20);
    bench.pass(24 * hour);
    expect(await ask()).toMatchObject({ ok: true });
  });

  test('have a counter that asking again does not renew; it locks, and a right try ends that', async () => {
    await ask();
    for (let n = 0; n < 5; n++) expect(await confirm(wrong())).toMatchObject({ reason: 'wrong' });
    const until = bench.now() + minute;
    await ask();
    expect(await confirm()).toEqual({ ok: false, reason: 'locked', until });
    bench.pass(minute);
    expect(await confirm(wrong())).toMatchObject({ reason: 'wrong' });
    expect(await confirm()).toEqual({ ok: false, reason: 'locked', until: bench.now() + 2 * minute });
    bench.pass(2 * minute);
    expect(await confirm()).toEqual({ ok: true });
    expect(bench.audit.of('email-change.failed').map(({ event }) => event)).toContainEqual(
      expect.objectContaining({ reason: 'locked' }),
    );
    const moved = await bench.storage.accounts.find(zoe.id);
    zoe = moved ?? zoe;
    await bench.factors.emailChange.ask(asking(), 'zoe.other@example.org');
    for (let n = 0; n < 4; n++) expect(await confirm(wrong())).toMatchObject({ reason: 'wrong' });
    expect(await confirm()).toEqual({ ok: true });
  });

  test('are not tried after a hundred wrong ones, until an admin unlocks the account', async () => {
    for (let n = 0; n < 100; n++) {
      bench.pass(3 * hour);
      await ask();
      expect(await confirm(wrong())).toMatchObject({ reason: n < 99 ? 'wrong' : 'disabled' });
    }
    bench.pass(3 * hour);
    await ask();
    expect(await confirm()).toEqual({ ok: false, reason: 'disabled' });
    await bench.factors.unlock({ account: zoe, context: contextOf(zoe) });
    expect(await confirm()).toEqual({ ok: true });
  });

  test('fifty at once are right once', async () => {
    await ask();
    expect(tally(await fifty(() => confirm())).ok).toBe(1);
  });

  test('count nothing where no code waits, or in another session', async () => {
    await ask();
    const other = asking('another');
    for (let n = 0; n < 6; n++)
      expect(await bench.factors.emailChange.confirm(other, mailed())).toEqual({
        ok: false,
        reason: 'expired',
      });
    expect(await confirm()).toEqual({ ok: true });
  });
});
