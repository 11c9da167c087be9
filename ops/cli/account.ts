// `account`: list, show, and what changes accounts; what changes how they prove themselves is in account-access.
import type { Command } from 'commander';
import type { AccountUpdated } from '../../admin/actions/account-record.ts';
import type { AccountChanges, AccountInput } from '../../admin/actions/accounts.ts';
import type { Account } from '../../ports/accounts.ts';
import { addAccountAccessCommands, chosenPassword, startAccess, type WaysIn } from './account-access.ts';
import { addBreakGlassCommand } from './account-break-glass.ts';
import { addAccountDeviceCommands } from './account-devices.ts';
import { addHelpRequestCommands } from './account-help-requests.ts';
import { accountJson, accountsOutcome, accountText } from './account-text.ts';
import { collect, named, onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { everyPage, everyTenant, findAccount, findGroup, findTenant } from './find.ts';
import { type Input, readJson } from './input.ts';
import { done, failure, type Outcome, refusedOutcome } from './outcome.ts';

interface AccountOptions {
  readonly tenant?: string;
  readonly email?: string | false;
  readonly username?: string | false;
  readonly emailVerified?: boolean;
  readonly name?: string;
  readonly givenName?: string;
  readonly familyName?: string;
  readonly phone?: string;
  readonly locale?: string;
  readonly zone?: string;
  readonly profile?: string;
  readonly role?: readonly string[];
  readonly group?: readonly string[];
  readonly addGroup?: readonly string[];
  readonly removeGroup?: readonly string[];
  readonly reason?: string;
}

type CreateOptions = AccountOptions & WaysIn;

export function addAccountCommands(program: Command, run: Run): void {
  const account = program.command('account').description('people');
  onAction<CreateOptions>(
    withProfile(
      account
        .command('create <tenant>')
        .description('create an account; with an e-mail address it is invited'),
    )
      .option('--group <group>', 'name or id; repeat for more', collect)
      .option('--password-stdin', 'take the password from standard input')
      .option('--generate-password', 'make a password and print it once')
      .option('--no-invite', 'send no invitation'),
    run,
    create,
  );
  onAction(account.command('list [tenant]').description('list accounts'), run, list);
  onAction<AccountOptions>(
    named(account.command('show <account>').description('show one account')),
    run,
    show,
  );
  onAction<AccountOptions>(
    withProfile(named(account.command('update <account>').description('change an account')))
      .option('--no-email', 'take the e-mail address away')
      .option('--no-username', 'take the username away')
      .option('--add-group <group>', 'name or id; repeat for more', collect)
      .option('--remove-group <group>', 'name or id; repeat for more', collect),
    run,
    update,
  );
  onAction<AccountOptions>(
    withReason(
      named(account.command('disable <account>').description('let it in no more; sessions and tokens end')),
    ),
    run,
    (context, [name = ''], options) =>
      onAccount(context, name, options, ({ id }) =>
        context.actions.accountStatus.disable(context.actor, id, options.reason ?? null),
      ),
  );
  onAction<AccountOptions>(
    withReason(named(account.command('enable <account>').description('let it in again'))),
    run,
    (context, [name = ''], options) =>
      onAccount(context, name, options, ({ id }) =>
        context.actions.accountStatus.enable(context.actor, id, options.reason ?? null),
      ),
  );
  addAccountAccessCommands(account, run);
  addBreakGlassCommand(account, run);
  addAccountDeviceCommands(account, run);
  addHelpRequestCommands(account, run);
}

function withReason(command: Command): Command {
  return command.option('--reason <text>', 'kept in the audit log');
}

function withProfile(command: Command): Command {
  return command
    .option('--email <address>', 'what it signs in with')
    .option('--username <name>', 'what it signs in with, for people without e-mail')
    .option('--email-verified', 'the address is known to be theirs')
    .option('--name <name>', 'full name')
    .option('--given-name <name>', 'given name')
    .option('--family-name <name>', 'family name')
    .option('--phone <number>', 'phone number (E.164)')
    .option('--locale <tag>', 'language')
    .option('--zone <zone>', 'time zone')
    .option('--profile <file>', 'further standard claims as JSON; "-" is standard input')
    .option('--role <role>', 'owner, security-admin, help-desk, auditor or member; repeat for more', collect);
}

async function create(
  context: CliContext,
  [name = '']: readonly string[],
  options: CreateOptions,
): Promise<Outcome> {
  const tenant = await findTenant(context.storage, name);
  if (!tenant.ok) return tenant.outcome;
  if (options.passwordStdin && options.profile === '-')
    return failure('Only one of both can be standard input.');
  const input = await settingsOf(context, tenant.value.id, options, options.group ?? []);
  if (!input.ok) return input.outcome;
  // What the roles may be is for account-input to check.
  const account = input.value as AccountInput;
  const password = await chosenPassword(context, tenant.value.id, account, options);
  if (!password.ok) return password.outcome;
  const result = await context.actions.accounts.create(context.actor, tenant.value.id, account);
  if (!result.ok) return refusedOutcome(result);
  return startAccess(context, result.account, options, password.value);
}

async function list({ storage }: CliContext, [name]: readonly (string | undefined)[]): Promise<Outcome> {
  const tenant = name === undefined ? null : await findTenant(storage, name);
  if (tenant && !tenant.ok) return tenant.outcome;
  const tenants = tenant ? [tenant.value] : await everyTenant(storage);
  const pages = await Promise.all(
    tenants.map(({ id }) => everyPage((after) => storage.accounts.list(id, after, 200))),
  );
  return accountsOutcome(storage, pages.flat(), tenants);
}

async function show(
  context: CliContext,
  [name = '']: readonly string[],
  options: AccountOptions,
): Promise<Outcome> {
  const account = await findAccount(context.storage, name, options.tenant);
  return account.ok ? shown(context, account.value) : account.outcome;
}

async function update(
  context: CliContext,
  [name = '']: readonly string[],
  options: AccountOptions,
): Promise<Outcome> {
  const account = await findAccount(context.storage, name, options.tenant);
  if (!account.ok) return account.outcome;
  const groups = await changedGroups(context, account.value, options);
  if (!groups.ok) return groups.outcome;
  const input = await settingsOf(context, account.value.tenantId, options, []);
  if (!input.ok) return input.outcome;
  // What the roles may be is for account-input to check.
  const changes = { ...input.value, groups: groups.value } as AccountChanges;
  const result = await context.actions.accounts.update(context.actor, account.value.id, changes);
  return result.ok ? shown(context, result.account) : refusedOutcome(result);
}

async function onAccount(
  context: CliContext,
  name: string,
  options: AccountOptions,
  act: (account: Account) => Promise<AccountUpdated>,
): Promise<Outcome> {
  const account = await findAccount(context.storage, name, options.tenant);
  if (!account.ok) return account.outcome;
  const result = await act(account.value);
  return result.ok ? shown(context, result.account) : refusedOutcome(result);
}

async function shown({ storage }: CliContext, account: Account): Promise<Outcome> {
  return done(await accountJson(storage, account), await accountText(storage, account));
}

async function settingsOf(
  { terminal, storage }: CliContext,
  tenantId: string,
  options: AccountOptions,
  groupNames: readonly string[],
): Promise<Input<object>> {
  const file =
    options.profile === undefined
      ? { ok: true as const, value: {} }
      : await readJson(terminal, options.profile);
  if (!file.ok) return file;
  const groups = await groupIds(storage, tenantId, groupNames);
  if (!groups.ok) return groups;
  const given = {
    name: options.name,
    given_name: options.givenName,
    family_name: options.familyName,
    phone_number: options.phone,
    locale: options.locale,
    zoneinfo: options.zone,
  };
  const claims = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ok: true,
    value: {
      // commander gives true for the bare existence of --no-email and false for its use.
      email: options.email === false ? null : typeof options.email === 'string' ? options.email : undefined,
      username:
        options.username === false
          ? null
          : typeof options.username === 'string'
            ? options.username
            : undefined,
      emailVerified: options.emailVerified,
      roles: options.role,
      groups: groups.value.length > 0 ? groups.value : undefined,
      profile: { ...Object(file.value), ...Object.fromEntries(claims) },
    },
  };
}

async function changedGroups(
  { storage }: CliContext,
  account: Account,
  options: AccountOptions,
): Promise<Input<readonly string[]>> {
  const added = await groupIds(storage, account.tenantId, options.addGroup ?? []);
  const removed = await groupIds(storage, account.tenantId, options.removeGroup ?? []);
  if (!added.ok) return added;
  if (!removed.ok) return removed;
  const kept = account.groups.filter((id) => !removed.value.includes(id));
  return { ok: true, value: [...kept, ...added.value] };
}

async function groupIds(
  storage: CliContext['storage'],
  tenantId: string,
  names: readonly string[],
): Promise<Input<readonly string[]>> {
  const ids: string[] = [];
  for (const name of names) {
    const group = await findGroup(storage, tenantId, name);
    if (!group.ok) return group;
    ids.push(group.value.id);
  }
  return { ok: true, value: ids };
}
