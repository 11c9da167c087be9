// `tenant`: create, list, show, update, suspend, resume.
import type { Command } from 'commander';
import {
  type Preset,
  presetNames,
  type TenantChanges,
  type TenantUpdated,
} from '../../admin/actions/tenants.ts';
import type { Tenant } from '../../ports/tenants.ts';
import { collect, onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { everyTenant, findTenant } from './find.ts';
import { readBytes } from './input.ts';
import { done, type Outcome, refusedOutcome } from './outcome.ts';
import { iso, moment, record, table } from './table.ts';

interface TenantOptions {
  readonly name?: string;
  readonly shortName?: string;
  readonly domain?: readonly string[];
  readonly domains?: false;
  readonly locale?: string;
  readonly zone?: string;
  readonly help?: string;
  readonly helpText?: string;
  readonly color?: string;
  readonly logo?: string | false;
  readonly alert?: readonly string[];
  readonly preset?: Preset;
  readonly reason?: string;
}

const presetText = presetNames.join(', ').replace(/, (?=\w+$)/, ' or ');

export function addTenantCommands(program: Command, run: Run): void {
  const tenant = program.command('tenant').description('organisations');
  onAction<TenantOptions>(
    withSettings(tenant.command('create <short-name>').description('create a tenant'))
      .requiredOption('--name <name>', 'what people read')
      .option('--preset <preset>', `where its policy starts: ${presetText}`, 'recommended'),
    run,
    create,
  );
  onAction(tenant.command('list').description('list all tenants'), run, list);
  onAction(tenant.command('show <tenant>').description('show one tenant'), run, show);
  onAction<TenantOptions>(
    withSettings(tenant.command('update <tenant>').description('change a tenant'))
      .option('--name <name>', 'what people read')
      .option('--short-name <name>', 'what people type'),
    run,
    update,
  );
  onAction<TenantOptions>(
    tenant
      .command('suspend <tenant>')
      .description('let nobody of it in')
      .option('--reason <text>', 'kept in the audit log'),
    run,
    ({ storage, actions, actor }, [name = ''], { reason = null }) =>
      onTenant(storage, name, ({ id }) => actions.tenants.suspend(actor, id, reason)),
  );
  onAction<TenantOptions>(
    tenant
      .command('resume <tenant>')
      .description('let them in again')
      .option('--reason <text>', 'kept in the audit log'),
    run,
    ({ storage, actions, actor }, [name = ''], { reason = null }) =>
      onTenant(storage, name, ({ id }) => actions.tenants.resume(actor, id, reason)),
  );
}

function withSettings(command: Command): Command {
  return command
    .option('--domain <domain>', 'a verified mail domain; repeat for more', collect)
    .option('--no-domains', 'no mail domains')
    .option('--locale <tag>', 'language of its pages and mails, such as en')
    .option('--zone <zone>', 'time zone, such as Europe/Berlin')
    .option('--help-text <text>', 'where people find help')
    .option('--color <#rrggbb>', 'accent colour')
    .option('--logo <file>', 'PNG, JPEG or WebP of at most 64 KB')
    .option('--no-logo', 'no logo')
    .option('--alert <address>', 'where warnings go; repeat for more', collect);
}

async function create(
  context: CliContext,
  [shortName = '']: readonly string[],
  options: TenantOptions,
): Promise<Outcome> {
  const read = await settingsOf(options);
  if (!read.ok) return read.outcome;
  const { name = '', preset = 'recommended' } = options;
  if (!presetNames.includes(preset)) {
    return refusedOutcome({
      reason: 'invalid',
      problems: [{ setting: 'preset', expected: presetText }],
    });
  }
  const result = await context.actions.tenants.create(
    context.actor,
    { ...read.value, name, shortName },
    preset,
  );
  return result.ok ? shown(result.tenant) : refusedOutcome(result);
}

async function list({ storage }: CliContext): Promise<Outcome> {
  const tenants = await everyTenant(storage);
  const rows = tenants.map(({ shortName, name, status, id }) => [shortName, name, status, id]);
  return done(tenants.map(tenantJson), table(['SHORT NAME', 'NAME', 'STATUS', 'ID'], rows));
}

async function show({ storage }: CliContext, [name = '']: readonly string[]): Promise<Outcome> {
  const tenant = await findTenant(storage, name);
  return tenant.ok ? shown(tenant.value) : tenant.outcome;
}

async function update(
  context: CliContext,
  [name = '']: readonly string[],
  options: TenantOptions,
): Promise<Outcome> {
  const read = await settingsOf(options);
  if (!read.ok) return read.outcome;
  const changes: TenantChanges = { ...read.value, name: options.name, shortName: options.shortName };
  return onTenant(context.storage, name, ({ id }) =>
    context.actions.tenants.update(context.actor, id, changes),
  );
}

async function onTenant(
  storage: CliContext['storage'],
  name: string,
  act: (tenant: Tenant) => Promise<TenantUpdated>,
): Promise<Outcome> {
  const tenant = await findTenant(storage, name);
  if (!tenant.ok) return tenant.outcome;
  const result = await act(tenant.value);
  return result.ok ? shown(result.tenant) : refusedOutcome(result);
}

async function settingsOf(
  options: TenantOptions,
): Promise<{ ok: true; value: TenantChanges } | { ok: false; outcome: Outcome }> {
  const image = typeof options.logo === 'string' ? await readBytes(options.logo) : null;
  if (image && !image.ok) return image;
  const logo = image ? image.value : options.logo === false ? null : undefined;
  return {
    ok: true,
    value: {
      domains: options.domain ? [...options.domain] : options.domains === false ? [] : undefined,
      locale: options.locale,
      zone: options.zone,
      helpText: options.helpText,
      accentColor: options.color,
      logo,
      alertAddresses: options.alert && [...options.alert],
    },
  };
}

function shown(tenant: Tenant): Outcome {
  return done(
    tenantJson(tenant),
    record([
      ['name', tenant.name],
      ['short name', tenant.shortName],
      ['id', tenant.id],
      ['status', tenant.status],
      ['mail domains', tenant.domains.join(', ')],
      ['locale', tenant.locale],
      ['time zone', tenant.zone],
      ['help text', tenant.helpText],
      ['colour', tenant.accentColor],
      ['logo', tenant.logo?.type ?? null],
      ['alerts to', tenant.alertAddresses.join(', ')],
      ['created', moment(tenant.createdAt)],
    ]),
  );
}

function tenantJson({ version: _, logo, createdAt, ...rest }: Tenant): object {
  return { ...rest, logo: logo && { type: logo.type }, createdAt: iso(createdAt) };
}
