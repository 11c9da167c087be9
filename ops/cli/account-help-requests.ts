// `account help-requests` and `account close-help-request`: what people ask who have lost their second factor.
// Invariant: closing changes nothing of the account.
import type { Command } from 'commander';
import type { HelpRequest } from '../../ports/help-requests.ts';
import { onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { findTenant } from './find.ts';
import { done, type Outcome, refusedOutcome } from './outcome.ts';
import { iso, moment, table } from './table.ts';

interface ListOptions {
  readonly all?: true;
}

export function addHelpRequestCommands(account: Command, run: Run): void {
  onAction<ListOptions>(
    account
      .command('help-requests <tenant>')
      .description('list what people ask who cannot prove their second factor')
      .option('--all', 'closed ones too'),
    run,
    list,
  );
  onAction(
    account.command('close-help-request <request>').description('say that a request has been seen to'),
    run,
    close,
  );
}

async function list(
  { storage, actions, actor }: CliContext,
  [tenantName = '']: readonly string[],
  { all = false }: { readonly all?: boolean },
): Promise<Outcome> {
  const tenant = await findTenant(storage, tenantName);
  if (!tenant.ok) return tenant.outcome;
  const result = await actions.helpRequests.list(actor, tenant.value.id, all ? 'all' : 'open');
  if (!result.ok) return refusedOutcome(result);
  const rows = await Promise.all(
    result.requests.map(async (request) => {
      const account = await storage.accounts.find(request.accountId);
      const name = account?.email ?? account?.username ?? request.accountId;
      return [moment(request.at), name, stateOf(request), request.id, request.note.replaceAll(/\s+/g, ' ')];
    }),
  );
  return done(result.requests.map(jsonOf), table(['WHEN', 'ACCOUNT', 'STATE', 'ID', 'NOTE'], rows));
}

async function close({ actions, actor }: CliContext, [id = '']: readonly string[]): Promise<Outcome> {
  const result = await actions.helpRequests.close(actor, id);
  return result.ok ? done(jsonOf(result.request), `Closed request ${id}.`) : refusedOutcome(result);
}

function stateOf({ closedBy }: HelpRequest): string {
  return closedBy === null ? 'open' : `closed by ${closedBy}`;
}

function jsonOf({ at, closedAt, ...request }: HelpRequest) {
  return { ...request, at: iso(at), closedAt: iso(closedAt) };
}
