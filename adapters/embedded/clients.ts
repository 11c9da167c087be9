// Clients in SQLite.
// Invariant: as the port says; nothing is cached, so a client made by the command line works at the next request.
import type { Client, Clients } from '../../ports/clients.ts';
import type { Database } from './database.ts';
import { type Body, parseBody, parseIfAny } from './queries.ts';
import { insertNew, replaceVersion, toPage } from './versioned.ts';

export function createClients(database: Database): Clients {
  return {
    find: (id) =>
      database.read((q) => parseIfAny<Client>(q.get<Body>('SELECT body FROM clients WHERE id = ?', id))),
    list: (after, limit) =>
      database.read((q) =>
        toPage<Client>(
          q.all<Body>('SELECT body FROM clients WHERE id > ? ORDER BY id LIMIT ?', after ?? '', limit + 1),
          limit,
        ),
      ),
    withAddress: (tenantId, limit) =>
      database
        .read((q) => [
          // Each in the order of its index (012-clients-of-tenants.ts).
          ...q.all<Body>(withAddress('IS NULL'), limit),
          ...q.all<Body>(withAddress('= ?'), tenantId, limit),
        ])
        .then((rows) =>
          rows
            .map((row) => parseBody<Client>(row))
            .sort((one, other) => (one.id < other.id ? -1 : 1))
            .slice(0, limit),
        ),
    create: (client) => database.write((q) => insertNew(q, 'clients', clientRow(client))),
    replace: (next) => database.write((q) => replaceVersion(q, 'clients', clientRow(next))),
    delete: (id) => database.write((q) => q.run('DELETE FROM clients WHERE id = ?', id) === 1),
  };
}

function withAddress(owner: string): string {
  return `SELECT body FROM clients WHERE body ->> 'tenantId' ${owner} AND body ->> 'uri' IS NOT NULL ORDER BY id LIMIT ?`;
}

export function clientRow(client: Client) {
  return { id: client.id, version: client.version, body: JSON.stringify(client) };
}
