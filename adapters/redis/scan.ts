// Goes through a set or sorted set of one home, some hundreds at a time, however many there are.
// Invariant: what is there from the beginning to the end comes by, once or twice; nothing is read in one breath that others
// can make as long as they like.
import type { Wire } from './wire.ts';

/** So many at a time that all are answered within the deadline of a command. */
const batch = 200;

export interface Scanned {
  readonly home: string;
  readonly key: string;
}

/** Of several homes side by side; yields their members in batches, of no home in particular. */
export async function* scan(
  wire: Wire,
  how: 'SSCAN' | 'ZSCAN',
  sets: readonly Scanned[],
): AsyncIterable<readonly string[]> {
  let left = sets.map((set) => ({ ...set, cursor: '0' }));
  while (left.length > 0) {
    const parts = await Promise.all(left.map((set) => part(wire, how, set)));
    yield* inBatches(parts.flatMap(({ members }) => members));
    left = parts.flatMap(({ next }) => next ?? []);
  }
}

async function part(wire: Wire, how: 'SSCAN' | 'ZSCAN', set: Scanned & { readonly cursor: string }) {
  const reply = await wire.send({ home: set.home, words: [how, set.key, set.cursor, 'COUNT', batch] });
  const [cursor, found] = Array.isArray(reply) ? reply : [];
  const all = Array.isArray(found) ? found.map(String) : [];
  // Of a sorted set each is followed by its score.
  const members = how === 'ZSCAN' ? all.filter((_, index) => index % 2 === 0) : all;
  return { members, next: String(cursor) === '0' ? null : { ...set, cursor: String(cursor) } };
}

export function inBatches<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / batch) }, (_, n) =>
    all.slice(n * batch, (n + 1) * batch),
  );
}
