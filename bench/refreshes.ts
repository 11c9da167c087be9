// How many refreshes with rotation one core answers in a second (G2).
// Invariant: every refresh is with the token that the one before it gave, as applications do.
import { createApplicationLoad, type Tokens } from './application-load.ts';
import { onEachKind } from './kinds.ts';
import { inParallel, measured } from './load.ts';
import { type Conditions, type Measurement, median } from './measurement.ts';
import { newPlace, type Place, type StoreKind } from './place.ts';
import { cheapPasswords, prepareScene } from './scene.ts';
import type { ServeOptions } from './served.ts';

const atOnce = 16;

interface Refreshed {
  /** ms of CPU of one. */
  readonly cpu: number;
  /** Per second of the clock. */
  readonly rate: number;
}

export const refreshes: Measurement = {
  name: 'refreshes',
  run: (conditions) =>
    onEachKind(conditions, async (place, kind) => {
      const own = await refreshed(place, 'server.ts', conditions);
      const bare = await onAnother(kind, (another) =>
        refreshed(another, 'bench/children/bare.ts', conditions),
      );
      return [
        {
          name: `refreshes, ${kind}`,
          value: 1000 / own.cpu,
          unit: 'per core-second',
          goal: { atLeast: 1400 },
        },
        { name: `refresh, ${kind}: CPU`, value: own.cpu, unit: 'ms' },
        { name: `refreshes, ${kind}, by the clock`, value: own.rate, unit: 'per second' },
        // What the library and the drivers of the stores leave to reach.
        {
          name: `refreshes, ${kind}, bare node-oidc-provider`,
          value: 1000 / bare.cpu,
          unit: 'per core-second',
        },
      ];
    }),
};

async function onAnother<T>(kind: StoreKind, work: (place: Place) => Promise<T>): Promise<T> {
  const place = await newPlace(kind);
  try {
    return await work(place);
  } finally {
    await place.remove();
  }
}

async function refreshed(
  place: Place,
  program: ServeOptions['program'],
  { quick, profiles }: Conditions,
): Promise<Refreshed> {
  const { rounds, people } = quick ? { rounds: 1, people: 8 } : { rounds: 20, people: 100 };
  const scene = await prepareScene(place, { people });
  const server = await place.serve({ program, profiles, settings: cheapPasswords });
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
    return { cpu: median(cpus.slice(3)), rate: median(rates.slice(3)) };
  } finally {
    load.close();
    await server.stop();
  }
}
