// Verifies chains: every row against its mac and its place, and against the checkpoints that left the database.
// Invariant: says what it cannot know. Without a checkpoint, that is whether the end of a chain, or all of it, is gone.
import type { AuditHead, AuditRow, AuditStore } from '../ports/audit-store.ts';
import { type ChainKeys, judgeRow } from './chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import { compareWithCheckpoints, notKnown } from './checkpoint-comparison.ts';
import { diagnose, type Finding, type Gap, type Suspect } from './diagnosis.ts';
import { rowsOf } from './read.ts';

export interface VerifyDeps {
  readonly store: Pick<AuditStore, 'read' | 'chains'>;
  /** The vault. */
  readonly keys: ChainKeys;
}

export interface VerifyOptions {
  /** Those of all chains, as `readCheckpoints` gives them. */
  readonly checkpoints?: readonly Checkpoint[];
  /** ms: begin at the last checkpoint made before. From the beginning if there is none. */
  readonly since?: number;
}

export interface ChainReport {
  readonly chain: string;
  /** Nothing was found. `notKnown` still holds. */
  readonly ok: boolean;
  /** Events that were looked at. */
  readonly events: number;
  readonly last: AuditHead;
  readonly findings: readonly Finding[];
  /** What could not be judged, one sentence each. */
  readonly notKnown: readonly string[];
}

/** All chains, those too that only checkpoints still tell of; in the order of their names. */
export async function verifyAll(deps: VerifyDeps, options: VerifyOptions = {}): Promise<ChainReport[]> {
  const told = (options.checkpoints ?? []).map(({ chain }) => chain);
  const chains = [...new Set([...(await deps.store.chains()), ...told])].sort();
  const reports: ChainReport[] = [];
  for (const chain of chains) reports.push(await verifyChain(deps, chain, options));
  return reports;
}

export async function verifyChain(
  { store, keys }: VerifyDeps,
  chain: string,
  { checkpoints = [], since }: VerifyOptions = {},
): Promise<ChainReport> {
  const own = checkpoints.filter((one) => one.chain === chain).sort((a, b) => a.sequence - b.sequence);
  const base = since === undefined ? undefined : own.findLast(({ at }) => at <= since);
  const walk = startWalk(keys, base ?? { sequence: 0, mac: '' });
  const macs = new Map<number, string>();
  const wanted = new Set(own.map(({ sequence }) => sequence));
  // A row numbered 0 or less is none of ours, and would hide from a walk that began at 0.
  const after = base ? base.sequence - 1 : Number.MIN_SAFE_INTEGER;
  for await (const row of rowsOf(store, chain, after)) {
    if (wanted.has(row.sequence)) macs.set(row.sequence, row.mac);
    if (!base || row.sequence > base.sequence) walk.step(row);
  }
  const { last, erased, events } = walk;
  const damage = [...walk.findings, ...diagnose(keys, walk.suspects, walk.gaps, last.sequence)];
  const findings = [...damage, ...compareWithCheckpoints(own, base, macs, last, damage)].sort(
    (a, b) => a.sequence - b.sequence,
  );
  return {
    chain,
    ok: findings.length === 0,
    events,
    last: { sequence: last.sequence, mac: last.mac },
    findings,
    notKnown: notKnown(own, base, last, erased),
  };
}

interface Walk {
  last: AuditHead;
  events: number;
  erased: number;
  readonly findings: Finding[];
  readonly suspects: Suspect[];
  readonly gaps: Gap[];
  step(row: AuditRow): void;
}

/** How far rows are looked for from where they stand, when some were removed or inserted and the rest renumbered. */
const shifts = [1, -1, 2, -2, 3, -3];

function startWalk(keys: ChainKeys, start: AuditHead): Walk {
  const walk: Walk = { last: start, events: 0, erased: 0, findings: [], suspects: [], gaps: [], step };

  function step(row: AuditRow): void {
    walk.events += 1;
    if (row.personal === null) walk.erased += 1;
    if (!Number.isSafeInteger(row.sequence) || row.sequence <= walk.last.sequence) {
      const detail = `A row numbered ${row.sequence}, where there can be none, was inserted.`;
      walk.findings.push({ what: 'inserted', sequence: row.sequence, id: row.id, detail });
      return;
    }
    const gap = row.sequence > walk.last.sequence + 1;
    if (gap)
      walk.gaps.push({
        from: walk.last.sequence + 1,
        to: row.sequence - 1,
        previousMac: walk.last.mac,
      });
    judge(row, gap);
    walk.last = row;
  }

  function judge(row: AuditRow, afterGap: boolean): void {
    const previousMac = walk.last.mac;
    const judgement = judgeRow(keys, row, previousMac);
    if (judgement === 'holds') return;
    if (judgement === 'unknown-key') {
      const detail = `Event ${row.sequence} was written under the key ${row.keyId}, which the key file does not hold.`;
      walk.findings.push({ what: 'unknown-key', sequence: row.sequence, id: row.id, detail });
      return;
    }
    const shift = shifts.find((by) => judgeRow(keys, row, previousMac, row.sequence + by) === 'holds');
    const run = walk.suspects.at(-1);
    if (shift !== undefined && run?.to === row.sequence - 1 && run.writtenAs === run.row.sequence + shift)
      run.to = row.sequence;
    else
      walk.suspects.push({
        row,
        previousMac,
        to: row.sequence,
        writtenAs: shift === undefined ? null : row.sequence + shift,
        afterGap,
      });
  }

  return walk;
}
