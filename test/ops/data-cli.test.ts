// `data export` and `data import` as an operator runs them: files, exit codes, a kill in the middle, and much of it.
import { once } from 'node:events';
import { createWriteStream, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openVault } from '../../adapters/vault/open.ts';
import { createExport } from '../../ops/transfer/export.ts';
import type { TransferReader } from '../../ports/transfer.ts';
import type { Vault } from '../../ports/vault.ts';
import { mustOpen } from '../contracts/embedded-stores.ts';
import { now, sampleAccount } from '../contracts/samples.ts';
import { exited, spawnProgram } from '../support/process.ts';
import { type CliDesk, openCliDesk } from './cli-desk.ts';
import { recordsIn } from './moving.ts';

let source: CliDesk;
let keysFile: string;
let file: string;
const desks: CliDesk[] = [];

/** An installation with the same key file and no data. */
function newDesk(): CliDesk {
  const desk = openCliDesk({ SALLYPORT_KEYS: keysFile });
  desks.push(desk);
  return desk;
}

const linesIn = (text: string) => text.split(/(?<=\n)/);

beforeAll(async () => {
  const keys = openCliDesk();
  desks.push(keys);
  keysFile = join(keys.directory, 'keys.json');
  await keys.run(['keys', 'create', keysFile]);
  source = newDesk();
  await source.json(['tenant', 'create', 'northwind', '--name', 'Northwind Clinic']);
  await source.json(['account', 'create', 'northwind', '--email', 'mira@northwind.example']);
  file = join(source.directory, 'export.ndjson');
  await source.json(['data', 'export', file]);
});
afterAll(() => {
  for (const desk of desks) desk.close();
});

describe('G4: data export', () => {
  test('writes a new file for its owner only, and tells progress on standard error', async () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, 'utf8');
    const again = await source.run(['data', 'export', file]);
    expect(again).toMatchObject({ code: 1, stdout: '' });
    expect(again.stderr).toContain('there already');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  test('without a file it is standard output, and nothing else is', async () => {
    const ran = await source.run(['data', 'export']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain('exported: 1 accounts');
    expect(recordsIn(linesIn(ran.stdout))).toEqual(recordsIn(linesIn(readFileSync(file, 'utf8'))));
  });

  test('where it cannot write, it says so', async () => {
    const ran = await source.run(['data', 'export', join(source.directory, 'no', 'such', 'folder')]);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('cannot be written');
  });
});

describe('G4: data import', () => {
  test('says how much there is of each kind, and that the audit chains verify; then everything works', async () => {
    const target = newDesk();
    const done = await target.json(['data', 'import', file]);
    expect(done).toMatchObject({ ok: true, resumed: false, counts: { tenant: 1, account: 1, message: 1 } });
    expect(done.chains).toHaveLength(2);
    expect(await target.json(['account', 'list'])).toEqual(await source.json(['account', 'list']));
    expect((await target.run(['audit', 'verify'])).code).toBe(0);
    expect((await target.run(['data', 'import', file])).stderr).toContain('not empty');
  });

  test('a damaged file: 1, the line, and nothing written', async () => {
    const target = newDesk();
    const damaged = join(target.directory, 'damaged.ndjson');
    writeFileSync(damaged, readFileSync(file, 'utf8').replace('Northwind', 'Southwind'));
    const ran = await target.run(['data', 'import', damaged]);
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toMatch(/Nothing was written\. .*damaged\.ndjson line 2: /);
    expect(await target.json(['tenant', 'list'])).toEqual([]);
  });

  test('no file: 1; a running server: 75', async () => {
    const target = newDesk();
    const missing = await target.run(['data', 'import', join(target.directory, 'nothing')]);
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('cannot be read')]);
    const server = await mustOpen(target.dataDir, 'server');
    const ran = await target.run(['data', 'import', file]);
    expect([ran.code, ran.stderr]).toEqual([75, expect.stringContaining('running server')]);
    await server.close();
  });
});

describe('a large file', () => {
  const many = 12_000;
  /** With all of these in memory, the heap that these tests give is too small. */
  const filler = 'x'.repeat(4_200);

  const reader: TransferReader = {
    oneMoment: true,
    async page(kind, after, limit) {
      const begin = after === null ? 0 : Number(Reflect.get(after, 'id')) + 1;
      const length = kind === 'account' ? Math.min(limit, many - begin) : 0;
      // The cast: accounts where accounts are asked for, nothing else.
      return Array.from({ length }, (_, n) => accountOf(begin + n)) as never[];
    },
    close: async () => undefined,
  };

  function accountOf(n: number) {
    return sampleAccount({
      id: String(n).padStart(8, '0'),
      email: `p${n}@x.example`,
      profile: { name: filler },
    });
  }

  async function writeLarge(path: string, vault: Vault): Promise<void> {
    const { lines } = createExport({
      transfer: { store: { name: 'test', schema: 1 }, read: async () => reader, ...notUsed },
      audit: { chains: async () => [], head: async () => ({ sequence: 0, mac: '' }) },
      vault,
      version: '1',
      now: () => now,
      progress: () => undefined,
    });
    await pipeline(Readable.from(lines), createWriteStream(path));
  }

  test('streams in a small heap, killed with -9 in the middle, refused to all others, and run again', async () => {
    const keys = await openVault(keysFile, { lookEveryMs: 0 });
    if (!keys.ok) throw new Error(keys.problems.join());
    const target = newDesk();
    const large = join(target.directory, 'large.ndjson');
    await writeLarge(large, keys.vault);
    const env = {
      SALLYPORT_DATA_DIR: target.dataDir,
      SALLYPORT_KEYS: keysFile,
      NODE_OPTIONS: '--max-old-space-size=80',
    };
    const begin = () =>
      spawnProgram('ops/cli/main.ts', ['data', 'import', large, '--json'], { cwd: target.directory, env });

    const killed = begin();
    killed.stdout?.resume();
    for (let told = ''; !told.includes('written: 10000'); )
      told += String((await once(killed.stderr ?? killed, 'data'))[0]);
    killed.kill('SIGKILL');
    await exited(killed);

    const refused = await target.run(['tenant', 'list']);
    expect([refused.code, refused.stderr]).toEqual([75, expect.stringContaining('cut short')]);
    const other = await target.run(['data', 'import', file]);
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('another file was cut short')]);

    const again = begin();
    let result = '';
    again.stdout?.on('data', (part) => {
      result += String(part);
    });
    again.stderr?.resume();
    await exited(again);
    expect(again.exitCode).toBe(0);
    expect(JSON.parse(result)).toMatchObject({ ok: true, resumed: true, counts: { account: many } });
    expect(existsSync(large)).toBe(true);
    expect((await target.run(['account', 'show', '00011999', '--json'])).code).toBe(0);
  }, 180_000);
});

const unused = async () => {
  throw new Error('an export only reads');
};
const notUsed = { begin: unused, write: unused, finish: unused };
