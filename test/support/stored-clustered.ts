// What the clustered stores hold: every document of the database and every key under the prefix, past the product.
// Invariant: connections are opened by the first look and stay until `close`; each key and document has a name of the
// embedded store's tables, and a kind of key that is not known here throws.
import type { Cluster, Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { ClusteredStores } from '../../adapters/clustered/settings.ts';
import { connectTo } from './mongo-server.ts';
import { connectRedis, keyNames, mastersOf } from './redis-keys.ts';
import type { Inside } from './stored.ts';

/** [name of the table, its row as text] */
type Named = readonly [name: string, row: string];

export function insideClustered({ redis, mongoUrl }: ClusteredStores): Inside {
  const { prefix } = redis;
  let client: Redis | Cluster | undefined;
  let connecting: Promise<Connection> | undefined;
  const openRedis = () => (client ??= connectRedis(redis));
  const openMongo = () => (connecting ??= connectTo(mongoUrl));
  return {
    async rows() {
      const named = await Promise.all([
        keysUnder(await mastersOf(openRedis()), prefix),
        documentsIn(await openMongo()),
      ]);
      const byName = Map.groupBy(named.flat(), ([name]) => name);
      return new Map([...byName].map(([name, all]) => [name, all.map(([, row]) => row)]));
    },
    async forgetAccount(id) {
      const connection = await openMongo();
      await connection.collection<{ _id: string }>('accounts').deleteOne({ _id: id });
    },
    async close() {
      client?.disconnect();
      await (await connecting)?.close();
    },
  };
}

/** Where the version stands and where readiness writes is what the embedded store calls its heartbeat. */
const collections: Readonly<Record<string, string>> = { sallyport: 'heartbeat' };

async function documentsIn(connection: Connection): Promise<readonly Named[]> {
  const names = (await connection.listCollections()).map(({ name }) => name);
  const read = async (name: string) => {
    const documents = await connection.collection(name).find().toArray();
    return documents.map((one): Named => [collections[name] ?? name, JSON.stringify(one)]);
  };
  return (await Promise.all(names.map(read))).flat();
}

async function keysUnder(masters: readonly Redis[], prefix: string): Promise<readonly Named[]> {
  return (await Promise.all(masters.map((client) => keysOf(client, prefix)))).flat();
}

async function keysOf(client: Redis, prefix: string): Promise<readonly Named[]> {
  const keys = await keyNames(client, prefix);
  return (await Promise.all(keys.map((key) => rowsOf(client, prefix, key)))).flat();
}

/** A row for each field of a hash, and one for the end of its key; none for a key that has just ended. */
async function rowsOf(client: Redis, prefix: string, key: string): Promise<readonly Named[]> {
  const [type, ends] = await Promise.all([client.type(key), client.pexpiretime(key)]);
  const fields = await fieldsOf(client, type, key);
  if (fields.length === 0) return [];
  const table = tableOf(prefix, key);
  const rows = fields.map((field): Named => [table(field), `${key} ${field.join(' ')}`]);
  return [...rows, [table(['|end']), `${key} until ${ends}`]];
}

/** [name, value] of each field of a hash; of other types all in one. */
async function fieldsOf(client: Redis, type: string, key: string): Promise<readonly (readonly string[])[]> {
  switch (type) {
    case 'string':
      return [['', (await client.get(key)) ?? '']];
    case 'hash':
      return Object.entries(await client.hgetall(key));
    case 'set':
      return [(await client.smembers(key)).sort()];
    case 'zset':
      return [await client.zrange(key, '0', '-1', 'WITHSCORES')];
    case 'none':
      return [];
    default:
      throw new Error(`a key of an unknown type: ${type} ${key}`);
  }
}

const tables: Readonly<Record<string, string>> = {
  record: 'records',
  sessions: 'records',
  ended: 'records',
  homes: 'records',
  'all-ended': 'records',
  evidence: 'evidence',
  effect: 'evidence_events',
  basis: 'grant_bases',
  grants: 'grant_bases',
  'sign-in': 'sign_ins',
  renewals: 'attempts',
  counter: 'attempts',
  limit: 'attempt_limits',
  lease: 'leases',
  since: 'heartbeat',
};

/** By the key, "PREFIX:{HOME}:KIND:…", and a field in it. */
function tableOf(prefix: string, key: string): (field: readonly string[]) => string {
  const [kind = ''] = key.slice(key.lastIndexOf('}:') + 2).split(':');
  const table = tables[kind];
  if (table === undefined) throw new Error(`a key of an unknown kind: ${key}`);
  if (key === `${prefix}:{ping}:lease`) return () => 'heartbeat';
  // What the hash says of its holder, and not of a proof.
  return ([name = '']) => (kind === 'evidence' && /\|(end|put-off)$/.test(name) ? 'evidence_holders' : table);
}
