import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createFileCheckpoints, readCheckpointFile } from '../../adapters/checkpoints/file.ts';
import { createLogCheckpoints } from '../../adapters/checkpoints/log.ts';
import { chainRows, entryOf } from '../../audit/chain.ts';
import { createCheckpoints, readCheckpoints } from '../../audit/checkpoint.ts';
import { verifyAll } from '../../audit/verify.ts';
import { memoryPositions } from '../support/memory-audit-store.ts';
import { opened } from '../vault/files.ts';
import { aDesk, contextFor, fill, randomId, start, used } from './chains.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-checkpoints-'));
afterAll(() => rmSync(directory, { recursive: true }));

async function aCheckpointDesk() {
  const desk = await aDesk();
  const lines: string[] = [];
  const sink = { write: async (line: string) => void lines.push(line) };
  const positions = memoryPositions();
  const { signing } = desk.vault;
  const make = () => createCheckpoints({ store: desk.store, positions, signing, sink, now: () => start });
  return { ...desk, lines, make, checkpoints: make() };
}

describe('F4 checkpoints', () => {
  test('are made each hour for every chain that has grown', async () => {
    const { store, vault, log, lines, checkpoints } = await aCheckpointDesk();
    await fill({ log }, 3);
    await fill({ log }, 2, 'other');
    await checkpoints.hourly();
    await checkpoints.hourly();
    await fill({ log }, 1);
    await checkpoints.hourly();
    const { checkpoints: read, broken } = await readCheckpoints(lines, vault.signing);
    expect(broken).toEqual([]);
    const macOf = (chain: string, sequence: number) =>
      store.rows.find((row) => row.chain === chain && row.sequence === sequence)?.mac;
    expect(read).toEqual([
      { chain: 'clinic', sequence: 3, mac: macOf('clinic', 3), count: 3, at: start },
      { chain: 'other', sequence: 2, mac: macOf('other', 2), count: 2, at: start },
      { chain: 'clinic', sequence: 4, mac: macOf('clinic', 4), count: 1, at: start },
    ]);
  });

  test('are made after a thousand events, and not before, restarts included', async () => {
    const { store, vault, lines, checkpoints, make } = await aCheckpointDesk();
    const entries = Array.from({ length: 2100 }, () =>
      entryOf(randomId(), used, contextFor(), start, 'salt'),
    );
    const rows = chainRows(vault, { sequence: 0, mac: '' }, entries);
    const grow = async (length: number, maker = checkpoints) => {
      store.rows = rows.slice(0, length);
      await maker.after('clinic', length);
      return lines.length;
    };
    expect(await grow(999)).toBe(0);
    expect(await grow(1000)).toBe(1);
    expect(await grow(1999)).toBe(1);
    expect(await grow(1999, make())).toBe(1);
    expect(await grow(2001, make())).toBe(2);
  });

  test('that cannot be kept are tried again, but not at every event', async () => {
    const { store, vault } = await aDesk();
    const entries = Array.from({ length: 1100 }, () =>
      entryOf(randomId(), used, contextFor(), start, 'salt'),
    );
    store.rows = chainRows(vault, { sequence: 0, mac: '' }, entries);
    let tries = 0;
    const write = async (): Promise<void> => {
      tries += 1;
      if (tries === 1) throw new Error('the disk is full');
    };
    const deps = { store, positions: memoryPositions(), signing: vault.signing, now: () => start };
    const made = createCheckpoints({ ...deps, sink: { write } });
    await expect(made.after('clinic', 1000)).rejects.toThrow('the disk is full');
    for (let sequence = 1001; sequence < 1100; sequence += 1) await made.after('clinic', sequence);
    expect(tries).toBe(1);
    await made.after('clinic', 1100);
    expect(tries).toBe(2);
  });

  test('prove that the end was cut off, and no new one is signed over it', async () => {
    const { store, vault, log, lines, checkpoints } = await aCheckpointDesk();
    await fill({ log }, 5);
    await fill({ log }, 2, 'other');
    await checkpoints.hourly();
    store.rows = store.rows.filter((row) => row.chain !== 'clinic' || row.sequence < 4);
    await expect(checkpoints.hourly()).rejects.toThrow('rows were cut off');
    expect(lines).toHaveLength(2);
    const { checkpoints: read } = await readCheckpoints(lines, vault.signing);
    const reports = await verifyAll({ store, keys: vault }, { checkpoints: read });
    expect(
      reports.map(({ findings }) => findings.map(({ what, sequence }) => `${what} ${sequence}`)),
    ).toEqual([['cut-off 4'], []]);
  });

  test('that were changed, or signed by somebody else, are told by line', async () => {
    const { vault, log, lines, checkpoints } = await aCheckpointDesk();
    await fill({ log }, 1);
    await checkpoints.hourly();
    const [line = ''] = lines;
    const [header, , signature] = line.split('.');
    const forged = Buffer.from('{"kind":"audit-checkpoint","chain":"clinic","sequence":9}').toString(
      'base64url',
    );
    const other = await vault.signing.sign({ sequence: 1 });
    const stranger = await opened((await import('../../adapters/vault/generate.ts')).generateKeys(start));
    const foreign = await stranger.vault.signing.sign({ kind: 'audit-checkpoint' });
    const read = await readCheckpoints(
      [line, `${header}.${forged}.${signature}`, other, foreign, 'torn', '', line],
      vault.signing,
    );
    expect(read.checkpoints.map(({ sequence }) => sequence)).toEqual([1, 1]);
    expect(read.broken).toEqual([2, 3, 4, 5]);
  });

  test('in a file are appended, kept private, and survive a line that a crash cut short', async () => {
    const path = join(directory, 'checkpoints.ndjson');
    const sink = createFileCheckpoints(path);
    await Promise.all([sink.write('one'), sink.write('two')]);
    appendFileSync(path, 'tor');
    await sink.write('three');
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\ntor\nthree\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const lines: string[] = [];
    for await (const line of readCheckpointFile(path)) lines.push(line);
    expect(lines).toEqual(['one', 'two', 'tor', 'three']);
    const none: string[] = [];
    for await (const line of readCheckpointFile(join(directory, 'missing'))) none.push(line);
    expect(none).toEqual([]);
    await expect(createFileCheckpoints(join(directory, 'no/such')).write('x')).rejects.toThrow('ENOENT');
  });

  test('in the log are found among other lines', async () => {
    const { vault, log, store } = await aCheckpointDesk();
    await fill({ log }, 1);
    const logged: string[] = ['{"level":"info","msg":"answered"}'];
    const sink = createLogCheckpoints((fields, msg) => logged.push(JSON.stringify({ ...fields, msg })));
    const { signing } = vault;
    await createCheckpoints({
      store,
      positions: memoryPositions(),
      signing,
      sink,
      now: () => start,
    }).hourly();
    const read = await readCheckpoints(logged, signing);
    expect(read).toEqual({ checkpoints: [expect.objectContaining({ sequence: 1 })], broken: [] });
  });
});
