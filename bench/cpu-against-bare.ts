// CPU of this server against node-oidc-provider alone, per request, for all that passes without a page (G2).
// Invariant: both answer the same requests in turn, round by round, in one run; the middle of the rounds counts.
import { type ApplicationLoad, createApplicationLoad, type Tokens } from './application-load.ts';
import { onEachKind } from './kinds.ts';
import { inParallel, measured } from './load.ts';
import { type Conditions, type Figure, type Measurement, median } from './measurement.ts';
import { newPlace, type Place, type ServedAt, type StoreKind } from './place.ts';
import { cheapPasswords, prepareScene } from './scene.ts';
import type { ServeOptions } from './served.ts';

const flows = ['silent authorize', 'exchange', 'refresh', 'userinfo', 'introspection'] as const;
type Flow = (typeof flows)[number];
type Round = Readonly<Record<Flow, number>>;

const atOnce = 8;

export const cpuAgainstBare: Measurement = {
  name: 'cpu-against-bare',
  run: (conditions) =>
    onEachKind(conditions, async (place, kind) => {
      const { rounds, requests, people } = conditions.quick
        ? { rounds: 1, requests: 16, people: 4 }
        : { rounds: 11, requests: 200, people: 100 };
      const another = await newPlace(kind);
      const own = await start(place, 'server.ts', people, conditions);
      const bare = await start(another, 'bench/children/bare.ts', people, conditions);
      try {
        // Warm: compiled, connected, cached.
        for (const side of [own, bare]) await round(side, requests * 2);
        const measuredRounds: { own: Round; bare: Round }[] = [];
        for (let n = 0; n < rounds; n += 1)
          measuredRounds.push(
            n % 2 ? await ownFirst(own, bare, requests) : await bareFirst(own, bare, requests),
          );
        return flows.flatMap((flow) => figuresOf(flow, kind, measuredRounds));
      } finally {
        await own.stop();
        await bare.stop();
        await another.remove();
      }
    }),
};

interface Side {
  readonly server: ServedAt;
  readonly load: ApplicationLoad;
  /** One of each session. */
  readonly cookies: readonly string[];
  stop(): Promise<void>;
}

async function start(
  place: Place,
  program: ServeOptions['program'],
  people: number,
  { profiles }: Conditions,
): Promise<Side> {
  const scene = await prepareScene(place, { people });
  const server = await place.serve({ program, profiles, settings: cheapPasswords });
  const load = createApplicationLoad(scene, place.issuer);
  const stop = async () => {
    load.close();
    await server.stop();
  };
  try {
    const signedIn = await inParallel(scene.people, atOnce, (person) => load.signIn(person));
    return { server, load, cookies: signedIn.map(({ cookie }) => cookie), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ownFirst(own: Side, bare: Side, requests: number) {
  const first = await round(own, requests);
  return { own: first, bare: await round(bare, requests) };
}

async function bareFirst(own: Side, bare: Side, requests: number) {
  const first = await round(bare, requests);
  return { bare: first, own: await round(own, requests) };
}

/** Each step redeems what the one before it gave. */
async function round({ server, load, cookies }: Side, requests: number): Promise<Round> {
  const sessions = Array.from({ length: requests }, (_, n) => cookies[n % cookies.length] ?? '');
  const authorized = await measured(server, sessions, atOnce, (cookie) => load.authorize(cookie));
  const exchanged = await measured(server, authorized.results, atOnce, (code) => load.exchange(code));
  const given: readonly Tokens[] = exchanged.results;
  const refreshed = await measured(server, given, atOnce, ({ refresh }) => load.refresh(refresh));
  const told = await measured(server, given, atOnce, ({ access }) => load.userinfo(access));
  const introspected = await measured(server, given, atOnce, ({ access }) => load.introspect(access));
  return {
    'silent authorize': authorized.cpuEach,
    exchange: exchanged.cpuEach,
    refresh: refreshed.cpuEach,
    userinfo: told.cpuEach,
    introspection: introspected.cpuEach,
  };
}

function figuresOf(
  flow: Flow,
  kind: StoreKind,
  rounds: readonly { own: Round; bare: Round }[],
): readonly Figure[] {
  const own = median(rounds.map((one) => one.own[flow]));
  const bare = median(rounds.map((one) => one.bare[flow]));
  const ratio = median(rounds.map((one) => one.own[flow] / one.bare[flow]));
  return [
    { name: `${flow}, ${kind}: CPU against bare`, value: ratio, unit: 'times', goal: { atMost: 1.05 } },
    { name: `${flow}, ${kind}: CPU, Sallyport`, value: own, unit: 'ms' },
    { name: `${flow}, ${kind}: CPU, bare`, value: bare, unit: 'ms' },
  ];
}
