// `keys`: create, rotate. The server reads the file again by itself.
// Invariant: a key is never printed, and rotation takes none away.
import type { Command } from 'commander';
import { changeKeyFile, writeNewKeyFile } from '../../adapters/vault/files.ts';
import { rotateKeys } from '../../adapters/vault/generate.ts';
import { type RingName, ringNames } from '../../adapters/vault/key-file.ts';
import { contextOf } from '../../admin/actions/action.ts';
import { collect, onAction, type Run } from './command.ts';
import { type CliContext, refusedKeys } from './context.ts';
import { done, failure, type Outcome, refusedOutcome } from './outcome.ts';

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
      .option('--immediately', 'sign with the new key at once, because the old one leaked'),
    run,
    rotate,
  );
}

async function create(file: string): Promise<Outcome> {
  const made = await writeNewKeyFile(file, Date.now());
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
    immediately || !rings.includes('sign') ? [] : ['New signing keys are published now and used in an hour.'],
  );
}

function isRing(name: string): name is RingName {
  return ringNames.some((ring) => ring === name);
}
