// The measurements as programs: that they run, say what they measured, and take no wrong name. Not what they give.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { median, meetsGoal } from '../../bench/measurement.ts';
import { asTable } from '../../bench/table.ts';
import { repository } from '../support/source-files.ts';

function bench(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const file = join(repository, 'bench/run.ts');
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [file, ...args], (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

test('G2: this server and bare node-oidc-provider answer the same requests, and both are measured', async () => {
  const { code, stdout, stderr } = await bench('--quick', '--json', '--only', 'cpu-against-bare');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const [{ figures }] = JSON.parse(stdout).results;
  // Five flows with three figures each, on each kind of stores that is there.
  expect(figures.length % 15).toBe(0);
  expect(figures.every(({ value }: { value: number }) => value > 0)).toBe(true);
  expect(figures).toContainEqual(
    expect.objectContaining({ name: 'refresh, embedded: CPU against bare', goal: { atMost: 1.05 } }),
  );
}, 60_000);

test('a name that no measurement has is refused, with those that there are', async () => {
  const { code, stderr } = await bench('--only', 'everything');
  expect(code).toBe(64);
  expect(stderr).toContain('replay-races');
});

test('a goal that is missed is said', () => {
  const figure = { name: 'refresh: CPU', value: 2.5, unit: 'ms', goal: { atMost: 2 } };
  expect(meetsGoal(figure)).toBe(false);
  expect(meetsGoal({ ...figure, goal: { atLeast: 2 } })).toBe(true);
  expect(asTable([{ measurement: 'one', figures: [figure] }])).toContain('at most 2: missed');
});

test('the middle of an even number of rounds lies between the two', () => {
  expect(median([4, 1, 100, 2])).toBe(3);
  expect(median([3, 1, 2])).toBe(2);
});
