// The kinds of stores that a measurement runs on, one after the other.
// Invariant: clustered stores are left out only where there are no servers for them, and that is said.
import type { Conditions, Figure } from './measurement.ts';
import { newPlace, type Place, type StoreKind } from './place.ts';

/** What `measure` gives on each kind; its place is removed afterwards. */
export async function onEachKind(
  { shared }: Conditions,
  measure: (place: Place, kind: StoreKind) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const kinds: readonly StoreKind[] = (await shared.start()) ? ['embedded', 'clustered'] : ['embedded'];
  if (kinds.length === 1)
    process.stderr.write('  clustered stores are left out: see CONTRIBUTING.md for how to get the servers\n');
  for (const kind of kinds) {
    const place = await newPlace(kind);
    try {
      figures.push(...(await measure(place, kind)));
    } finally {
      await place.remove();
    }
  }
  return figures;
}
