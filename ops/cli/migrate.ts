// `migrate`: makes the stores that the settings name ready for this version.
// Invariant: it may be run again, and by several at once; nothing that is there is taken away.
import type { Command } from 'commander';
import { openStorage } from '../../adapters/open.ts';
import type { Run } from './command.ts';
import { readSettings } from './context.ts';
import { done, exitCodes, type Outcome } from './outcome.ts';
import type { Terminal } from './terminal.ts';

export function addMigrateCommand(program: Command, run: Run): void {
  program
    .command('migrate')
    .description('make the stores ready for this version: once before the first start, and after an update')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: boolean }) => run.alone(json === true, migrate));
}

async function migrate(terminal: Terminal): Promise<Outcome> {
  const read = readSettings(terminal);
  if (!read.ok) return read.outcome;
  const opened = await openStorage(read.config, { role: 'migrate' });
  if (!opened.ok) {
    const exit = opened.misconfigured ? exitCodes.configuration : exitCodes.unavailable;
    return { exit, message: opened.message };
  }
  await opened.storage.close();
  return done({ ready: true }, 'The stores are ready.', opened.risks);
}
