import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { rotateKeys } from '../../adapters/vault/generate.ts';
import { everywhere } from '../../factors/attempts.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { cheapHashCost } from '../support/cheap-hash.ts';
import { type Bench, type Enrolled, fifty, minute, openBench, provingOf, tally } from './bench.ts';

let bench: Bench;
let zoe: Enrolled;
beforeEach(async () => {
  bench = await openBench();
  zoe = await bench.enrolled();
});
afterEach(() => bench.close());

const verify = (code: string, of: Enrolled = zoe, factors = bench.factors) =>
  factors.backupCodes.verify({ ...provingOf(of.account), code });
const codeAt = (index: number) => zoe.backupCodes[index] ?? '';

test('B3: each of ten codes proves once, and says how many are left', async () => {
  for (const [index, code] of zoe.backupCodes.entries()) {
    expect(await verify(code)).toMatchObject({
      ok: true,
      left: 9 - index,
      evidence: { kind: 'backup-code' },
    });
  }
  expect(await verify(codeAt(4))).toMatchObject({ ok: false, reason: 'used-already' });
  expect(bench.audit.of('factor.used').map(({ event }) => 'left' in event && event.left)).toEqual([
    9, 8, 7, 6, 5, 4, 3, 2, 1, 0,
  ]);
});

test('B3: typing forgives spaces, case, dashes and look-alikes', async () => {
  const sloppy = codeAt(0).toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
  expect(await verify(` ${sloppy} `)).toMatchObject({ ok: true });
});

test('B3: used fifty times at once it is right once; two codes at once are both right', async () => {
  expect(tally(await fifty(() => verify(codeAt(0)))).ok).toBe(1);
  bench.pass(60 * minute);
  expect(tally(await Promise.all([verify(codeAt(1)), verify(codeAt(2))]))).toEqual({ ok: 2 });
  const { backupCodes } = await bench.storage.enrollments.find(zoe.account.id);
  expect(backupCodes?.codes.filter(({ usedAt }) => usedAt !== null)).toHaveLength(3);
});

test('CVE-2025-64175: a code of one account is nothing for another', async () => {
  const bob = await bench.enrolled();
  expect(await verify(codeAt(0), bob)).toEqual({ ok: false, reason: 'wrong' });
  const theirs = await bench.storage.enrollments.find(zoe.account.id);
  const record = await bench.storage.enrollments.find(bob.account.id);
  // Not even where the whole set was copied over.
  await bench.storage.enrollments.replace({
    ...record,
    backupCodes: theirs.backupCodes,
    version: record.version + 1,
  });
  expect(await verify(codeAt(0), bob)).toEqual({ ok: false, reason: 'wrong' });
});

test('B5: codes work after the keys were rotated and the cost was raised', async () => {
  const file = bench.keys();
  const rotated = rotateKeys(file, ['hash'], bench.now());
  expect(rotated).not.toEqual(file);
  bench.pass(365 * 24 * 60 * minute);
  const factors = bench.factorsWith({ cost: { ...cheapHashCost, memoryCost: 128 } }, rotated);
  expect(await verify(codeAt(0), zoe, factors)).toMatchObject({ ok: true });
});

test('B5: a set holds no code, and malformed ones are not counted', async () => {
  const record = JSON.stringify(await bench.storage.enrollments.find(zoe.account.id));
  for (const code of zoe.backupCodes) expect(record).not.toContain(code.replaceAll('-', ''));
  for (const odd of ['', 'UUUU-UUUU-UUUU-UUUU', '123456', '0'.repeat(17)]) {
    expect(await verify(odd)).toEqual({ ok: false, reason: 'malformed' });
  }
});

test('B6: five wrong ones lock; a right one then fails and is not used up', async () => {
  for (let n = 0; n < 5; n++) expect(await verify('0'.repeat(16))).toEqual({ ok: false, reason: 'wrong' });
  expect(await verify(codeAt(0))).toMatchObject({ ok: false, reason: 'locked' });
  // The authenticator app is another factor: a lock closes one.
  expect(await bench.factors.totp.verify({ ...provingOf(zoe.account), code: zoe.code() })).toMatchObject({
    ok: true,
  });
  bench.pass(minute);
  expect(await verify(codeAt(0))).toMatchObject({ ok: true, left: 9 });
});

test('B6: 100 wrong ones disable the set', async () => {
  for (let n = 0; n < 100; n++) {
    await verify('0'.repeat(16));
    bench.pass(61 * minute);
  }
  expect(await verify(codeAt(0))).toEqual({ ok: false, reason: 'disabled' });
});

test('B6: the hundredth disables the set even if the server stopped before it wrote that down, and the counters were lost', async () => {
  for (let n = 0; n < 99; n++) {
    await verify('0'.repeat(16));
    bench.pass(61 * minute);
  }
  vi.spyOn(bench.storage.enrollments, 'replace').mockRejectedValueOnce(new StoreUnavailable('stopped'));
  await expect(verify('0'.repeat(16))).rejects.toThrow('stopped');
  bench.pass(minute);
  expect(await verify(codeAt(0))).toEqual({ ok: false, reason: 'disabled' });
  await bench.storage.attempts.forget(`backup-code:${zoe.account.id}`, [everywhere]);
  expect(await verify(codeAt(0))).toEqual({ ok: false, reason: 'disabled' });
  expect(bench.audit.of('factor.disabled')).toHaveLength(1);
});

test('beyond the queue of hashes it is busy, and nothing is counted', async () => {
  const factors = bench.factorsWith({ places: 0 });
  expect(await verify(codeAt(0), zoe, factors)).toEqual({ ok: false, reason: 'busy' });
});
