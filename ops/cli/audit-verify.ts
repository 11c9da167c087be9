// `audit verify`: whether the chains, and the checkpoints that left the database, tell the same story.
// Invariant: it only reads; it ends with 0 if nothing was found, and always says what it cannot know.
import type { Command } from 'commander';
import { readCheckpointFile } from '../../adapters/checkpoints/file.ts';
import { type CheckpointsRead, readCheckpoints } from '../../audit/checkpoint.ts';
import { type ChainReport, verifyAll, verifyChain } from '../../audit/verify.ts';
import { collect, onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { everyTenant, findTenant } from './find.ts';
import type { Input } from './input.ts';
import { done, exitCodes, failure, type Outcome } from './outcome.ts';

interface VerifyOptions {
  readonly checkpoints?: readonly string[];
  readonly since?: string;
}

export function addVerifyCommand(audit: Command, run: Run): void {
  onAction<VerifyOptions>(
    audit
      .command('verify')
      .argument('[tenant]', 'one chain: a tenant, or "operator"; without it all chains')
      .description('find what was changed, removed, reordered, inserted or cut off')
      .option(
        '--checkpoints <file>',
        'checkpoints, or a log that holds them; repeat (default: the file that is set)',
        collect,
      )
      .option('--since <time>', 'ISO date: begin at the last checkpoint before'),
    run,
    verify,
  );
}

async function verify(
  context: CliContext,
  [tenantName]: readonly (string | undefined)[],
  options: VerifyOptions,
): Promise<Outcome> {
  const since = options.since === undefined ? undefined : Date.parse(options.since);
  if (Number.isNaN(since)) return failure('--since is a date, such as 2027-01-31 or 2027-01-31T08:00:00Z.');
  const read = await checkpointsOf(context, options.checkpoints);
  if (!read.ok) return read.outcome;
  const { checkpoints, broken } = read.value;
  const deps = { store: context.storage.audit, keys: context.vault };
  const chain = tenantName === undefined ? null : await chainOf(context, tenantName);
  if (chain && !chain.ok) return chain.outcome;
  const reports = chain
    ? [await verifyChain(deps, chain.value, { checkpoints, since })]
    : await verifyAll(deps, { checkpoints, since });
  return told(reports, broken, await namesOf(context));
}

function told(
  reports: readonly ChainReport[],
  broken: readonly string[],
  names: ReadonlyMap<string, string>,
): Outcome {
  const lines = reports.flatMap((report) => [
    `${names.get(report.chain) ?? report.chain}: ${report.ok ? 'holds' : 'DOES NOT HOLD'}, ${report.events} events, up to ${report.last.sequence}`,
    ...report.findings.map(({ what, detail }) => `  ${what}: ${detail}`),
    ...report.notKnown.map((sentence) => `  not known: ${sentence}`),
  ]);
  const brokenLines = broken.map(
    (line) => `${line} is no checkpoint of ours: it was changed, or the key file is another one.`,
  );
  const text = [...lines, ...brokenLines].join('\n') || 'There are no events yet.';
  const json = {
    ok: reports.every(({ ok }) => ok) && broken.length === 0,
    chains: reports,
    brokenCheckpoints: broken,
  };
  if (json.ok) return done(json, text);
  const message =
    'The audit log does not verify. Keep the database, the checkpoints and this output as they are.';
  return { exit: exitCodes.refused, message, found: { json, text } };
}

interface AllRead {
  readonly checkpoints: CheckpointsRead['checkpoints'];
  /** "FILE line N" */
  readonly broken: readonly string[];
}

async function checkpointsOf(
  { config, vault }: CliContext,
  given: readonly string[] | undefined,
): Promise<Input<AllRead>> {
  const files = given ?? (config.checkpoints.kind === 'file' ? [config.checkpoints.path] : []);
  const all: { checkpoints: AllRead['checkpoints'][number][]; broken: string[] } = {
    checkpoints: [],
    broken: [],
  };
  for (const file of files) {
    try {
      const read = await readCheckpoints(readCheckpointFile(file), vault.signing);
      all.checkpoints.push(...read.checkpoints);
      all.broken.push(...read.broken.map((line) => `${file} line ${line}`));
    } catch (error) {
      return { ok: false, outcome: failure(`${file} cannot be read: ${String(error)}`) };
    }
  }
  return { ok: true, value: all };
}

async function chainOf({ storage }: CliContext, name: string): Promise<Input<string>> {
  if (name === 'operator') return { ok: true, value: name };
  const tenant = await findTenant(storage, name);
  return tenant.ok ? { ok: true, value: tenant.value.id } : tenant;
}

async function namesOf({ storage }: CliContext): Promise<ReadonlyMap<string, string>> {
  return new Map((await everyTenant(storage)).map(({ id, shortName }) => [id, shortName]));
}
