// Opens the stores of MongoDB for tests: each time a database of its own, migrated, with two handles.
// Invariant: nothing is remembered between requests unless a test asks for it, as the contracts ask of every store.
import { type MongoOptions, type OpenedMongo, openMongo } from '../../adapters/mongo/open.ts';
import { dropDatabase, mongoUrl } from '../support/mongo-server.ts';
import type { DurableStores, OpenedStores } from './stores.ts';

/** Throws if it is refused. */
export async function mustOpenMongo(url: string, options: Partial<MongoOptions> = {}): Promise<OpenedMongo> {
  const opened = await openMongo({ role: 'server', cacheMs: 0, ...options, url });
  if (!opened.ok) throw new Error(opened.message);
  return opened;
}

/** The URL of a new database with its indexes. */
export async function migratedUrl(name: string, server?: string): Promise<string> {
  const url = mongoUrl(name, server);
  await (await mustOpenMongo(url, { role: 'migrate' })).close();
  return url;
}

export async function openMongoStores(): Promise<OpenedStores<DurableStores>> {
  const url = await migratedUrl('contracts');
  const [one, two] = [await mustOpenMongo(url), await mustOpenMongo(url)];
  return {
    storage: toStorage(one),
    other: toStorage(two),
    async close() {
      await one.close();
      await two.close();
      await dropDatabase(url);
    },
  };
}

export function toStorage({ stores, ping, sweep, close }: OpenedMongo): DurableStores {
  return { ...stores, ping, sweep, close };
}
