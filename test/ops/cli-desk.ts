// The command line as an operator uses it, over one data directory.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cheapHash } from '../support/cheap-hash.ts';
import { runCommand } from '../support/command-line.ts';
import { writeKeyFile } from '../support/key-file.ts';
import type { Ran } from '../support/process.ts';

export interface CliDesk {
  readonly dataDir: string;
  readonly directory: string;
  run(args: readonly string[], input?: string): Promise<Ran>;
  /** With --json. Throws with what it said unless it ends with 0. */
  json(args: readonly string[], input?: string): Promise<Record<string, unknown>>;
  close(): void;
}

export function openCliDesk(settings: Readonly<Record<string, string>> = {}): CliDesk {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-cli-'));
  const dataDir = join(directory, 'data');
  writeKeyFile(join(dataDir, 'keys.json'));
  const env = { SALLYPORT_DATA_DIR: dataDir, SALLYPORT_PASSWORD_HASH: cheapHash, ...settings };
  const run = (args: readonly string[], input?: string) => runCommand(args, { cwd: directory, env }, input);
  return {
    dataDir,
    directory,
    run,
    async json(args, input) {
      const ran = await run([...args, '--json'], input);
      if (ran.code !== 0) throw new Error(`${args.join(' ')}: ${ran.code} ${ran.stderr}`);
      return JSON.parse(ran.stdout);
    },
    close: () => rmSync(directory, { recursive: true }),
  };
}
