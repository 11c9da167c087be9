// How long the server takes from its start until it says that it is ready, on data that is there.
// Invariant: measured by whoever started it, by the clock, over a database that an earlier start has made.
import { onEachKind } from './kinds.ts';
import { type Measurement, median } from './measurement.ts';
import type { Place } from './place.ts';
import { cheapPasswords, prepareScene } from './scene.ts';

export const start: Measurement = {
  name: 'start',
  run: (conditions) =>
    onEachKind(conditions, async (place, kind) => {
      await prepareScene(place, { people: 100 });
      const times = conditions.quick ? 1 : 7;
      return [
        { name: `from start to ready, ${kind}`, value: await startTime(place, times, false), unit: 'ms' },
        {
          name: `from start to ready, ${kind}, with a compile cache`,
          value: await startTime(place, times, true),
          unit: 'ms',
        },
      ];
    }),
};

async function startTime(place: Place, times: number, cached: boolean): Promise<number> {
  const starts: number[] = [];
  // The first one fills the cache.
  for (let n = 0; n <= times; n += 1) {
    const server = await place.serve({ settings: cheapPasswords, cached });
    starts.push(server.startMs);
    await server.stop();
  }
  return median(starts.slice(1));
}
