// `account`: unlock, reset-factors, enrollment-code, invite, set-password, and how a new account gets in.
// Invariant (F5): a code or password that was made here is printed once, to whoever asked, and is nowhere else readable.
import type { Command } from 'commander';
import type { CodeGiven } from '../../admin/actions/account-access.ts';
import type { AccountInput } from '../../admin/actions/accounts.ts';
import type { Account } from '../../ports/accounts.ts';
import { accountJson, accountText } from './account-text.ts';
import { named, onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { findAccount } from './find.ts';
import { type Input, readSecret } from './input.ts';
import { done, type Outcome, refusedOutcome } from './outcome.ts';
import { iso, moment } from './table.ts';

/** How a new account is to get in. */
export interface WaysIn {
  readonly passwordStdin?: boolean;
  readonly generatePassword?: boolean;
  readonly invite?: boolean;
}

interface AccessOptions {
  readonly tenant?: string;
  readonly identityChecked: string;
  readonly reason: string;
}

export function addAccountAccessCommands(account: Command, run: Run): void {
  onAction<AccessOptions>(
    named(account.command('unlock <account>').description('forget its failed attempts')),
    run,
    unlock,
  );
  onAction<AccessOptions>(
    named(account.command('invite <account>').description('mail a link, good for 7 days, to set a password')),
    run,
    invite,
  );
  onAction<AccessOptions & WaysIn>(
    named(
      account
        .command('set-password <account>')
        .description('give it a new password; its sessions and tokens end'),
    ).option(
      '--password-stdin',
      'take the password from standard input; without it, one is made and printed once',
    ),
    run,
    setPassword,
  );
  onAction<AccessOptions>(
    withCheck(
      account
        .command('enrollment-code <account>')
        .description('give a code, good for 24 hours, to set up a factor'),
    ),
    run,
    (context, args, options) => giveCode(context, args, options, 'giveEnrollmentCode'),
  );
  onAction<AccessOptions>(
    withCheck(
      account
        .command('reset-factors <account>')
        .description('clear its factors and backup codes, end its sessions, and give an enrollment code'),
    ),
    run,
    (context, args, options) => giveCode(context, args, options, 'resetFactors'),
  );
}

export function withCheck(command: Command): Command {
  return named(command)
    .requiredOption('--identity-checked <how>', 'how you know that it is them: phone, in person, video, ...')
    .requiredOption('--reason <text>', 'kept in the audit log');
}

/** The password from standard input, if that was asked for, checked before anything is created. */
export async function chosenPassword(
  { terminal, actions }: CliContext,
  tenantId: string,
  account: AccountInput,
  { passwordStdin }: WaysIn,
): Promise<Input<string | null>> {
  if (!passwordStdin) return { ok: true, value: null };
  const given = await readSecret(terminal, 'The password');
  if (!given.ok) return given;
  const problems = await actions.access.checkPassword(tenantId, account, given.value);
  return problems.length === 0
    ? given
    : { ok: false, outcome: refusedOutcome({ reason: 'invalid', problems }) };
}

/** A new account's way in: the password that was asked for, else an invitation where there is an address. */
export async function startAccess(
  context: CliContext,
  account: Account,
  options: WaysIn,
  password: string | null,
): Promise<Outcome> {
  if (options.passwordStdin || options.generatePassword) return withPassword(context, account, password);
  if (account.email === null || options.invite === false) {
    return created(context, account, {}, [
      'The account has no password yet; `account invite` mails it a link.',
    ]);
  }
  const invited = await context.actions.access.invite(context.actor, account.id);
  if (!invited.ok) return refusedOutcome(invited);
  const until = iso(invited.until);
  return created(context, account, { invitation: { sentTo: account.email, until } }, [
    `Invited ${account.email}. The link is good until ${moment(invited.until)}.`,
  ]);
}

async function withPassword(context: CliContext, account: Account, given: string | null): Promise<Outcome> {
  const result = await context.actions.access.setPassword(context.actor, account.id, given);
  if (!result.ok) return refusedOutcome(result);
  if (given !== null) return created(context, account, {}, []);
  return created(context, account, { password: result.password }, [
    `The password is shown once: ${result.password}`,
  ]);
}

async function created(
  { storage }: CliContext,
  account: Account,
  more: object,
  notes: readonly string[],
): Promise<Outcome> {
  return done(
    { ...(await accountJson(storage, account)), ...more },
    await accountText(storage, account),
    notes,
  );
}

async function unlock(
  context: CliContext,
  [name = '']: readonly string[],
  { tenant }: AccessOptions,
): Promise<Outcome> {
  const account = await findAccount(context.storage, name, tenant);
  if (!account.ok) return account.outcome;
  const result = await context.actions.access.unlock(context.actor, account.value.id);
  if (!result.ok) return refusedOutcome(result);
  return done(
    { id: account.value.id, unlocked: true },
    'Its failed attempts are forgotten. It can try again now.',
  );
}

async function invite(
  context: CliContext,
  [name = '']: readonly string[],
  { tenant }: AccessOptions,
): Promise<Outcome> {
  const account = await findAccount(context.storage, name, tenant);
  if (!account.ok) return account.outcome;
  const result = await context.actions.access.invite(context.actor, account.value.id);
  if (!result.ok) return refusedOutcome(result);
  const { id, email } = account.value;
  return done(
    { id, sentTo: email, until: iso(result.until) },
    `Invited ${email}. The link is good until ${moment(result.until)}; earlier ones are void.`,
  );
}

async function setPassword(
  context: CliContext,
  [name = '']: readonly string[],
  { tenant, passwordStdin }: AccessOptions & WaysIn,
): Promise<Outcome> {
  const account = await findAccount(context.storage, name, tenant);
  if (!account.ok) return account.outcome;
  const given: Input<string | null> = passwordStdin
    ? await readSecret(context.terminal, 'The password')
    : { ok: true, value: null };
  return given.ok ? withPassword(context, account.value, given.value) : given.outcome;
}

async function giveCode(
  context: CliContext,
  [name = '']: readonly string[],
  { tenant, identityChecked, reason }: AccessOptions,
  act: 'giveEnrollmentCode' | 'resetFactors',
): Promise<Outcome> {
  const account = await findAccount(context.storage, name, tenant);
  if (!account.ok) return account.outcome;
  const { actions, actor } = context;
  const result: CodeGiven = await actions.access[act](actor, account.value.id, { identityChecked, reason });
  if (!result.ok) return refusedOutcome(result);
  const { code, until, cleared, hasPassword, isDisabled } = result;
  const lines = [
    ...(cleared.length > 0 ? [`Cleared: ${cleared.join(', ')}.`] : []),
    `Enrollment code  ${code}`,
    `Good until       ${moment(until)}, for one use`,
  ];
  const json = { id: account.value.id, code, until: iso(until), cleared, hasPassword, isDisabled };
  return done(json, lines.join('\n'), [
    'The code is shown once. Tell it to the person whose identity was checked, and to nobody else.',
    ...(hasPassword
      ? []
      : [
          'The account has no password. Unless a passkey is left, give it one as well, with `account set-password`: the code is asked for only after that.',
        ]),
    ...(isDisabled
      ? [
          'The account stays disabled. The code is asked for only after `account enable`; where it is too old by then, `account enrollment-code` gives another.',
        ]
      : []),
  ]);
}
