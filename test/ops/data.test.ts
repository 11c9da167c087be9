// Moving what must last out of one store into another: nothing is lost, nothing wrong is let in, nothing half is used.
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rotateKeys } from '../../adapters/vault/generate.ts';
import { verifyAll } from '../../audit/verify.ts';
import { kinds } from '../../ops/transfer/kinds.ts';
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import type { Vault } from '../../ports/vault.ts';
import { mustOpen, newDataDir } from '../contracts/embedded-stores.ts';
import { now, sampleRow } from '../contracts/samples.ts';
import { opened, someKeys, start } from '../vault/files.ts';
import { exported, fill, imported, recordsIn } from './moving.ts';

let vault: Vault;
let lines: readonly string[];
let filled: Awaited<ReturnType<typeof fill>>;
const dirs: string[] = [];

async function newStore(): Promise<Storage> {
  const dataDir = await newDataDir();
  dirs.push(dataDir);
  return mustOpen(dataDir, 'import');
}

beforeAll(async () => {
  ({ vault } = await opened());
  const source = await newStore();
  filled = await fill(source, vault);
  lines = await exported(source, vault);
  await source.close();
});
afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true, force: true }))));

/** The index of the first line of a kind. */
const at = (kind: string) => lines.findIndex((line) => line.includes(`"kind":"${kind}","record"`));

test('an export holds some of every kind, a header and a footer', () => {
  expect([...new Set(lines.map((line) => JSON.parse(line).kind))]).toEqual(['header', ...kinds, 'footer']);
});

test('F5 an export holds no secret that is not sealed or hashed', () => {
  const { person, registered } = filled;
  const secrets = [person.password, person.totpKey, registered.secret, ...person.backupCodes];
  expect(secrets).toHaveLength(13);
  const text = lines.join('');
  for (const secret of secrets) expect(text).not.toContain(String(secret));
});

test('what is imported is the same: records, lookups, audit chains, and the next export', async () => {
  const target = await newStore();
  const done = await imported(target, vault, lines);
  expect(done).toMatchObject({ ok: true, resumed: false, counts: { tenant: 1, policy: 2, account: 1 } });
  expect(await exported(target, vault)).toEqual(lines);
  const reports = await verifyAll({ store: target.audit, keys: vault });
  expect(reports).toHaveLength(2);
  expect(reports.every(({ ok }) => ok)).toBe(true);
  await target.close();
});

test('A13 E4 an application that was still to be told of a sign-out is told by whoever has the new store, in the tries that are left', async () => {
  const target = await newStore();
  await imported(target, vault, lines);
  const { id } = filled.registered.client;
  expect(await target.logouts.takeDue(now, now + 1, 9)).toEqual([
    expect.objectContaining({ clientId: id, accountId: filled.person.id, tries: 3 }),
  ]);
  await target.close();
});

describe('a file that is not as it was written is refused whole, with the line', () => {
  const change = (index: number, by: (line: string) => string) =>
    lines.with(index, by(lines.at(index) ?? ''));
  const renamed = (line: string) => line.replace('Northwind', 'Southwind');
  const damages: readonly (readonly [string, () => readonly string[], () => number, RegExp])[] = [
    ['nothing in it', () => [], () => 1, /ends here/],
    ['cut off behind a line', () => lines.slice(0, 5), () => 6, /ends here/],
    [
      'cut off in a line',
      () => [...lines.slice(0, 5), (lines[5] ?? '').slice(0, 20)],
      () => 6,
      /does not end/,
    ],
    ['without its last line', () => lines.slice(0, -1), () => lines.length, /ends here/],
    ['a value changed', () => change(at('tenant'), renamed), () => at('tenant') + 1, /changed/],
    ['a line removed', () => lines.toSpliced(at('account'), 1), () => at('account') + 1, /removed/],
    ['a line twice', () => lines.toSpliced(3, 0, lines[3] ?? ''), () => 5, /added/],
    ['two lines exchanged', () => lines.with(3, lines[4] ?? '').with(4, lines[3] ?? ''), () => 4, /moved/],
    ['a line that is no JSON', () => change(4, () => '{"kind":\n'), () => 5, /not JSON/],
    [
      'a kind that is none',
      () => change(4, (line) => line.replace(/"kind":"[\w-]+"/, '"kind":"passkey"')),
      () => 5,
      /kind/,
    ],
    ['a line behind the last', () => [...lines, lines[3] ?? ''], () => lines.length + 1, /behind/],
    ['an empty line', () => lines.toSpliced(3, 0, '\n'), () => 4, /not JSON/],
    ['another file', () => ['hello\n'], () => 1, /not JSON/],
    ['an export without its first line', () => lines.slice(1), () => 1, /not the first line/],
    [
      'a newer format',
      () => change(0, (line) => line.replace('"format":1', '"format":2')),
      () => 1,
      /format 2.*up to 1/,
    ],
    [
      'a header changed',
      () => change(0, (line) => line.replace('"version":"1"', '"version":"2"')),
      () => 2,
      /changed/,
    ],
    [
      'counts changed',
      () => change(-1, (line) => line.replace('"tenant":1', '"tenant":2')),
      () => lines.length,
      /2 tenants/,
    ],
    [
      'a footer changed',
      () => change(-1, (line) => line.replace(/"mac":"(.{4}).*"/, '"mac":"$1"')),
      () => lines.length,
      /hash/,
    ],
    ['a line without an end', () => [lines[0] ?? '', 'x'.repeat(2_000_000)], () => 2, /does not end/],
  ];

  test.each(damages)('%s', async (_name, damaged, line, problem) => {
    const target = await newStore();
    const refused = await imported(target, vault, damaged());
    expect(refused).toEqual({
      ok: false,
      reason: 'file',
      line: line(),
      problem: expect.stringMatching(problem),
    });
    // Nothing was written, and no mark is left.
    expect(await target.transfer.begin('another')).toEqual({ ok: true, resumed: false });
    await target.close();
  });
});

test('F5 an export of another key file is refused at its first line', async () => {
  const { vault: rotated } = await opened(
    rotateKeys(someKeys, ['hash', 'seal', 'audit'], start, { immediately: true }),
  );
  const target = await newStore();
  // Rotated keys still read.
  expect(await imported(target, rotated, lines)).toMatchObject({ ok: true });
  const foreign = rotateKeys(someKeys, ['hash'], start, { immediately: true });
  const { vault: stranger } = await opened({
    ...foreign,
    rings: { ...foreign.rings, hash: foreign.rings.hash.slice(0, 1) },
  });
  const refused = await imported(await newStore(), stranger, lines);
  expect(refused).toMatchObject({ ok: false, reason: 'file', line: 1 });
  expect(refused).toHaveProperty('problem', expect.stringContaining('another key file'));
  await target.close();
});

test.each([
  ['seal', 'enrollments'],
  ['audit', 'audit-row'],
] as const)(
  'a key of ring %s that is missing is told at the first line that needs it',
  async (ring, kind) => {
    const rotated = rotateKeys(someKeys, [ring], start, { immediately: true });
    const rings = { ...rotated.rings, [ring]: rotated.rings[ring].slice(0, 1) };
    const { vault: lacking } = await opened({ ...rotated, rings });
    const refused = await imported(await newStore(), lacking, lines);
    expect(refused).toEqual({
      ok: false,
      reason: 'file',
      line: at(kind) + 1,
      problem: expect.stringContaining(`ring ${ring}`),
    });
  },
);

test('a store that holds anything is refused, and left as it is', async () => {
  const target = await newStore();
  await target.groups.create({ id: 'g', tenantId: 't', name: 'Nurses' });
  expect(await imported(target, vault, lines)).toEqual({ ok: false, reason: 'holds-data', kinds: ['group'] });
  expect(recordsIn(await exported(target, vault))).toHaveLength(1);
  await target.close();
});

describe('an import that was cut short', () => {
  /** A store that goes away at the nth batch. */
  function breaking(storage: Storage, n: number): Storage {
    let batches = 0;
    const write: Storage['transfer']['write'] = async (kind, records) => {
      batches += 1;
      if (batches === n) throw new StoreUnavailable('away, says the test');
      await storage.transfer.write(kind, records);
    };
    return { ...storage, transfer: { ...storage.transfer, write } };
  }

  test.each([1, 4, kinds.length])('at batch %d: another file is refused, the same one goes on', async (n) => {
    const target = await newStore();
    await expect(imported(breaking(target, n), vault, lines)).rejects.toThrow(StoreUnavailable);
    const empty = await newStore();
    const others = await exported(empty, vault);
    expect(await imported(target, vault, others)).toEqual({ ok: false, reason: 'other-import' });
    expect(await imported(target, vault, lines)).toMatchObject({ ok: true, resumed: true });
    expect(await exported(target, vault)).toEqual(lines);
    await empty.close();
    await target.close();
  });

  test('a store that then holds something else is told, and stays unused', async () => {
    const target = await newStore();
    await expect(imported(breaking(target, kinds.length), vault, lines)).rejects.toThrow(StoreUnavailable);
    await target.groups.create({ id: 'g', tenantId: 't', name: 'Nurses' });
    expect(await imported(target, vault, lines)).toMatchObject({
      ok: false,
      reason: 'not-the-same',
      expected: { group: 1 },
      found: { group: 2 },
    });
    expect(await target.transfer.begin('another')).toEqual({ ok: false, reason: 'other-import' });
    await target.close();
  });
});

test('what a store cannot read at one moment is no export if events are written meanwhile', async () => {
  const source = await newStore();
  await fill(source, vault);
  const reader = await source.transfer.read();
  let reads = 0;
  const moving: Storage['transfer'] = {
    ...source.transfer,
    read: async () => ({
      ...reader,
      oneMoment: false,
      async page(kind, after, limit) {
        reads += 1;
        if (reads === 2) await source.audit.insert([sampleRow()]);
        return reader.page(kind, after, limit);
      },
    }),
  };
  const cut = await exported({ audit: source.audit, transfer: moving }, vault);
  expect(JSON.parse(cut.at(-1) ?? '').kind).not.toBe('footer');
  expect(await imported(await newStore(), vault, cut)).toMatchObject({
    reason: 'file',
    line: cut.length + 1,
  });
  await source.close();
});
