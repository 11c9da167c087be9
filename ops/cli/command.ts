// Ties commander to our commands: every command takes `--json`, is given the opened server, and comes to one outcome.
// Invariant: a command never prints or exits by itself; main does, in one place.
import type { Command } from 'commander';
import type { CliContext, ContextRole } from './context.ts';
import type { Outcome } from './outcome.ts';
import type { Terminal } from './terminal.ts';

/** What main gives to the command groups: runs a command, prints what it came to, keeps its exit code. */
export interface Run {
  /** Opens settings, keys and store first. */
  opened(
    json: boolean,
    command: (context: CliContext) => Promise<Outcome>,
    role?: ContextRole,
  ): Promise<void>;
  /** For commands that need none of these. */
  alone(json: boolean, command: (terminal: Terminal) => Promise<Outcome>): Promise<void>;
}

/** @param Options what the options of this command give, as commander names them */
export function onAction<Options extends object>(
  command: Command,
  run: Run,
  act: (context: CliContext, args: readonly string[], options: Options) => Promise<Outcome>,
  role?: ContextRole,
): void {
  command.option('--json', 'print JSON');
  command.action(async (...given: unknown[]) => {
    // commander passes the arguments, then the options that the command declared, then the command itself.
    const options = given.at(-2) as Options & { readonly json?: boolean };
    const args = given.slice(0, -2).flat() as string[];
    await run.opened(options.json === true, (context) => act(context, args, options), role);
  });
}

/** For options that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** For commands on one account. */
export function named(command: Command): Command {
  return command.option('--tenant <tenant>', 'whose account, where several tenants know the identifier');
}
