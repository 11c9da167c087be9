// `keys`: create, rotate, reseal. The server reads the file again by itself.
// Invariant: a key is never printed, and rotation takes none away.
import type { Command } from 'commander';
import { mailOwner } from '../../adapters/mail/mailer.ts';
import { changeKeyFile, readKeyFile, writeNewKeyFile } from '../../adapters/vault/files.ts';
import { rotateKeys } from '../../adapters/vault/generate.ts';
import { type RingName, ringNames } from '../../adapters/vault/key-file.ts';
import { contextOf } from '../../admin/actions/action.ts';
import { reseal } from '../reseal.ts';
import { collect, onAction, type Run } from './command.ts';
import { type CliContext, refusedKeys } from './context.ts';
import { done, exitCodes, failure, type Outcome, refusedOutcome } from './outcome.ts';
import { moment } from './table.ts';

interface RotateOptions {
  readonly ring?: readonly string[];
  readonly immediately?: boolean;
}

export function addKeysCommands(program: Command, run: Run): void {
  const keys = program.command('keys').description('the key file');
  keys
    .command('create <file>')
    .description('make a key file, with mode 0600; one that is there stays')
    .option('--json', 'print JSON')
    .action((file: string, { json }: { json?: boolean }) => run.alone(json === true, () => create(file)));
  onAction<RotateOptions>(
    keys
      .command('rotate')
      .description('add new keys; older ones keep reading')
      .option('--ring <ring>', `${ringNames.join(', ')}; repeat for more (default: all)`, collect)
      .option('--immediately', 'use the new keys at once, because the old ones leaked'),
    run,
    rotate,
  );
  onAction(
    keys
      .command('reseal')
      .description('encrypt anew, under the newest seal key, what older ones have encrypted'),
    run,
    resealStored,
  );
}

async function create(file: string): Promise<Outcome> {
  const made = await writeNewKeyFile(file, Date.now());
  if (!made.ok && made.reason === 'unwritable') return failure(made.message);
  if (!made.ok)
    return failure(`${file} is there already. It was left as it is; \`keys rotate\` adds keys to it.`);
  return done({ file }, `Made ${file}. Keep a copy of it apart from the backups of the data.`);
}

async function rotate(
  context: CliContext,
  _args: readonly string[],
  options: RotateOptions,
): Promise<Outcome> {
  const rings = options.ring ?? ringNames;
  if (!rings.every(isRing)) {
    return refusedOutcome({
      reason: 'invalid',
      problems: [{ setting: 'ring', expected: ringNames.join(', ') }],
    });
  }
  const { audit, actor, config, now } = context;
  // The event first: a rotation that was cut short is told, one that was not written down does not happen.
  const eventId = await audit.append({ type: 'keys.rotated', rings }, contextOf(actor, {}), now());
  const immediately = options.immediately === true;
  const changed = await changeKeyFile(
    config.keysFile,
    (file) => rotateKeys(file, rings, now(), { immediately }),
    now(),
  );
  if (!changed.ok) {
    audit.queue({ type: 'act.unfinished', eventId, eventType: 'keys.rotated' }, contextOf(actor, {}), now());
    return refusedKeys(changed.problems).outcome;
  }
  const ids = Object.fromEntries(rings.map((ring) => [ring, changed.file.rings[ring][0]?.id ?? null]));
  return done(
    { file: config.keysFile, rings, newest: ids },
    `Added new keys to ${rings.join(', ')} in ${config.keysFile}.`,
    immediately ? [] : [whenUsed(rings)],
  );
}

function whenUsed(rings: readonly RingName[]): string {
  const parts = [
    ...(rings.includes('sign') ? ['New signing keys are published now and used in an hour.'] : []),
    ...(rings.some((ring) => ring !== 'sign') ? ['New keys of other rings are used in five minutes.'] : []),
  ];
  return parts.join(' ');
}

async function resealStored(context: CliContext): Promise<Outcome> {
  const { storage, vault, audit, actor, now, config } = context;
  // An envelope begins with the id of its key.
  const [key = ''] = vault.seal('', 'keys reseal').split('.');
  const begin = () => audit.append({ type: 'keys.resealed', keyId: key }, contextOf(actor, {}), now());
  const { unreadable, complete, ...resealed } = await reseal({ storage, vault, mailOwner, begin });
  const unneeded = complete ? await unneededKeys(config.keysFile, key, now()) : [];
  const text = `Sealed anew under the key ${key}: what ${resealed.accounts} accounts have set up, ${resealed.mails} mails.`;
  const json = { key, ...resealed, complete, unreadable, unneeded };
  if (unreadable.length === 0)
    return complete
      ? done(json, text, unneeded.map(unneededText))
      : { exit: exitCodes.refused, message: goingOn, found: { json, text } };
  const message = `${complete ? '' : `${goingOn}\n`}These accounts and mails hold what no key of the file opens, and were left as they are: ${unreadable.join(', ')}. Put the key back that is missing; where it is lost, \`account reset-factors ACCOUNT\` helps.`;
  return { exit: exitCodes.refused, message, found: { json, text } };
}

const goingOn =
  'Something was sealed under an older key while this ran: a server has not read the key file yet, or does not use the new key yet. No key can be taken out; run it again in a few minutes.';

interface UnneededKey {
  readonly id: string;
  /** ms; until then sign-ins that are under way may need it. */
  readonly from: number;
}

/** How long a sign-in lives, ms: what it holds sealed for a person ends with it. */
const signInMs = 3_600_000;

/** Seal keys that were used before this one. */
async function unneededKeys(path: string, inUse: string, at: number): Promise<readonly UnneededKey[]> {
  const read = await readKeyFile(path, { now: at });
  const older = read.ok
    ? read.file.rings.seal.filter(({ id, usableFrom }) => id !== inUse && usableFrom <= at)
    : [];
  return older.map(({ id, retiredAt }) => ({ id, from: (retiredAt ?? at) + signInMs }));
}

function unneededText({ id, from }: UnneededKey): string {
  return `Nothing that lasts is sealed under the key ${id} any more. From ${moment(from)} on it can be taken out of ring seal; keep a copy of it with the backups of the data.`;
}

function isRing(name: string): name is RingName {
  return ringNames.some((ring) => ring === name);
}
