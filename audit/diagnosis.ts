// Names what happened to rows that do not hold: changed, inserted, removed with renumbering, or moved from elsewhere. Pure.
// Invariant: a row that we wrote is never called inserted; where two things look alike, the finding says so.
import type { AuditRow } from '../ports/audit-store.ts';
import { type ChainKeys, judgeRow } from './chain.ts';

export type Tampering =
  | 'changed'
  | 'inserted'
  | 'removed'
  | 'reordered'
  | 'cut-off'
  | 'missing-chain'
  | 'rewritten'
  | 'unknown-key';

export interface Finding {
  readonly what: Tampering;
  /** Where it shows. For removed ones the first that is missing; 0 for a whole chain. */
  readonly sequence: number;
  /** The event's id; null where it is not known any more. */
  readonly id: string | null;
  /** One sentence for the operator. */
  readonly detail: string;
}

/** A row that does not hold where it stands, or a run of them that only stand so many places too far up or down. */
export interface Suspect {
  readonly row: AuditRow;
  /** Of the row that stands before it. */
  readonly previousMac: string;
  /** The last sequence of the run. */
  to: number;
  /** Its true sequence, if known. */
  writtenAs: number | null;
  /** Rows before it are missing: that it does not hold says nothing of itself. */
  readonly afterGap: boolean;
}

/** Sequences from `from` to `to` have no row. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  readonly previousMac: string;
}

/** Suspects whose origin is looked for; the work grows with the third power. */
const searched = 32;

export function diagnose(
  keys: ChainKeys,
  suspects: readonly Suspect[],
  gaps: readonly Gap[],
  last: number,
): Finding[] {
  findOrigins(keys, suspects, gaps);
  const findings: Finding[] = [];
  for (let n = 0; n < suspects.length; ) {
    const run = renumberedFrom(suspects, n);
    const suspect = suspects[n];
    if (!suspect) break;
    if (run.length > 0 && suspect.writtenAs === null) findings.push(renumbered(suspect, run));
    else findings.push(...named(suspect, suspects[n - 1], last));
    n += suspect.writtenAs === null ? run.length + 1 : 1;
  }
  const origins = new Set(suspects.map(({ writtenAs }) => writtenAs));
  const missing = gaps.filter(({ from, to }) => from !== to || !origins.has(from));
  return [...findings, ...missing.map(removed)].sort((a, b) => a.sequence - b.sequence);
}

/** Tries every place that is in doubt behind every row that is in doubt. */
function findOrigins(keys: ChainKeys, suspects: readonly Suspect[], gaps: readonly Gap[]): void {
  const open = suspects.slice(0, searched);
  const places = [
    ...open.map(({ row, previousMac }) => ({ sequence: row.sequence, previousMac })),
    ...gaps.slice(0, searched).map(({ from, previousMac }) => ({ sequence: from, previousMac })),
  ];
  const macs = open.map(({ row }) => row.mac);
  const origin = (row: AuditRow) =>
    places.find(({ sequence, previousMac }) =>
      [previousMac, ...macs].some((mac) => judgeRow(keys, row, mac, sequence) === 'holds'),
    );
  for (const suspect of open) suspect.writtenAs ??= origin(suspect.row)?.sequence ?? null;
}

/** The suspects right after number `n` that all stand equally far from where they were written. */
function renumberedFrom(suspects: readonly Suspect[], n: number): Suspect[] {
  const run: Suspect[] = [];
  const first = shiftOf(suspects[n + 1]);
  let end = suspects[n]?.to ?? 0;
  for (const next of suspects.slice(n + 1)) {
    if (first === 0 || shiftOf(next) !== first || next.row.sequence !== end + 1) break;
    run.push(next);
    end = next.to;
  }
  return run;
}

function shiftOf(suspect: Suspect | undefined): number {
  return suspect?.writtenAs ? suspect.writtenAs - suspect.row.sequence : 0;
}

function renumbered({ row }: Suspect, run: readonly Suspect[]): Finding {
  const to = run.at(-1)?.to ?? row.sequence;
  const shift = shiftOf(run[0]);
  if (shift < 0)
    return {
      what: 'inserted',
      sequence: row.sequence,
      id: row.id,
      detail: `Event ${row.sequence} was inserted, and events ${row.sequence + 1} to ${to} were renumbered.`,
    };
  return {
    what: 'removed',
    sequence: row.sequence,
    id: null,
    detail: `${count(shift)} removed at ${row.sequence}, and events ${row.sequence} to ${to} were renumbered. Event ${row.sequence} cannot be checked without its predecessor.`,
  };
}

function named(suspect: Suspect, before: Suspect | undefined, last: number): Finding[] {
  const { row, writtenAs, afterGap } = suspect;
  if (writtenAs === row.sequence || (writtenAs === null && afterGap)) return [];
  const { sequence, id } = row;
  if (writtenAs !== null) {
    const detail = `The event that stands at ${sequence} was written as number ${writtenAs}.`;
    return [{ what: 'reordered', sequence, id, detail }];
  }
  const leans = before !== undefined && before.to === sequence - 1;
  const doubt = leans
    ? ', or only leans on the one before, whose mac was changed'
    : sequence === last
      ? ', or it was added at the end by somebody without the audit key'
      : '';
  return [{ what: 'changed', sequence, id, detail: `Event ${sequence} was changed${doubt}.` }];
}

function removed({ from, to }: Gap): Finding {
  const which = from === to ? `Event ${from} was` : `Events ${from} to ${to} were`;
  const detail = `${which} removed. Event ${to + 1} cannot be checked without its predecessor.`;
  return { what: 'removed', sequence: from, id: null, detail };
}

function count(events: number): string {
  return events === 1 ? '1 event was' : `${events} events were`;
}
