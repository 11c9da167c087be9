// Codes and refresh tokens that fifty redeem in the same moment, and ten thousand that two do: how many were answered with tokens
// more than once (C1, D3).
// Invariant: the racers of one code are spread over all instances, over connections of their own; the goal is 0.
import {
  type ApplicationLoad,
  codeFields,
  createApplicationLoad,
  refreshFields,
} from './application-load.ts';
import { onEachKind } from './kinds.ts';
import { inParallel } from './load.ts';
import type { Conditions, Figure, Measurement } from './measurement.ts';
import type { Place, ServedAt } from './place.ts';
import { cheapPasswords, prepareScene, type Scene } from './scene.ts';

const crowd = 50;
const pair = 2;
/** With a hundred people in each organization, ten thousand things. SecantusDB slows down as the log of one grows. */
const organizations = 10;
const rounds = 5;

export const replayRaces: Measurement = {
  name: 'replay-races',
  run: (conditions) =>
    onEachKind(conditions, async (place, kind) => {
      const { quick } = conditions;
      const scenes: Scene[] = [];
      for (let nth = 0; nth < (quick ? 1 : organizations); nth += 1)
        scenes.push(await prepareScene(place, { people: quick ? 4 : 100 }));
      const servers = await startInstances(place, conditions);
      const ofCrowds: number[] = [];
      const ofPairs: number[] = [];
      try {
        for (const [nth, scene] of scenes.entries()) {
          const loads = servers.map(({ origin }) => createApplicationLoad(scene, place.issuer, origin));
          const cookies = await signInAll(scene, loads);
          if (nth === 0) ofCrowds.push(...(await race(scene, cookies, loads, crowd, 1)));
          for (let round = 0; round < (quick ? 1 : rounds); round += 1)
            ofPairs.push(...(await race(scene, cookies, loads, pair, 4)));
          for (const load of loads) load.close();
        }
      } finally {
        for (const server of servers) await server.stop();
      }
      const where = kind === 'embedded' ? kind : `${kind}, two instances`;
      return [
        ...figuresOf(`${where}, fifty at once`, ofCrowds),
        ...figuresOf(`${where}, two at once`, ofPairs),
      ];
    }),
};

/** The embedded store serves one process. */
async function startInstances(place: Place, { profiles }: Conditions): Promise<readonly ServedAt[]> {
  const settings = { ...cheapPasswords, TRUSTED_PROXIES: '127.0.0.1' };
  const first = await place.serve({ settings, profiles });
  return place.kind === 'embedded' ? [first] : [first, await place.serve({ settings, profiles })];
}

/** The cookie of each session. */
function signInAll({ people }: Scene, [first]: readonly ApplicationLoad[]): Promise<readonly string[]> {
  if (!first) throw new Error('no instance');
  return inParallel(people, 4, async (person) => (await first.signIn(person)).cookie);
}

/** A new code and a new refresh token of each session: how many of the racers of each won. @param atOnce races */
async function race(
  { client }: Scene,
  cookies: readonly string[],
  loads: readonly ApplicationLoad[],
  racers: number,
  atOnce: number,
): Promise<readonly number[]> {
  const [first] = loads;
  if (!first) throw new Error('no instance');
  const redirectUri = client.redirectUris[0] ?? '';
  const things = await inParallel(cookies, 4, async (cookie) => {
    const { refresh } = await first.exchange(await first.authorize(cookie));
    return { code: await first.authorize(cookie), refresh };
  });
  const fields = things.flatMap(({ code, refresh }) => [
    codeFields(code, redirectUri),
    refreshFields(refresh),
  ]);
  return inParallel(fields, atOnce, (one) => winners(one, loads, racers));
}

async function winners(
  fields: Readonly<Record<string, string>>,
  loads: readonly ApplicationLoad[],
  racers: number,
): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: racers }, (_, n) => loads[n % loads.length]?.redeem(fields)),
  );
  const odd = answers.find((answer) => answer?.status !== 200 && answer?.status !== 400);
  if (odd) throw new Error(`a racer was answered with ${odd.status}: ${odd.body.slice(0, 300)}`);
  return answers.filter((answer) => answer?.status === 200).length;
}

function figuresOf(where: string, races: readonly number[]): readonly Figure[] {
  const doubled = races.filter((won) => won > 1).length;
  const nobody = races.filter((won) => won === 0).length;
  return [
    { name: `replay races, ${where}: double winners`, value: doubled, unit: 'of them', goal: { atMost: 0 } },
    { name: `replay races, ${where}: nobody won`, value: nobody, unit: 'of them' },
    { name: `replay races, ${where}: races`, value: races.length, unit: '' },
  ];
}
