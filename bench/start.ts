// How long the server takes from its start until it says that it is ready, on data that is there.
// Invariant: measured by whoever started it, by the clock, over a database that an earlier start has made.
import { onEachKind } from './kinds.ts';
import { type Measurement, median } from './measurement.ts';
import { cheapPasswords, prepareScene } from './scene.ts';

export const start: Measurement = {
  name: 'start',
  run: (conditions) =>
    onEachKind(conditions, async (place, kind) => {
      await prepareScene(place, { people: 100 });
      const times: number[] = [];
      for (let n = 0; n < (conditions.quick ? 1 : 7); n += 1) {
        const server = await place.serve({ settings: cheapPasswords });
        times.push(server.startMs);
        await server.stop();
      }
      return [{ name: `from start to ready, ${kind}`, value: median(times), unit: 'ms' }];
    }),
};
