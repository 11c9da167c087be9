// `policy`: show, set, trust-network, distrust-network, history. The JSON is described by docs/policy.schema.json.

import { isIPv4, isIPv6 } from 'node:net';
import type { Command } from 'commander';
import type { PolicyChanged } from '../../admin/actions/policies.ts';
import type { PolicyNote } from '../../admin/actions/policy-fit.ts';
import { policyToJson } from '../../admin/actions/policy-input.ts';
import type { Change } from '../../audit/event.ts';
import type { PolicyRecord, Tenant } from '../../ports/tenants.ts';
import { policySchema } from '../policy-schema.ts';
import { collect, onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { findTenant } from './find.ts';
import { type Input, readJson } from './input.ts';
import { done, failure, type Outcome, refusedOutcome } from './outcome.ts';
import { addSimulateCommand } from './simulate.ts';
import { iso, moment, record, table } from './table.ts';

interface SetOptions {
  readonly set?: readonly string[];
  readonly reason?: string;
}

const reasonHelp = 'kept in the audit log; needed to switch the requirement off';

export function addPolicyCommands(program: Command, run: Run): void {
  const policy = program.command('policy').description("what a tenant's admins decide about second factors");
  onAction<{ version?: string }>(
    policy
      .command('show <tenant>')
      .description('show the policy; with --json what `policy set` takes')
      .option('--version <n>', 'an older version'),
    run,
    show,
  );
  onAction<SetOptions>(
    policy
      .command('set <tenant> [file]')
      .description(
        'change the policy: settings from a JSON file ("-" is standard input), from --set, or both',
      )
      .option(
        '--set <key=value>',
        'one setting, such as graceDays=14 or factors.totp=true; repeat for more',
        collect,
      )
      .option('--reason <text>', reasonHelp),
    run,
    set,
  );
  onAction<SetOptions>(
    policy
      .command('trust-network <tenant> <name> <cidr>')
      .description('ask for no second factor from these addresses')
      .option('--reason <text>', reasonHelp),
    run,
    trust,
  );
  onAction<SetOptions>(
    policy
      .command('distrust-network <tenant> <cidr>')
      .description('take a range off the trusted networks')
      .option('--reason <text>', reasonHelp),
    run,
    distrust,
  );
  onAction(policy.command('history <tenant>').description('who changed it, when and why'), run, history);
  addSimulateCommand(policy, run);
  policy
    .command('schema')
    .description('print the JSON Schema of what `policy set` takes')
    .action(() => run.alone(true, async () => done(policySchema(), '')));
}

async function show(
  { storage }: CliContext,
  [name = '']: readonly string[],
  options: { version?: string },
): Promise<Outcome> {
  const tenant = await findTenant(storage, name);
  if (!tenant.ok) return tenant.outcome;
  const { id } = tenant.value;
  const wanted = options.version;
  const found = await (wanted === undefined
    ? storage.policies.current(id)
    : storage.policies.find(id, Number(wanted)));
  return found
    ? done(policyToJson(found.policy), policyText(tenant.value, found))
    : failure('There is no such version.');
}

async function set(
  context: CliContext,
  [name = '', file]: readonly (string | undefined)[],
  { set: assignments = [], reason }: SetOptions,
): Promise<Outcome> {
  if (file === undefined && assignments.length === 0) {
    return failure('Nothing to set: name a JSON file, "-" for standard input, or use --set key=value.');
  }
  const base = file === undefined ? { ok: true as const, value: {} } : await readJson(context.terminal, file);
  if (!base.ok) return base.outcome;
  const input = assigned(base.value, assignments);
  if (!input.ok) return input.outcome;
  const { actions, actor } = context;
  return onTenant(context, name, ({ id }) => actions.policies.change(actor, id, input.value, reason ?? null));
}

function trust(
  context: CliContext,
  [tenantName = '', name = '', range = '']: readonly string[],
  { reason }: SetOptions,
): Promise<Outcome> {
  const { actions, actor } = context;
  const network = { name, cidr: asRange(range) };
  return onTenant(context, tenantName, ({ id }) =>
    actions.policies.trustNetwork(actor, id, network, reason ?? null),
  );
}

function distrust(
  context: CliContext,
  [tenantName = '', range = '']: readonly string[],
  { reason }: SetOptions,
): Promise<Outcome> {
  const { actions, actor } = context;
  return onTenant(context, tenantName, ({ id }) =>
    actions.policies.distrustNetwork(actor, id, asRange(range), reason ?? null),
  );
}

async function history({ storage }: CliContext, [name = '']: readonly string[]): Promise<Outcome> {
  const tenant = await findTenant(storage, name);
  if (!tenant.ok) return tenant.outcome;
  const versions = await storage.policies.list(tenant.value.id, null, 100);
  const rows = versions.map(({ version, at, by, reason }) => [String(version), moment(at), by, reason ?? '']);
  return done(
    versions.map(({ policy, at, tenantId: _, ...rest }) => ({
      ...rest,
      at: iso(at),
      policy: policyToJson(policy),
    })),
    table(['VERSION', 'WHEN', 'WHO', 'WHY'], rows),
  );
}

async function onTenant(
  { storage }: CliContext,
  name: string,
  act: (tenant: Tenant) => Promise<PolicyChanged>,
): Promise<Outcome> {
  const tenant = await findTenant(storage, name);
  if (!tenant.ok) return tenant.outcome;
  const result = await act(tenant.value);
  if (!result.ok) return refusedOutcome(result);
  const { version, policy } = result.record;
  return done(
    { version, changes: result.changes, notes: result.notes, policy: policyToJson(policy) },
    changesText(tenant.value, version, result.changes),
    result.notes.map((note) => noteTexts[note]),
  );
}

const noteTexts: Readonly<Record<PolicyNote, string>> = {
  'requirement-off':
    'From now on accounts may have a password alone. Factors stay set up, and people may now remove them.',
  'second-factor-off':
    'Nobody is asked for a second factor. What people have set up is kept and works when it is on again.',
  'short-password-allowed':
    'Passwords of fewer than 15 characters: NIST SP 800-63B-4 3.1.1.2 allows this only while a second factor is required.',
  'short-password-alone':
    'NIST SP 800-63B-4 3.1.1.2 asks for 15 characters where a password can stand alone, as it can under this policy.',
  'sms-weak':
    'Codes by SMS are weak: messages can be read by others, and numbers be taken over. NIST SP 800-63B-4 3.2.9 calls them restricted.',
  'sms-alone':
    'Codes by SMS are weak: messages can be read by others, and numbers be taken over. NIST SP 800-63B-4 3.2.9 asks for something else beside them: allow passkeys or authenticator apps as well.',
  'sms-without-gateway': 'No gateway sends text messages yet: see SALLYPORT_SMS_URL in docs/operations.md.',
  'hardware-not-attested':
    'The file of SALLYPORT_FIDO_METADATA has no certificates for some AAGUIDs in passkeys.hardware: they reach no level above phishing-resistant.',
};

/** `--set` wins over the file. Values are JSON where they can be read so, else text. */
function assigned(base: unknown, assignments: readonly string[]): Input<unknown> {
  const settings: Record<string, unknown> = typeof base === 'object' && base !== null ? { ...base } : {};
  if (assignments.length === 0) return { ok: true, value: base };
  for (const assignment of assignments) {
    const [, key = '', inner, text = ''] = /^([A-Za-z]+)(?:\.([A-Za-z]+))?=(.*)$/s.exec(assignment) ?? [];
    if (key === '')
      return { ok: false, outcome: failure(`--set ${assignment} is not of the form key=value.`) };
    const value = jsonOrText(text);
    settings[key] = inner === undefined ? value : { ...Object(settings[key]), [inner]: value };
  }
  return { ok: true, value: settings };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Most values are plain words, which need no quotes here.
    return text;
  }
}

/** A single address is the range of itself. */
function asRange(text: string): string {
  if (isIPv4(text)) return `${text}/32`;
  return isIPv6(text) ? `${text}/128` : text;
}

function changesText(tenant: Tenant, version: number, changes: readonly Change[]): string {
  if (changes.length === 0) return `The policy of ${tenant.name} was so already (version ${version}).`;
  const lines = changes.map(
    ({ setting, from, to }) => `  ${setting}: ${valueText(setting, from)} -> ${valueText(setting, to)}`,
  );
  return [`The policy of ${tenant.name} is now version ${version}.`, ...lines].join('\n');
}

function valueText(setting: string, value: unknown): string {
  return setting === 'start' && typeof value === 'number' ? moment(value) : JSON.stringify(value);
}

function policyText(tenant: Tenant, { policy, version, at, by, reason }: PolicyRecord): string {
  const allowed = Object.entries(policy.factors).filter(([, on]) => on);
  return record([
    ['tenant', tenant.name],
    ['version', `${version}, ${moment(at)}, by ${by}`],
    ['why', reason],
    ['second factor', policy.secondFactor],
    ['level', policy.level],
    ['factors allowed', allowed.map(([kind]) => kind).join(', ') || 'none'],
    ['starts', moment(policy.start)],
    [
      'grace',
      `${policy.graceDays} days${policy.graceForNewAccounts ? ', for new accounts too' : ', not for new accounts'}`,
    ],
    ['after the deadline', policy.afterDeadline],
    [
      'trusted networks',
      policy.trustedNetworks.map(({ name, cidr }) => `${cidr} (${name})`).join('\n') || 'none',
    ],
    ['password', `at least ${policy.passwordMinLength} characters`],
    ['mailbox confirms', policy.mailboxConfirms ? 'yes' : 'no'],
  ]);
}
