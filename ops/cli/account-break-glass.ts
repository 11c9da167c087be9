// `account break-glass`: a code that lets somebody in once without a second factor, for 15 minutes.
// Invariant (F5): the code is printed once, to whoever asked, and is nowhere else readable.
import type { Command } from 'commander';
import type { NotOpened } from '../../factors/break-glass.ts';
import { withCheck } from './account-access.ts';
import { onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { findAccount } from './find.ts';
import { done, failure, type Outcome, refusedOutcome } from './outcome.ts';
import { iso, moment } from './table.ts';

interface BreakGlassOptions {
  readonly tenant?: string;
  readonly identityChecked: string;
  readonly reason: string;
}

export function addBreakGlassCommand(account: Command, run: Run): void {
  onAction<BreakGlassOptions>(
    withCheck(
      account
        .command('break-glass <account>')
        .description('let it in once without a second factor, and sign it out after 15 minutes'),
    ),
    run,
    open,
  );
}

async function open(
  context: CliContext,
  [name = '']: readonly string[],
  { tenant, identityChecked, reason }: BreakGlassOptions,
): Promise<Outcome> {
  const account = await findAccount(context.storage, name, tenant);
  if (!account.ok) return account.outcome;
  const { id } = account.value;
  const result = await context.actions.breakGlass.open(context.actor, id, { identityChecked, reason });
  if (!result.ok) return 'until' in result ? failure(tooEarly(result)) : refusedOutcome(result);
  const { code, until } = result;
  const lines = [
    `Code        ${code}`,
    `Good until  ${moment(until)}, for one use; so long lives what it opens`,
  ];
  return done({ id, code, until: iso(until) }, lines.join('\n'), [
    'The code is shown once. Read it to the person whose identity was checked, and to nobody else.',
  ]);
}

const why = {
  'used-recently': 'A window was used in the last 24 hours.',
  'password-by-mail':
    'A password was chosen by mail in the last 24 hours: with a window, whoever reads the mailbox would need nothing else. None would count.',
} as const;

function tooEarly({ reason, until }: NotOpened): string {
  return `${why[reason]} One can be opened at ${moment(until)}; until then, \`account reset-factors\` lets the person set up anew.`;
}
