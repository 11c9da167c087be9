// Resident memory of the server's process: idle, and the most that it held while people signed in and tokens were refreshed;
// as the image runs it (Dockerfile), and from its source, as `npm start` does. Invariant: what its own process says; nothing
// is collected on request.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ApplicationLoad, createApplicationLoad, type Tokens } from './application-load.ts';
import { onEachKind } from './kinds.ts';
import { inParallel } from './load.ts';
import type { Conditions, Figure, Measurement } from './measurement.ts';
import type { Place, ServingOptions } from './place.ts';
import { cheapPasswords, prepareScene, type Scene } from './scene.ts';
import type { Served } from './served.ts';

interface Way {
  readonly name: string;
  readonly options: ServingOptions;
  /** Those that stand for production have goals, in MB. */
  readonly goals?: { readonly idle: number; readonly load: number };
}

const repository = fileURLToPath(new URL('../', import.meta.url));

const ofServer: readonly Way[] = [
  {
    name: 'as the image runs it',
    options: { program: 'dist/server.js', ...asInImage(), settings: cheapPasswords },
    goals: { idle: 110, load: 180 },
  },
  { name: 'from source', options: { settings: cheapPasswords } },
];

/** The least that any server on it takes: the library alone, compiled and run alike, on the embedded store. */
const ofLibrary: Way = {
  name: 'bare node-oidc-provider, compiled and run alike',
  options: { program: 'test-output/bench/bench/children/bare.js', ...asInImage() },
};

export const memory: Measurement = {
  name: 'memory',
  run(conditions) {
    build();
    return onEachKind(conditions, async (place, kind) => {
      const ways = kind === 'embedded' ? [...ofServer, ofLibrary] : ofServer;
      const scene = await prepareScene(place, { people: ways.length * peopleIn(conditions) });
      const figures: Figure[] = [];
      for (const [nth, way] of ways.entries())
        figures.push(...(await measureWay(place, way, partOf(scene, nth, conditions), conditions)));
      return figures.map((figure) => ({ ...figure, name: `resident memory, ${kind}, ${figure.name}` }));
    });
  },
};

/** What the image says to Node and to malloc. */
function asInImage(): Pick<ServingOptions, 'switches' | 'environment'> {
  const image = readFileSync(`${repository}Dockerfile`, 'utf8');
  const command = /^CMD (\[.*\])$/m.exec(image)?.[1] ?? '[]';
  // node, its switches, the program.
  const words = JSON.parse(command) as readonly string[]; // as docker reads it
  const malloc = [...image.matchAll(/^\s+(MALLOC_\w+)=(\S+)/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  return { switches: words.slice(1, -1), environment: Object.fromEntries(malloc) };
}

/** What the image holds, and what it is compared with. */
function build(): void {
  const run = (...words: readonly string[]) =>
    execFileSync(process.execPath, words, { cwd: repository, stdio: 'ignore' });
  run('scripts/build.ts');
  run('node_modules/typescript/bin/tsc', '-p', 'bench/tsconfig.json');
}

const peopleIn = ({ quick }: Conditions) => (quick ? 10 : 1_000);

/** A code of an authenticator app counts once, so each way has its own people. */
function partOf(scene: Scene, nth: number, conditions: Conditions): Scene {
  const count = peopleIn(conditions);
  return { ...scene, people: scene.people.slice(nth * count, (nth + 1) * count) };
}

async function measureWay(
  place: Place,
  { name, options, goals }: Way,
  scene: Scene,
  conditions: Conditions,
): Promise<readonly Figure[]> {
  const server = await place.serve({ ...options, profiles: conditions.profiles });
  const load = createApplicationLoad(scene, place.issuer);
  try {
    const idle = await idleMemory(server, conditions);
    const most = await mostWhile(server, () => everybody(load, scene));
    const figure = (what: string, value: number, atMost: number | undefined): Figure => ({
      name: `${name}: ${what}`,
      value,
      unit: 'MB',
      ...(atMost !== undefined && { goal: { atMost } }),
    });
    return [figure('idle', idle, goals?.idle), figure('under load', most, goals?.load)];
  } finally {
    load.close();
    await server.stop();
  }
}

async function idleMemory(server: Served, { quick }: Conditions): Promise<number> {
  await pause(quick ? 200 : 5_000);
  return (await server.usage()).rss;
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
