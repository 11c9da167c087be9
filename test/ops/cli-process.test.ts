// The command line as a process: what cli.test.ts and the others see of it without one (support/command-line.ts).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cheapHash } from '../support/cheap-hash.ts';
import { exited, runCli, spawnProgram } from '../support/process.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-cli-process-'));
const options = {
  cwd: directory,
  env: { SALLYPORT_DATA_DIR: join(directory, 'data'), SALLYPORT_PASSWORD_HASH: cheapHash },
};
beforeAll(async () => {
  const { code } = await runCli(['tenant', 'create', 'northwind', '--name', 'Northwind Clinic'], options);
  expect(code).toBe(0);
});
afterAll(() => rmSync(directory, { recursive: true }));

test('G4, F5: takes a password through a pipe, and prints the result to standard output alone', async () => {
  const create = ['account', 'create', 'northwind', '--username', 'ada', '--password-stdin', '--json'];
  const { code, stdout, stderr } = await runCli(create, options, 'a long and quiet sentence\n');
  expect([code, stderr]).toEqual([0, '']);
  expect(JSON.parse(stdout)).toMatchObject({ username: 'ada', hasPassword: true });
});

test('G4: ends with 1 and 2 for what was not done and not understood, said on standard error', async () => {
  const [unknown, usage] = await Promise.all([
    runCli(['tenant', 'show', 'nowhere'], options),
    runCli(['tenant', 'create'], options),
  ]);
  expect(unknown).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('tenant list') });
  expect(usage).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--help') });
});

test('G4: ends in silence when nobody reads on: `audit export | head`', async () => {
  const child = spawnProgram('ops/cli/main.ts', ['audit', 'export', 'northwind'], options);
  child.stdin?.end();
  let stderr = '';
  child.stderr?.on('data', (part) => {
    stderr += String(part);
  });
  child.stdout?.destroy();
  await exited(child);
  expect([child.exitCode, stderr]).toEqual([0, '']);
});
