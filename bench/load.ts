// Load that is bounded: so many pieces of work, so many at once, and no longer than a minute or two.
// Invariant: a piece that fails ends all; nothing goes on behind a result.
import type { Served } from './served.ts';

/** ms after which a measurement gives up. */
const longestMs = 180_000;

export async function inParallel<In, Out>(
  items: readonly In[],
  atOnce: number,
  work: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const giveUp = performance.now() + longestMs;
  const results: Out[] = [];
  const rest = items.entries();
  const worker = async () => {
    for (const [index, item] of rest) {
      if (performance.now() > giveUp) throw new Error(`a measurement took longer than ${longestMs} ms`);
      results[index] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

export interface Measured<Out> {
  readonly results: Out[];
  /** ms of the server's CPU for one piece. */
  readonly cpuEach: number;
  /** Pieces in a second of the clock. */
  readonly rate: number;
}

export async function measured<In, Out>(
  server: Served,
  items: readonly In[],
  atOnce: number,
  work: (item: In) => Promise<Out>,
): Promise<Measured<Out>> {
  const before = await server.usage();
  const begun = performance.now();
  const results = await inParallel(items, atOnce, work);
  const ms = performance.now() - begun;
  const { cpu } = await server.usage();
  return { results, cpuEach: (cpu - before.cpu) / items.length, rate: (items.length * 1000) / ms };
}
