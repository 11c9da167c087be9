// All commands, and what their outcomes look like in a terminal.
// Invariant: results go to standard output, all else to standard error, and every end has its exit code (docs/operations.md).
import { once } from 'node:events';
import { inspect } from 'node:util';
import { Command, CommanderError } from 'commander';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { addAccountCommands } from './account.ts';
import { addAuditCommands } from './audit.ts';
import { addClientCommands } from './client.ts';
import type { Run } from './command.ts';
import { type CliContext, type ContextRole, openContext } from './context.ts';
import { addDataCommands } from './data.ts';
import { addGroupCommands } from './group.ts';
import { addKeysCommands } from './keys.ts';
import { addMigrateCommand } from './migrate.ts';
import { type ExitCode, exitCodes, type Outcome } from './outcome.ts';
import { addPolicyCommands } from './policy.ts';
import { addSmsCommands } from './sms.ts';
import { addTenantCommands } from './tenant.ts';
import { type Terminal, writeLine } from './terminal.ts';

/**
 * @param args without the program's name
 * @returns the exit code
 */
export async function runProgram(args: readonly string[], terminal: Terminal): Promise<number> {
  let exit: number = exitCodes.done;
  const finish = async (outcome: Outcome, json: boolean) => {
    exit = await print(terminal, outcome, json);
  };
  const run: Run = {
    opened: (json, command, role) => withContext(terminal, command, role, (outcome) => finish(outcome, json)),
    alone: async (json, command) => finish(await command(terminal), json),
  };
  try {
    await createProgram(terminal, run).parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    return failed(terminal, error);
  }
}

function createProgram({ output, errors }: Terminal, run: Run): Command {
  const program = new Command('sallyport')
    .description('Sallyport: tenants, policies, accounts, clients, audit, keys and data')
    .showHelpAfterError('Add --help to see what can be given.')
    .configureOutput({ writeOut: (text) => output.write(text), writeErr: (text) => errors.write(text) })
    .exitOverride();
  addTenantCommands(program, run);
  addGroupCommands(program, run);
  addPolicyCommands(program, run);
  addAccountCommands(program, run);
  addClientCommands(program, run);
  addAuditCommands(program, run);
  addKeysCommands(program, run);
  addSmsCommands(program, run);
  addMigrateCommand(program, run);
  addDataCommands(program, run);
  return program;
}

/** `finish` is told while the store is still open, because an outcome may go on reading. */
async function withContext(
  terminal: Terminal,
  command: (context: CliContext) => Promise<Outcome>,
  role: ContextRole | undefined,
  finish: (outcome: Outcome) => Promise<void>,
): Promise<void> {
  const opened = await openContext(terminal, role);
  if (!opened.ok) return finish(opened.outcome);
  try {
    await finish(await command(opened.context));
  } finally {
    await opened.close();
  }
}

/** Returns the exit code: a stream may turn out to be wrong at its end. */
async function print(terminal: Terminal, outcome: Outcome, json: boolean): Promise<ExitCode> {
  const { output, errors } = terminal;
  if ('stream' in outcome) return printStream(terminal, outcome);
  if (outcome.exit === exitCodes.done) {
    writeLine(output, json ? JSON.stringify(outcome.json, null, 2) : outcome.text);
    for (const note of outcome.notes ?? []) writeLine(errors, note);
    return outcome.exit;
  }
  const { found } = outcome;
  if (found) writeLine(output, json ? JSON.stringify(found.json, null, 2) : found.text);
  writeLine(errors, outcome.message);
  return outcome.exit;
}

/** No faster than whoever reads it. */
async function printStream(
  { output, errors }: Terminal,
  { stream, problem }: Extract<Outcome, { stream: unknown }>,
): Promise<ExitCode> {
  for await (const piece of stream) {
    if (!output.write(piece)) await once(output, 'drain');
  }
  const wrong = problem?.() ?? null;
  if (wrong === null) return exitCodes.done;
  writeLine(errors, wrong);
  return exitCodes.refused;
}

function failed({ errors }: Terminal, error: unknown): number {
  // commander has said what was wrong; help and version end here as well, with code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof StoreUnavailable) {
    writeLine(
      errors,
      `The store cannot be used now. What was asked may be done in part: run it again. ${error.message}`,
    );
    return exitCodes.unavailable;
  }
  // Whoever read our output has seen enough: `audit export | head`.
  if (isBrokenPipe(error)) return exitCodes.done;
  writeLine(errors, `This is a bug. Please report it with the following lines.\n${inspect(error)}`);
  return exitCodes.failed;
}

function isBrokenPipe(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPIPE';
}
