// How many refreshes with rotation one core answers in a second (G2).
// Invariant: every refresh is with the token that the one before it gave, as applications do.
import { createApplicationLoad, type Tokens } from './application-load.ts';
import { onEachKind } from './kinds.ts';
import { inParallel, measured } from './load.ts';
import { type Measurement, median } from './measurement.ts';
import { cheapPasswords, prepareScene } from './scene.ts';

const atOnce = 16;

export const refreshes: Measurement = {
  name: 'refreshes',
  run: (conditions) =>
    onEachKind(conditions, async (place, kind) => {
      const { rounds, people } = conditions.quick ? { rounds: 1, people: 8 } : { rounds: 20, people: 100 };
      const scene = await prepareScene(place, { people });
      const server = await place.serve({ profiles: conditions.profiles, settings: cheapPasswords });
      const load = createApplicationLoad(scene, place.issuer);
      try {
        let tokens: readonly Tokens[] = await inParallel(scene.people, atOnce, async (person) =>
          load.exchange((await load.signIn(person)).code),
        );
        const cpus: number[] = [];
        const rates: number[] = [];
        for (let n = 0; n < rounds + 3; n += 1) {
          const { results, cpuEach, rate } = await measured(server, tokens, atOnce, ({ refresh }) =>
            load.refresh(refresh),
          );
          tokens = results;
          cpus.push(cpuEach);
          rates.push(rate);
        }
        // The first ones warm it.
        const cpu = median(cpus.slice(3));
        return [
          { name: `refreshes, ${kind}`, value: 1000 / cpu, unit: 'per core-second', goal: { atLeast: 1400 } },
          { name: `refresh, ${kind}: CPU`, value: cpu, unit: 'ms' },
          { name: `refreshes, ${kind}, by the clock`, value: median(rates.slice(3)), unit: 'per second' },
        ];
      } finally {
        load.close();
        await server.stop();
      }
    }),
};
