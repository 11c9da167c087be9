// CPU of a whole sign-in with a password and an authenticator app, from the application's link to its tokens (G2).
// Invariant: the password hash that it is compared with is measured in the same run, in turn, at the default cost.
import { hash as argon2id, verify } from '@node-rs/argon2';
import { createApplicationLoad } from './application-load.ts';
import { onEachKind } from './kinds.ts';
import { inParallel, measured } from './load.ts';
import { type Conditions, type Figure, type Measurement, median } from './measurement.ts';
import { newPlace, type Place } from './place.ts';
import { defaultCost, prepareScene } from './scene.ts';
import type { ServeOptions } from './served.ts';

const atOnce = 2;
/** Rounds that do not count: a server that runs has compiled what it uses often. */
const warming = 6;

export const signIns: Measurement = {
  name: 'sign-ins',
  run: async (conditions) => [...(await ours(conditions)), ...(await ofTheLibrary(conditions))],
};

const sizes = ({ quick }: Conditions) => (quick ? { rounds: 1, each: 4 } : { rounds: 9, each: 40 });

function ours(conditions: Conditions): Promise<readonly Figure[]> {
  return onEachKind(conditions, async (place, kind) => {
    const measuredRounds = await roundsOn(place, 'server.ts', conditions);
    const ratio = median(measuredRounds.map(({ signIn, hash }) => signIn / hash));
    const signIn = median(measuredRounds.map((one) => one.signIn));
    return [
      {
        name: `sign-in with TOTP, ${kind}: CPU against one password hash`,
        value: ratio,
        unit: 'times',
        goal: { atMost: 1.25 },
      },
      {
        name: `sign-ins with TOTP, ${kind}`,
        value: 1000 / signIn,
        unit: 'per core-second',
        goal: { atLeast: 54 },
      },
      { name: `sign-in with TOTP, ${kind}: CPU`, value: signIn, unit: 'ms' },
      { name: 'one password hash: CPU', value: median(measuredRounds.map((one) => one.hash)), unit: 'ms' },
    ] satisfies Figure[];
  });
}

/** Four requests instead of seven, no page, nobody asked for anything; then one hash: the least that any sign-in on it costs. */
async function ofTheLibrary(conditions: Conditions): Promise<readonly Figure[]> {
  const place = await newPlace('embedded');
  try {
    const measuredRounds = await roundsOn(place, 'bench/children/bare.ts', conditions);
    const ratio = median(measuredRounds.map(({ signIn, hash }) => (signIn + hash) / hash));
    const name = 'bare node-oidc-provider, signing in whoever is named, and one hash: CPU against that hash';
    return [{ name, value: ratio, unit: 'times' }];
  } finally {
    await place.remove();
  }
}

interface Round {
  /** ms of CPU. */
  readonly signIn: number;
  readonly hash: number;
}

async function roundsOn(
  place: Place,
  program: ServeOptions['program'],
  conditions: Conditions,
): Promise<readonly Round[]> {
  const { rounds, each } = sizes(conditions);
  // A code of an authenticator app counts once, so everybody signs in once.
  const scene = await prepareScene(place, { people: each * (rounds + warming), cost: defaultCost });
  const server = await place.serve({ program, profiles: conditions.profiles });
  const load = createApplicationLoad(scene, place.issuer);
  try {
    const results: Round[] = [];
    for (let n = 0; n < rounds + warming; n += 1) {
      const people = scene.people.slice(n * each, (n + 1) * each);
      const { cpuEach } = await measured(server, people, atOnce, async (person) => {
        await load.exchange((await load.signIn(person)).code);
      });
      results.push({ signIn: cpuEach, hash: await cpuOfHash(each) });
    }
    return results.slice(warming);
  } finally {
    load.close();
    await server.stop();
  }
}

/** ms of CPU of one check of a password in this process. */
async function cpuOfHash(times: number): Promise<number> {
  const stored = await argon2id('a password', defaultCost);
  const before = process.cpuUsage();
  await inParallel(
    Array.from({ length: times }, () => 'a password'),
    atOnce,
    (text) => verify(stored, text),
  );
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}
