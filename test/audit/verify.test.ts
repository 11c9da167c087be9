import { describe, expect, test } from 'vitest';
import { chainRows, entryOf } from '../../audit/chain.ts';
import type { Checkpoint } from '../../audit/checkpoint.ts';
import type { Finding } from '../../audit/diagnosis.ts';
import { verifyAll, verifyChain } from '../../audit/verify.ts';
import type { AuditRow } from '../../ports/audit-store.ts';
import { aDesk, contextFor, fill, randomId, start, used } from './chains.ts';

type Tamper = (rows: readonly AuditRow[]) => AuditRow[];

/** The row that stands at that sequence (the tables use chains of ten). */
const at = (rows: readonly AuditRow[], sequence: number): AuditRow => {
  const row = rows.find((one) => one.sequence === sequence);
  if (!row) throw new Error(`There is no row ${sequence}.`);
  return row;
};
const change =
  (sequence: number, fields: Partial<AuditRow>): Tamper =>
  (rows) =>
    rows.map((row) => (row.sequence === sequence ? { ...row, ...fields } : row));
const swap =
  (a: number, b: number): Tamper =>
  (rows) =>
    rows.map((row) =>
      row.sequence === a
        ? { ...at(rows, b), sequence: a }
        : row.sequence === b
          ? { ...at(rows, a), sequence: b }
          : row,
    );
const remove =
  (...sequences: number[]): Tamper =>
  (rows) =>
    rows.filter((row) => !sequences.includes(row.sequence));
const renumber =
  (from: number, by: number): Tamper =>
  (rows) =>
    rows.map((row) => (row.sequence >= from ? { ...row, sequence: row.sequence + by } : row));
const insert =
  (sequence: number): Tamper =>
  (rows) => [...rows, { ...at(rows, 1), id: 'forged', sequence, mac: 'forged' }];
const all =
  (...tampers: Tamper[]): Tamper =>
  (rows) =>
    tampers.reduce<AuditRow[]>((now, tamper) => tamper(now), [...rows]);

const id = (sequence: number) => `of ${sequence}`;
const body = '{"context":{},"event":{"type":"factor.used"},"severity":"info"}';

/** What was done, and what verify must say: what, where, and whose event. */
const table: readonly (readonly [string, Tamper, readonly (readonly [string, number, string | null])[]])[] = [
  ['nothing', (rows) => [...rows], []],
  ['the body', change(4, { body }), [['changed', 4, id(4)]]],
  ['the time', change(4, { at: 5 }), [['changed', 4, id(4)]]],
  ['the account', change(4, { accountId: 'eve' }), [['changed', 4, id(4)]]],
  ['the type', change(4, { type: 'factor.failed' }), [['changed', 4, id(4)]]],
  ['the id', change(4, { id: 'other' }), [['changed', 4, 'other']]],
  ['personal fields', change(4, { personal: '{"email":"eve@example.org"}' }), [['changed', 4, id(4)]]],
  ['personal fields and digest', change(4, { personal: null, personalDigest: 'x' }), [['changed', 4, id(4)]]],
  ['the first', change(1, { body }), [['changed', 1, id(1)]]],
  ['the last', change(10, { body }), [['changed', 10, id(10)]]],
  [
    'two',
    all(change(4, { body }), change(8, { body })),
    [
      ['changed', 4, id(4)],
      ['changed', 8, id(8)],
    ],
  ],
  [
    'two neighbours',
    all(change(4, { body }), change(5, { body })),
    [
      ['changed', 4, id(4)],
      ['changed', 5, id(5)],
    ],
  ],
  [
    'body and mac',
    change(4, { body, mac: 'x' }),
    [
      ['changed', 4, id(4)],
      ['changed', 5, id(5)],
    ],
  ],
  ['the key id', change(4, { keyId: 'gone' }), [['unknown-key', 4, id(4)]]],
  ['one removed', remove(4), [['removed', 4, null]]],
  ['three removed', remove(4, 5, 6), [['removed', 4, null]]],
  ['the first removed', remove(1), [['removed', 1, null]]],
  [
    'two places removed',
    remove(3, 7),
    [
      ['removed', 3, null],
      ['removed', 7, null],
    ],
  ],
  ['one removed, the rest renumbered', all(remove(4), renumber(5, -1)), [['removed', 4, null]]],
  ['the first removed, the rest renumbered', all(remove(1), renumber(2, -1)), [['removed', 1, null]]],
  ['two removed, the rest renumbered', all(remove(4, 5), renumber(6, -2)), [['removed', 4, null]]],
  [
    'neighbours swapped',
    swap(4, 5),
    [
      ['reordered', 4, id(5)],
      ['reordered', 5, id(4)],
    ],
  ],
  [
    'two far apart swapped',
    swap(3, 8),
    [
      ['reordered', 3, id(8)],
      ['reordered', 8, id(3)],
    ],
  ],
  [
    'the first and the last swapped',
    swap(1, 10),
    [
      ['reordered', 1, id(10)],
      ['reordered', 10, id(1)],
    ],
  ],
  ['one moved to the end', all(renumber(11, 0), change(4, { sequence: 11 })), [['reordered', 11, id(4)]]],
  ['one inserted, the rest renumbered', all(renumber(4, 1), insert(4)), [['inserted', 4, 'forged']]],
  [
    'one inserted at the front',
    all(renumber(1, 1), (rows) => [...rows, { ...at(rows, 2), id: 'forged', sequence: 1, mac: 'x' }]),
    [['inserted', 1, 'forged']],
  ],
  ['one inserted between', insert(4.5), [['inserted', 4.5, 'forged']]],
  ['one inserted below 1', insert(0), [['inserted', 0, 'forged']]],
  ['one inserted twice at a place', insert(4), [['inserted', 4, 'forged']]],
  ['one added at the end', insert(11), [['changed', 11, 'forged']]],
];

const brief = (before: readonly AuditRow[], findings: readonly Finding[]) => {
  const ids = new Map(before.map((row) => [row.id, id(row.sequence)]));
  return findings.map((one) => [one.what, one.sequence, one.id && (ids.get(one.id) ?? one.id)]);
};

describe('F4 verify', () => {
  test.each(table)('names what was tampered with: %s', async (_, tamper, expected) => {
    const desk = await aDesk();
    await fill(desk, 10);
    const before = desk.store.rows;
    desk.store.rows = tamper(before);
    const report = await verifyChain({ store: desk.store, keys: desk.vault }, 'clinic');
    expect(brief(before, report.findings)).toEqual(expected);
    expect(report.ok).toBe(expected.length === 0);
  });

  test('a row of another tenant does not pass in this one', async () => {
    const desk = await aDesk();
    await fill(desk, 3, 'clinic');
    await fill(desk, 3, 'other');
    desk.store.rows = desk.store.rows
      .filter((row) => row.chain !== 'clinic' || row.sequence !== 2)
      .map((row) => (row.chain === 'other' && row.sequence === 2 ? { ...row, chain: 'clinic' } : row));
    const report = await verifyChain({ store: desk.store, keys: desk.vault }, 'clinic');
    expect(report.findings.map(({ what, sequence }) => [what, sequence])).toEqual([
      ['changed', 2],
      ['changed', 3],
    ]);
  });

  test('thousands of rows are read by pages, and renumbered ones are one finding', async () => {
    const desk = await aDesk();
    const entries = Array.from({ length: 2500 }, () =>
      entryOf(randomId(), used, contextFor(), start, 'salt'),
    );
    desk.store.rows = chainRows(desk.vault, { sequence: 0, mac: '' }, entries);
    expect(await verifyChain({ store: desk.store, keys: desk.vault }, 'clinic')).toMatchObject({
      ok: true,
      events: 2500,
    });
    desk.store.rows = all(remove(700), renumber(701, -1))(desk.store.rows);
    const { findings } = await verifyChain({ store: desk.store, keys: desk.vault }, 'clinic');
    expect(findings).toEqual([expect.objectContaining({ what: 'removed', sequence: 700 })]);
  });

  test('a chain holds over a rotation of the audit key', async () => {
    const desk = await aDesk();
    const { rotateKeys } = await import('../../adapters/vault/generate.ts');
    const { opened, someKeys } = await import('../vault/files.ts');
    await fill(desk, 2);
    const { vault } = await opened(rotateKeys(someKeys, ['audit'], start, { immediately: true }));
    const { logOn } = await import('./chains.ts');
    await fill({ log: logOn(desk.store, vault) }, 2);
    expect(new Set(desk.store.rows.map((row) => row.keyId)).size).toBe(2);
    expect(await verifyChain({ store: desk.store, keys: vault }, 'clinic')).toMatchObject({
      ok: true,
      events: 4,
    });
  });
});

describe('F4 verify with checkpoints', () => {
  const checkpointAt = (rows: readonly AuditRow[], sequence: number): Checkpoint => ({
    chain: 'clinic',
    sequence,
    mac: at(rows, sequence).mac,
    count: sequence,
    at: start + sequence * 1000,
  });

  test('finds a tail that was cut off; without one it says that it cannot know', async () => {
    const desk = await aDesk();
    await fill(desk, 10);
    const checkpoints = [checkpointAt(desk.store.rows, 5), checkpointAt(desk.store.rows, 10)];
    desk.store.rows = remove(8, 9, 10)(desk.store.rows);
    const deps = { store: desk.store, keys: desk.vault };
    const { findings } = await verifyChain(deps, 'clinic', { checkpoints });
    expect(findings).toEqual([expect.objectContaining({ what: 'cut-off', sequence: 8 })]);
    const blind = await verifyChain(deps, 'clinic');
    expect(blind.ok).toBe(true);
    expect(blind.notKnown.join(' ')).toContain('cut off the end');
    const old = await verifyChain(deps, 'clinic', { checkpoints: checkpoints.slice(0, 1) });
    expect(old.ok).toBe(true);
    expect(old.notKnown).toEqual([expect.stringContaining('events after 5')]);
  });

  test('finds a missing chain', async () => {
    const desk = await aDesk();
    await fill(desk, 3);
    await fill(desk, 3, 'other');
    const checkpoints = [checkpointAt(desk.store.rows, 3)];
    desk.store.rows = desk.store.rows.filter((row) => row.chain !== 'clinic');
    const reports = await verifyAll({ store: desk.store, keys: desk.vault }, { checkpoints });
    expect(reports.map(({ chain, findings }) => [chain, findings.map(({ what }) => what)])).toEqual([
      ['clinic', ['missing-chain']],
      ['other', []],
    ]);
  });

  test('finds a chain that was written anew with the audit key', async () => {
    const desk = await aDesk();
    await fill(desk, 5);
    const checkpoints = [checkpointAt(desk.store.rows, 5)];
    const entries = desk.store.rows.map(({ sequence, keyId, mac, ...entry }) => ({ ...entry, at: start }));
    desk.store.rows = chainRows(desk.vault, { sequence: 0, mac: '' }, entries);
    const deps = { store: desk.store, keys: desk.vault };
    expect((await verifyChain(deps, 'clinic')).ok).toBe(true);
    const { findings } = await verifyChain(deps, 'clinic', { checkpoints });
    expect(findings).toEqual([expect.objectContaining({ what: 'rewritten', sequence: 5 })]);
  });

  test('since: begins at the checkpoint before, and still misses nothing at or after it', async () => {
    const desk = await aDesk();
    await fill(desk, 10);
    const { rows } = desk.store;
    const checkpoints = [checkpointAt(rows, 4), checkpointAt(rows, 8)];
    const verify = async (tamper: Tamper) => {
      desk.store.rows = tamper(rows);
      const deps = { store: desk.store, keys: desk.vault };
      const report = await verifyChain(deps, 'clinic', { checkpoints, since: start + 5000 });
      return { events: report.events, found: report.findings.map(({ what, sequence }) => [what, sequence]) };
    };
    expect(await verify((all) => [...all])).toEqual({ events: 6, found: [] });
    expect(await verify(change(2, { body }))).toEqual({ events: 6, found: [] });
    expect((await verify(change(4, { mac: 'x' }))).found).toEqual([['rewritten', 4]]);
    expect((await verify(remove(4))).found).toEqual([['removed', 4]]);
    expect((await verify(change(6, { body }))).found).toEqual([['changed', 6]]);
    expect((await verify(remove(5))).found).toEqual([['removed', 5]]);
    expect((await verify(remove(3, 4, 5, 6, 7, 8, 9, 10))).found).toEqual([['cut-off', 4]]);
  });
});
