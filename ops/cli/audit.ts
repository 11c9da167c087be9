// `audit`: list, export, verify. Reading only; the chain of the operator's own acts is the one without a tenant.
import type { Command } from 'commander';
import type { Actor, AuditEvent, Change, EventType, RecordedEvent, Severity } from '../../audit/event.ts';
import { type EventFilter, exportEvents, listEvents } from '../../audit/read.ts';
import { addVerifyCommand } from './audit-verify.ts';
import { collect, onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { type Found, findAccount, findTenant } from './find.ts';
import { done, failure, type Outcome, streamed } from './outcome.ts';
import { moment, table } from './table.ts';

interface FilterOptions {
  readonly account?: string;
  readonly type?: readonly EventType[];
  readonly severity?: readonly Severity[];
  readonly since?: string;
  readonly until?: string;
}

interface ListOptions extends FilterOptions {
  readonly limit: string;
  readonly before?: string;
}

const chainHelp = 'a tenant; without one, what operators did on the whole server';

export function addAuditCommands(program: Command, run: Run): void {
  const audit = program.command('audit').description('what happened');
  onAction<ListOptions>(
    withFilter(audit.command('list').argument('[tenant]', chainHelp).description('newest first'))
      .option('--limit <n>', 'how many', '50')
      .option('--before <sequence>', 'read on from there'),
    run,
    list,
  );
  onAction<FilterOptions & { after?: string }>(
    withFilter(
      audit.command('export').argument('[tenant]', chainHelp).description('oldest first, as NDJSON'),
    ).option('--after <sequence>', 'what came after it'),
    run,
    exportAll,
  );
  addVerifyCommand(audit, run);
}

function withFilter(command: Command): Command {
  return command
    .option('--account <account>', 'about this account: id, e-mail address or username')
    .option('--type <type>', 'such as factor.used; repeat for more', collect)
    .option('--severity <severity>', 'info, notice, warning or high; repeat for more', collect)
    .option('--since <time>', 'ISO date')
    .option('--until <time>', 'ISO date');
}

async function list(
  { storage }: CliContext,
  [tenant]: readonly (string | undefined)[],
  options: ListOptions,
): Promise<Outcome> {
  const asked = await askedFor(storage, tenant, options);
  if (!asked.ok) return asked.outcome;
  const { chain, filter } = asked.value;
  const limit = Number(options.limit);
  const before = options.before === undefined ? null : Number(options.before);
  if (!(Number.isInteger(limit) && limit > 0 && limit <= 10_000))
    return failure('--limit is a number from 1 to 10000.');
  if (before !== null && !Number.isInteger(before))
    return failure('--before is a sequence, as the list shows them.');
  const page = await listEvents(storage.audit, chain, { before, limit, filter });
  const more = page.next === null ? [] : [`There are older ones: --before ${page.next}`];
  return done(
    page,
    table(['#', 'WHEN', 'EVENT', 'SEVERITY', 'BY', 'ABOUT', 'FROM', 'DETAILS'], page.events.map(row)),
    more,
  );
}

async function exportAll(
  { storage }: CliContext,
  [tenant]: readonly (string | undefined)[],
  options: FilterOptions & { after?: string },
): Promise<Outcome> {
  const asked = await askedFor(storage, tenant, options);
  if (!asked.ok) return asked.outcome;
  const after = Number(options.after ?? 0);
  if (!Number.isInteger(after)) return failure('--after is a sequence, as the list shows them.');
  return streamed(exportEvents(storage.audit, asked.value.chain, { after, filter: asked.value.filter }));
}

async function askedFor(
  storage: CliContext['storage'],
  tenantName: string | undefined,
  { account: accountName, type, severity, since, until }: FilterOptions,
): Promise<Found<{ chain: string; filter: EventFilter }>> {
  const tenant = tenantName === undefined ? null : await findTenant(storage, tenantName);
  if (tenant && !tenant.ok) return tenant;
  const account = accountName === undefined ? null : await findAccount(storage, accountName, tenantName);
  if (account && !account.ok) return account;
  const [from, to] = [since, until].map((time) => (time === undefined ? undefined : Date.parse(time)));
  if (Number.isNaN(from) || Number.isNaN(to)) {
    return {
      ok: false,
      outcome: failure('--since and --until are dates, such as 2027-01-31 or 2027-01-31T08:00:00Z.'),
    };
  }
  const filter = { accountId: account?.value.id, types: type, severities: severity, from, to };
  return { ok: true, value: { chain: tenant?.value.id ?? 'operator', filter } };
}

function row({ sequence, at, event, severity, context, erased }: RecordedEvent): readonly string[] {
  const { type, ...details } = event;
  const about =
    context.email ??
    (erased && context.accountId !== null ? `${context.accountId} (erased)` : context.accountId);
  return [
    String(sequence),
    moment(at),
    type,
    severity,
    actorText(context.actor),
    about ?? '',
    context.address ?? '',
    detailsText(details),
  ];
}

/** What does not fit on a line is in the JSON. */
function detailsText(event: Omit<AuditEvent, 'type'>): string {
  const { changes = [], ...details }: { changes?: readonly Change[] } = { ...event };
  const changed = changes.map(({ setting, from, to }) => `${setting}: ${jsonOf(from)} -> ${jsonOf(to)}`);
  const others = Object.entries(details).map(([name, value]) => `${name}=${jsonOf(value)}`);
  const text = [...others, ...changed].join(', ');
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

function jsonOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function actorText(actor: Actor): string {
  switch (actor.kind) {
    case 'operator':
      return `operator ${actor.name}`;
    case 'account':
      return 'the person';
    case 'client':
      return `client ${actor.id}`;
    case 'system':
      return 'the server';
  }
}
