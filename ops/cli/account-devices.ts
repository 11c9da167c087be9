// `account devices` and `account forget-devices`: the browsers on which an account is not asked for its second factor.
import type { Command } from 'commander';
import { named, onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { findAccount } from './find.ts';
import { done, type Outcome, refusedOutcome } from './outcome.ts';
import { iso, moment, table } from './table.ts';

interface DeviceOptions {
  readonly tenant?: string;
}

export function addAccountDeviceCommands(account: Command, run: Run): void {
  onAction<DeviceOptions>(
    named(account.command('devices <account>').description('list the browsers on which it is remembered')),
    run,
    list,
  );
  onAction<DeviceOptions>(
    named(
      account
        .command('forget-devices <account>')
        .description('remember it on no browser any more: the second factor is asked everywhere'),
    ),
    run,
    forget,
  );
}

async function list(
  context: CliContext,
  [name = '']: readonly string[],
  { tenant }: DeviceOptions,
): Promise<Outcome> {
  const account = await findAccount(context.storage, name, tenant);
  if (!account.ok) return account.outcome;
  const result = await context.actions.devices.list(context.actor, account.value.id);
  if (!result.ok) return refusedOutcome(result);
  const json = result.devices.map(({ provedAt, firstUsedAt, lastUsedAt, until, ...device }) => ({
    ...device,
    provedAt: iso(provedAt),
    firstUsedAt: iso(firstUsedAt),
    lastUsedAt: iso(lastUsedAt),
    until: iso(until),
  }));
  const rows = result.devices.map(({ browser, place, kind, firstUsedAt, lastUsedAt, until }) => [
    browser ?? '',
    place,
    kind,
    moment(firstUsedAt),
    moment(lastUsedAt),
    moment(until),
  ]);
  return done(json, table(['BROWSER', 'NETWORK', 'PROVED BY', 'FIRST USE', 'LAST USE', 'UNTIL'], rows));
}

async function forget(
  context: CliContext,
  [name = '']: readonly string[],
  { tenant }: DeviceOptions,
): Promise<Outcome> {
  const account = await findAccount(context.storage, name, tenant);
  if (!account.ok) return account.outcome;
  const { id } = account.value;
  const result = await context.actions.devices.forget(context.actor, id);
  if (!result.ok) return refusedOutcome(result);
  const { devices } = result;
  return done({ id, forgotten: devices }, `Forgotten: ${devices}. The second factor is asked everywhere.`);
}
