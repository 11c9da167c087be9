// Codes and refresh tokens that fifty redeem in the same moment: how many were answered with tokens more than once (C1, D3).
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

const racers = 50;

export const replayRaces: Measurement = {
  name: 'replay-races',
  run: (conditions) =>
    onEachKind(conditions, async (place, kind) => {
      const scene = await prepareScene(place, { people: conditions.quick ? 4 : 100 });
      const servers = await startInstances(place, conditions);
      const loads = servers.map(({ origin }) => createApplicationLoad(scene, place.issuer, origin));
      try {
        const races = await race(scene, loads);
        const where = kind === 'embedded' ? kind : `${kind}, two instances`;
        return figuresOf(where, races);
      } finally {
        for (const load of loads) load.close();
        for (const server of servers) await server.stop();
      }
    }),
};

/** The embedded store serves one process. */
async function startInstances(place: Place, { profiles }: Conditions): Promise<readonly ServedAt[]> {
  const settings = { ...cheapPasswords, TRUSTED_PROXIES: '127.0.0.1' };
  const first = await place.serve({ settings, profiles });
  return place.kind === 'embedded' ? [first] : [first, await place.serve({ settings, profiles })];
}

/** How many of the racers of each thing won. */
async function race(
  { people, client }: Scene,
  loads: readonly ApplicationLoad[],
): Promise<readonly number[]> {
  const [first] = loads;
  if (!first) throw new Error('no instance');
  const redirectUri = client.redirectUris[0] ?? '';
  const things = await inParallel(people, 4, async (person) => {
    const { code, cookie } = await first.signIn(person);
    const { refresh } = await first.exchange(code);
    return { code: await first.authorize(cookie), refresh };
  });
  const fields = things.flatMap(({ code, refresh }) => [
    codeFields(code, redirectUri),
    refreshFields(refresh),
  ]);
  return inParallel(fields, 1, (one) => winners(one, loads));
}

async function winners(
  fields: Readonly<Record<string, string>>,
  loads: readonly ApplicationLoad[],
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
    { name: `replay races, ${where}: redemptions`, value: races.length * racers, unit: '' },
  ];
}
