// `policy simulate`: what would be decided for an account, and why, without a browser.
// Invariant: it asks policy/decide with the facts that the doors would gather, and changes nothing.
import type { Command } from 'commander';
import { readPolicy } from '../../admin/actions/policy-input.ts';
import { createGather, type GatheredAccount } from '../../decision/gather.ts';
import { decide } from '../../policy/decide.ts';
import { explain } from '../../policy/explain.ts';
import type { AccountFacts, ClientFacts, DeviceFacts, Evidence, Facts } from '../../policy/facts.ts';
import { levelOfFactor } from '../../policy/proof.ts';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import { collect, onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { findAccount } from './find.ts';
import { type Input, readJson } from './input.ts';
import { done, failure, type Outcome, refusedOutcome } from './outcome.ts';

interface SimulateOptions {
  readonly tenant?: string;
  readonly client?: string;
  readonly address?: string;
  readonly acr?: readonly string[];
  readonly essential?: boolean;
  readonly maxAge?: string;
  readonly promptLogin?: boolean;
  readonly putOff?: boolean;
  readonly evidence?: readonly string[];
  readonly device?: string;
  readonly at?: string;
  readonly policy?: string;
}

export function addSimulateCommand(policy: Command, run: Run): void {
  onAction<SimulateOptions>(
    policy
      .command('simulate <account>')
      .description('what would be decided for an account, and why')
      .option('--tenant <tenant>', 'whose account, where several tenants know the identifier')
      .option('--client <client-id>', 'the application; without it one that needs nothing')
      .option('--address <address>', 'where the person is')
      .option(
        '--evidence <kind[@minutes]>',
        'proved that long ago: password, totp@30, backup-code; repeat',
        collect,
      )
      .option('--device <kind[@days]>', 'the browser is remembered, by a proof that long ago: totp@3')
      .option('--acr <value>', 'an acr value that the request names; repeat', collect)
      .option('--essential', 'the acr values are essential')
      .option('--max-age <seconds>', 'as in the request')
      .option('--prompt-login', 'as in the request')
      .option('--put-off', 'set-up was put off in this session')
      .option('--at <time>', 'ISO date instead of now')
      .option('--policy <file>', 'settings to try instead of the present ones, as `policy set` takes them'),
    run,
    simulate,
  );
}

async function simulate(
  context: CliContext,
  [name = '']: readonly string[],
  options: SimulateOptions,
): Promise<Outcome> {
  const account = await findAccount(context.storage, name, options.tenant);
  if (!account.ok) return account.outcome;
  const gather = createGather(context.storage);
  const gathered = await gather.account(account.value.id);
  if (!gathered) return refusedOutcome({ reason: 'unknown-account' });
  const client =
    options.client === undefined ? undemanding(gathered.account) : await gather.client(options.client);
  if (!client) return refusedOutcome({ reason: 'unknown-client' });
  const now = options.at === undefined ? context.now() : Date.parse(options.at);
  if (Number.isNaN(now)) return failure('--at is not a date. Write it like 2027-01-31T08:00:00Z.');
  const policy = await triedPolicy(context, options.policy, gathered.policy);
  if (!policy.ok) return policy.outcome;
  const evidence = evidenceOf(options.evidence ?? [], gathered.account, now);
  if (!evidence.ok) return evidence.outcome;
  const device = deviceOf(options.device, gathered.account, policy.value, now);
  if (!device.ok) return device.outcome;
  const request = requestOf(options, device.value, now);
  if (!request.ok) return request.outcome;
  const facts = {
    now,
    client,
    account: gathered.account,
    policy: policy.value,
    evidence: evidence.value,
    request: request.value,
  };
  return told(facts, gathered);
}

function told(facts: Facts, { policyVersion }: GatheredAccount): Outcome {
  const decision = decide(facts);
  const [outcome = '', ...reasons] = explain(decision);
  return done(
    { decision: infinityAsNull(decision), explanation: [outcome, ...reasons], policyVersion },
    [outcome, ...reasons.map((reason) => `  ${reason}`)].join('\n'),
  );
}

function undemanding({ tenantId, tenantStatus }: AccountFacts): ClientFacts {
  return { id: 'simulated', tenantId, tenantStatus, requiredLevel: 'none', firstParty: null };
}

async function triedPolicy(
  { terminal, means }: CliContext,
  file: string | undefined,
  current: TenantPolicy,
): Promise<Input<TenantPolicy>> {
  if (file === undefined) return { ok: true, value: current };
  const input = await readJson(terminal, file);
  if (!input.ok) return input;
  const read = readPolicy(input.value, current, means);
  return read.ok ? { ok: true, value: read.policy } : { ok: false, outcome: refusedOutcome(read) };
}

function requestOf(
  options: SimulateOptions,
  device: DeviceFacts | null,
  now: number,
): Input<Facts['request']> {
  const maxAge = options.maxAge === undefined ? null : Number(options.maxAge);
  if (maxAge !== null && !(Number.isInteger(maxAge) && maxAge >= 0)) {
    return { ok: false, outcome: failure('--max-age is a whole number of seconds.') };
  }
  return {
    ok: true,
    value: {
      occasion: 'authorize',
      address: options.address ?? null,
      arrivedAt: now,
      acrValues: options.acr ?? [],
      acrEssential: options.essential === true,
      maxAge,
      promptLogin: options.promptLogin === true,
      putOff: options.putOff === true,
      device,
    },
  };
}

function evidenceOf(
  texts: readonly string[],
  account: AccountFacts,
  now: number,
): Input<readonly Evidence[]> {
  const evidence: Evidence[] = [];
  for (const text of texts) {
    const [, kind = '', minutes = '0'] = /^([a-z-]+)(?:@(\d{1,6}))?$/.exec(text) ?? [];
    const source = sourceOf(kind, account);
    if (!source) {
      return {
        ok: false,
        outcome: failure(`--evidence ${text}: the account has nothing that could prove this.`),
      };
    }
    const at = now - Number(minutes) * 60_000;
    evidence.push({ id: text, accountId: account.id, ...source, signInId: `${minutes} minutes ago`, at });
  }
  return { ok: true, value: evidence };
}

function deviceOf(
  text: string | undefined,
  account: AccountFacts,
  policy: TenantPolicy,
  now: number,
): Input<DeviceFacts | null> {
  if (text === undefined) return { ok: true, value: null };
  const [, kind = '', days = '0'] = /^([a-z-]+)(?:@(\d{1,4}))?$/.exec(text) ?? [];
  const factor = account.factors.find((one) => one.kind === kind);
  if (!factor)
    return { ok: false, outcome: failure(`--device ${text}: the account has set up no such factor.`) };
  const provedAt = now - Number(days) * 86_400_000;
  const { passwordVersion } = account;
  const earned = { kind: factor.kind, source: factor.id, level: levelOfFactor(factor, policy) };
  return { ok: true, value: { id: 'simulated', ...earned, passwordVersion, provedAt } };
}

/** What of this account would have proved it. */
/** A passkey is taken to have verified its user. */
function sourceOf(
  kind: string,
  account: AccountFacts,
): Pick<Evidence, 'kind' | 'source' | 'userVerified'> | null {
  if (kind === 'password')
    return account.passwordVersion === null ? null : { kind, source: account.passwordVersion };
  if (kind === 'backup-code') return account.backupCodes && { kind, source: account.backupCodes.id };
  const factor = account.factors.find((one) => one.kind === kind);
  if (!factor) return null;
  return { kind: factor.kind, source: factor.id, ...(factor.passkey && { userVerified: true }) };
}

/** JSON knows no infinity; a deadline that never comes is null. */
function infinityAsNull(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
