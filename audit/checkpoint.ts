// Signed checkpoints: how long a chain was, and how it ended, at a moment. They leave the database through a sink.
// Invariant: no checkpoint is signed for a chain that is shorter than at its last one.
import { z } from 'zod';
import type { AuditStore, Positions } from '../ports/audit-store.ts';
import type { CheckpointSink } from '../ports/checkpoints.ts';
import type { Vault } from '../ports/vault.ts';

export interface Checkpoint {
  readonly chain: string;
  readonly sequence: number;
  /** Of the row with that sequence. */
  readonly mac: string;
  /** Events since the checkpoint before. */
  readonly count: number;
  /** ms. */
  readonly at: number;
}

const payload = z.object({
  kind: z.literal('audit-checkpoint'),
  chain: z.string(),
  sequence: z.int().positive(),
  mac: z.string(),
  count: z.int().nonnegative(),
  at: z.int(),
});

/** Name among the followers in ports Positions. */
export const checkpointFollower = 'checkpoint';

/** Events after which a checkpoint is made without waiting for the hour. */
const every = 1_000;
/** Events after which one that failed is tried again: a sink that is away must not fill the log. */
const againAfter = 100;

export interface CheckpointDeps {
  readonly store: Pick<AuditStore, 'head' | 'chains'>;
  readonly positions: Positions;
  readonly signing: Pick<Vault['signing'], 'sign'>;
  readonly sink: CheckpointSink;
  /** ms. */
  readonly now: () => number;
}

export interface Checkpoints {
  /** The chain has grown to `sequence`: makes a checkpoint if 1,000 events have passed since the last. */
  after(chain: string, sequence: number): Promise<void>;
  /** A checkpoint for every chain that has grown; call it every hour and on stop. */
  hourly(): Promise<void>;
}

export function createCheckpoints({ store, positions, signing, sink, now }: CheckpointDeps): Checkpoints {
  /** From which sequence on to ask again. Only spares questions: the stored position decides. */
  const nextLook = new Map<string, number>();

  async function make(chain: string, atLeast: number): Promise<void> {
    const last = await positions.get(checkpointFollower, chain);
    const { sequence, mac } = await store.head(chain);
    if (sequence < last)
      throw new Error(
        `Audit chain ${chain} ends at ${sequence}, but its last checkpoint was at ${last}: rows were cut off.`,
      );
    if (sequence - last < atLeast) return void nextLook.set(chain, last + every);
    const checkpoint: Checkpoint = { chain, sequence, mac, count: sequence - last, at: now() };
    // First out, then noted: a crash in between makes one twice, which harms nobody.
    await sink.write(await signing.sign({ kind: 'audit-checkpoint', ...checkpoint }));
    await positions.advance(checkpointFollower, chain, last, sequence);
    nextLook.set(chain, sequence + every);
  }

  return {
    async after(chain, sequence) {
      if (sequence < (nextLook.get(chain) ?? 0)) return;
      nextLook.set(chain, sequence + againAfter);
      await make(chain, every);
    },
    async hourly() {
      const errors: unknown[] = [];
      for (const chain of await store.chains())
        await make(chain, 1).catch((error: unknown) => errors.push(error));
      if (errors.length > 0) throw errors[0];
    },
  };
}

export interface CheckpointsRead {
  /** In the order of the lines. */
  readonly checkpoints: readonly Checkpoint[];
  /** Numbers of the lines that hold something else or whose signature is not ours, from 1. */
  readonly broken: readonly number[];
}

/** Reads lines that a sink has kept. A line of a log may hold other text around the checkpoint; lines without one are passed over. */
export async function readCheckpoints(
  lines: AsyncIterable<string> | Iterable<string>,
  signing: Pick<Vault['signing'], 'verify'>,
): Promise<CheckpointsRead> {
  const checkpoints: Checkpoint[] = [];
  const broken: number[] = [];
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const [jws] = /eyJ[\w-]+\.[\w-]+\.[\w-]+/.exec(line) ?? [];
    const read = jws === undefined ? null : payload.safeParse(await signing.verify(jws));
    if (read?.success) checkpoints.push(withoutKind(read.data));
    else if (read || !looksLikeLog(line)) broken.push(number);
  }
  return { checkpoints, broken };
}

function withoutKind({ chain, sequence, mac, count, at }: Checkpoint): Checkpoint {
  return { chain, sequence, mac, count, at };
}

function looksLikeLog(line: string): boolean {
  return line.trim() === '' || line.startsWith('{');
}
