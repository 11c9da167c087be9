// Resident memory of the server's process: idle, and the most that it held while people signed in and tokens were refreshed.
// Invariant: what its own process says; nothing is collected on request.
import { setTimeout as pause } from 'node:timers/promises';
import { type ApplicationLoad, createApplicationLoad, type Tokens } from './application-load.ts';
import { onEachKind } from './kinds.ts';
import { inParallel } from './load.ts';
import type { Measurement } from './measurement.ts';
import { cheapPasswords, prepareScene, type Scene } from './scene.ts';
import type { Served } from './served.ts';

export const memory: Measurement = {
  name: 'memory',
  run: (conditions) =>
    onEachKind(conditions, async (place, kind) => {
      const people = conditions.quick ? 10 : 1_000;
      const scene = await prepareScene(place, { people });
      const server = await place.serve({ profiles: conditions.profiles, settings: cheapPasswords });
      const load = createApplicationLoad(scene, place.issuer);
      try {
        await pause(conditions.quick ? 200 : 5_000);
        const idle = (await server.usage()).rss;
        const most = await mostWhile(server, () => everybody(load, scene));
        return [
          { name: `resident memory, ${kind}: idle`, value: idle, unit: 'MB', goal: { atMost: 110 } },
          { name: `resident memory, ${kind}: under load`, value: most, unit: 'MB', goal: { atMost: 180 } },
        ];
      } finally {
        load.close();
        await server.stop();
      }
    }),
};

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
