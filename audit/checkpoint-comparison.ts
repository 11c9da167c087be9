// Holds a chain against its checkpoints: what was cut off its end, whether it is gone, whether it was written anew. Pure.
// Invariant: a finding here is one that the chain by itself cannot show.
import type { AuditHead } from '../ports/audit-store.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Finding } from './diagnosis.ts';

/** `macs`: of the rows at the checkpoints' sequences, where there are any. `damage`: what the chain itself has shown. */
export function compareWithCheckpoints(
  checkpoints: readonly Checkpoint[],
  base: Checkpoint | undefined,
  macs: ReadonlyMap<number, string>,
  last: AuditHead,
  damage: readonly Finding[],
): Finding[] {
  const newest = checkpoints.at(-1);
  if (!newest) return [];
  if (last.sequence === 0) return [gone(newest)];
  if (base && !macs.has(base.sequence)) return [lostBase(base, last)];
  const compared = base ? checkpoints.slice(checkpoints.indexOf(base)) : checkpoints;
  const differing = compared.find(({ sequence, mac }) => macs.has(sequence) && macs.get(sequence) !== mac);
  // Damage further up changes all that follows; it has been named.
  const explained = damage.some(({ sequence }) => differing && sequence <= differing.sequence);
  return [
    ...(differing && !explained ? [rewritten(differing)] : []),
    ...(newest.sequence > last.sequence ? [cutOff(newest, last.sequence)] : []),
  ];
}

/** What nothing at hand can show, one sentence each. */
export function notKnown(
  checkpoints: readonly Checkpoint[],
  base: Checkpoint | undefined,
  last: AuditHead,
  erased: number,
): string[] {
  const newest = checkpoints.at(-1);
  const beyond = newest && last.sequence >= newest.sequence;
  return [
    ...(newest
      ? []
      : [
          'Without a checkpoint: whether events were cut off the end.',
          'Without a checkpoint: whether the chain was written anew by somebody who holds the audit key.',
        ]),
    ...(beyond
      ? [`Whether events after ${newest.sequence}, the checkpoint of ${timeOf(newest)}, were cut off.`]
      : []),
    ...(base
      ? [`What stands before ${base.sequence}, the checkpoint of ${timeOf(base)}: not looked at.`]
      : []),
    ...(erased > 0
      ? [`Who erased the personal fields of ${erased === 1 ? 'one event' : `${erased} events`}.`]
      : []),
  ];
}

function gone(newest: Checkpoint): Finding {
  const detail = `All events are gone: the checkpoint of ${timeOf(newest)} tells of ${newest.sequence}.`;
  return { what: 'missing-chain', sequence: 0, id: null, detail };
}

function cutOff(newest: Checkpoint, present: number): Finding {
  const detail = `Events from ${present + 1} on were cut off: the checkpoint of ${timeOf(newest)} tells of ${newest.sequence}.`;
  return { what: 'cut-off', sequence: present + 1, id: null, detail };
}

function lostBase(base: Checkpoint, last: AuditHead): Finding {
  const { sequence } = base;
  if (last.sequence > sequence)
    return {
      what: 'removed',
      sequence,
      id: null,
      detail: `Event ${sequence} was removed, a checkpoint's own.`,
    };
  const detail = `Events from ${sequence} on, perhaps from earlier, were cut off: verify without --since to see.`;
  return { what: 'cut-off', sequence, id: null, detail };
}

function rewritten(checkpoint: Checkpoint): Finding {
  const detail = `Events up to ${checkpoint.sequence} are not those of the checkpoint of ${timeOf(checkpoint)}: written anew with the audit key, or restored from elsewhere.`;
  return { what: 'rewritten', sequence: checkpoint.sequence, id: null, detail };
}

function timeOf({ at }: Checkpoint): string {
  return new Date(at).toISOString();
}
