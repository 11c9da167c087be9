// Clients in MongoDB, one document each, kept in memory for at most a second (cache.ts).
// Invariant: a client is replaced only from the version that the caller saw.
import type { Client, Clients } from '../../ports/clients.ts';
import type { Cache } from './cache.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';
import { pageById } from './page.ts';

const fields: Fields<Client> = {
  id: 'text',
  version: 'number',
  name: 'text',
  tenantId: 'text',
  firstParty: 'flag',
  requiredLevel: 'text',
  redirectUris: 'texts',
  postLogoutRedirectUris: 'texts',
  backchannelLogoutUri: 'text',
  grantTypes: 'texts',
  authMethod: 'text',
  secretHash: 'text',
  pkceRequired: 'flag',
  idTokenAlg: 'text',
  jwks: 'nested',
  jwksUri: 'text',
  uri: 'text',
  createdAt: 'number',
};

const byId = (one: Client, other: Client) => (one.id < other.id ? -1 : 1);

export function clientCollection(database: Database): Collection<Client> {
  return database.collection<Client>('clients', fields, 'id');
}

export function createClients(database: Database, cache: Cache<Client>): Clients {
  const clients = clientCollection(database);
  return {
    find: (id) => database.ask([id], undefined, () => cache.find(id, () => clients.find({ id }))),
    list: (after, limit) =>
      database.ask([after ?? '', limit], { items: [], next: null }, () =>
        pageById(clients, {}, after, limit),
      ),
    withAddress: (tenantId, limit) =>
      database.ask([tenantId, limit], [], async () => {
        // Each in the order of its index; together they are at most twice what is asked for.
        const found = await Promise.all(
          [null, tenantId].map((owner) =>
            clients.list({ tenantId: owner, uri: { $gt: '' } }, { id: 1 }, limit),
          ),
        );
        return found.flat().sort(byId).slice(0, limit);
      }),
    create: (client) =>
      database.ask([client.id], false, () =>
        cache.changing(async () => (await clients.insert(client)) === null),
      ),
    replace: (next) =>
      database.ask([next.id, next.version], false, () =>
        cache.changing(
          async () => (await clients.replace({ id: next.id, version: next.version - 1 }, next)) === 'written',
        ),
      ),
    delete: (id) => database.ask([id], false, () => cache.changing(() => clients.remove({ id }))),
  };
}
