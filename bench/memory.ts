// Resident memory of the server's process: idle, and the most that it held while people signed in and tokens were refreshed.
// Invariant: what its own process says; nothing is collected on request.
import { setTimeout as pause } from 'node:timers/promises';
import { type ApplicationLoad, createApplicationLoad, type Tokens } from './application-load.ts';
import { onEachKind } from './kinds.ts';
import { inParallel } from './load.ts';
import type { Conditions, Measurement } from './measurement.ts';
import type { Place } from './place.ts';
import { cheapPasswords, prepareScene, type Scene } from './scene.ts';
import type { Served } from './served.ts';

export const memory: Measurement = {
  name: 'memory',
  run: (conditions) =>
    onEachKind(conditions, async (place, kind) => {
      const people = conditions.quick ? 10 : 1_000;
      const cached = await idleFromCache(place, conditions);
      const scene = await prepareScene(place, { people });
      const server = await place.serve({ profiles: conditions.profiles, settings: cheapPasswords });
      const load = createApplicationLoad(scene, place.issuer);
      try {
        const idle = await idleMemory(server, conditions);
        const most = await mostWhile(server, () => everybody(load, scene));
        return [
          { name: `resident memory, ${kind}: idle`, value: idle, unit: 'MB', goal: { atMost: 110 } },
          { name: `resident memory, ${kind}: idle, with a compile cache`, value: cached, unit: 'MB' },
          { name: `resident memory, ${kind}: under load`, value: most, unit: 'MB', goal: { atMost: 180 } },
        ];
      } finally {
        load.close();
        await server.stop();
      }
    }),
};

async function idleMemory(server: Served, { quick }: Conditions): Promise<number> {
  await pause(quick ? 200 : 5_000);
  return (await server.usage()).rss;
}

/** Started from what Node kept of an earlier start, it never loads what strips types. */
async function idleFromCache(place: Place, conditions: Conditions): Promise<number> {
  await (await place.serve({ cached: true })).stop();
  const server = await place.serve({ cached: true });
  try {
    return await idleMemory(server, conditions);
  } finally {
    await server.stop();
  }
}

/** Each signs in; then all their applications refresh, a few times. */
async function everybody(load: ApplicationLoad, { people }: Scene): Promise<void> {
  let tokens: readonly Tokens[] = await inParallel(people, 16, async (person) =>
    load.exchange((await load.signIn(person)).code),
  );
  for (let n = 0; n < 5; n += 1)
    tokens = await inParallel(tokens, 16, ({ refresh }) => load.refresh(refresh));
}

async function mostWhile(server: Served, work: () => Promise<void>): Promise<number> {
  let most = 0;
  let done = false;
  const looking = (async () => {
    while (!done) {
      most = Math.max(most, (await server.usage()).rss);
      await pause(50);
    }
  })();
  try {
    await work();
  } finally {
    done = true;
    await looking;
  }
  return most;
}
