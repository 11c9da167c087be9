// A record that makes a longer line than an import takes is told at the export, when it can still be mended.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { longestLine } from '../../ops/transfer/lines.ts';
import { mustOpen } from '../contracts/embedded-stores.ts';
import { sampleAccount } from '../contracts/samples.ts';
import { openCliDesk } from './cli-desk.ts';

const desk = openCliDesk();
afterAll(() => desk.close());

async function put(id: string, name: string): Promise<void> {
  const storage = await mustOpen(desk.dataDir, 'command-line');
  await storage.accounts.create(sampleAccount({ id, email: null, username: id, profile: { name } }));
  await storage.close();
}

test('a long line is exported as long as an import takes it, a longer one refused with its record', async () => {
  await put('long', 'x'.repeat(longestLine - 2_000));
  const file = join(desk.directory, 'long.ndjson');
  expect(await desk.json(['data', 'export', file])).toMatchObject({ counts: { account: 1 } });

  await put('longer', 'x'.repeat(longestLine));
  const refused = join(desk.directory, 'longer.ndjson');
  const { code, stderr } = await desk.run(['data', 'export', refused]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('account longer is longer than the line')]);
  expect(existsSync(refused)).toBe(false);
  const printed = await desk.run(['data', 'export']);
  expect([printed.code, printed.stderr]).toEqual([1, expect.stringContaining('account longer is longer')]);
  expect(printed.stdout).not.toContain('"footer"');
});
