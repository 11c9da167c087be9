// How often a flow waits for Redis and for MongoDB (G2). test/clustered/round-trips.test.ts fails on one more.
// Invariant: counted on a real Redis and MongoDB's protocol, in an instance whose caches are warm, events written to their end.
import { type RunningApp, startApp } from '../test/support/app.ts';
import type { Application } from '../test/support/application.ts';
import { goOn } from '../test/support/sign-in.ts';
import type { Person } from '../test/support/world.ts';
import type { Figure, Measurement } from './measurement.ts';
import { type Inside, newPlace } from './place.ts';

export const roundTrips: Measurement = {
  name: 'round-trips',
  async run({ shared }) {
    if (!(await shared.start())) return [];
    const place = await newPlace('clustered');
    try {
      return await place.inside((inside) => countIn(inside), 'server');
    } finally {
      await place.remove();
    }
  },
};

async function countIn({ storage, vault, dataDir, asked }: Inside): Promise<readonly Figure[]> {
  const store = {
    ...{ dataDir, storage, other: storage, vault, close: async () => undefined },
    get inside(): never {
      throw new Error('nobody looks under a store that is measured');
    },
  };
  const app = await startApp({ store });
  try {
    return await count(app, asked);
  } finally {
    await app.stop();
  }
}

async function count(app: RunningApp, asked: Inside['asked']): Promise<readonly Figure[]> {
  const tenant = await app.world.tenant({}, { secondFactor: 'optional' });
  const application = await app.application(await app.world.client(tenant.id));
  const signedIn = (person: Person) => signIn(application, app.browser(), person);
  await signedIn(await app.world.person(tenant.id, { totp: true }));

  const figures: Figure[] = [];
  const flow = async (name: string, redisAtMost: number, work: () => Promise<unknown>) => {
    const before = asked();
    await work();
    // Events are written to their end.
    await app.core.audit.drain();
    const { redis, mongo } = asked();
    figures.push(
      {
        name: `${name}: Redis`,
        value: redis - before.redis,
        unit: 'round trips',
        goal: { atMost: redisAtMost },
      },
      { name: `${name}: MongoDB`, value: mongo - before.mongo, unit: 'round trips' },
    );
  };
  const person = await app.world.person(tenant.id);
  await flow('sign-in with password', 9, () => signedIn(person));
  const withApp = await app.world.person(tenant.id, { totp: true });
  await flow('sign-in with TOTP', 12, () => signedIn(withApp));
  const { browser, tokens } = await signedIn(person);
  const silent = await application.authorizationUrl({ prompt: 'none' });
  await flow('silent authorize', 2, () => browser.open(silent, application.redirectUri));
  await flow('exchange', 3, () => application.callback(arrivalOf(browser.page)));
  await flow('userinfo', 1, () => application.userinfo(tokens));
  await flow('introspection', 1, () => application.introspect(tokens.accessToken));
  await flow('refresh', 3, () => application.refresh(tokens.refreshToken ?? ''));
  return figures;
}

type Shown = Awaited<ReturnType<typeof goOn>>;

async function signIn(application: Application, browser: ReturnType<RunningApp['browser']>, person: Person) {
  await browser.open(await application.authorizationUrl(), application.redirectUri);
  const page = await goOn(browser, { ...person, ...(person.totpKey && { code: () => person.code() }) });
  return { browser, tokens: await application.callback(arrivalOf(page)) };
}

function arrivalOf({ arrival, describe }: Shown) {
  if (!arrival) throw new Error(`it stopped at ${describe()}`);
  return arrival;
}
