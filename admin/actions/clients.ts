// Registering and deleting applications.
// Invariant: a client secret is returned once, to whoever made it, and kept as a keyed hash.
import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { hashClientSecret } from '../../factors/client-secret.ts';
import type { Client } from '../../ports/clients.ts';
import type { Vault } from '../../ports/vault.ts';
import {
  type AdminDeps,
  checked,
  contextOf,
  type Invalid,
  type NotAllowed,
  newId,
  type Refused,
  record,
  refusal,
  refused,
} from './action.ts';
import type { AdminActor } from './authorize.ts';
import { clientInput } from './client-input.ts';

export type ClientInput = z.input<typeof clientInput>;

export type ClientCreated =
  | {
      readonly ok: true;
      readonly client: Client;
      /** To be shown once; null for a public client. */
      readonly secret: string | null;
    }
  | Invalid
  | NotAllowed
  | Refused<'unknown-tenant' | 'id-taken'>;
export type ClientDeleted =
  | { readonly ok: true; readonly client: Client }
  | NotAllowed
  | Refused<'unknown-client'>;

export interface ClientActions {
  create(actor: AdminActor, input: ClientInput): Promise<ClientCreated>;
  delete(actor: AdminActor, clientId: string): Promise<ClientDeleted>;
}

export function createClientActions(deps: AdminDeps & { readonly vault: Vault }): ClientActions {
  const { clients, tenants } = deps.storage;
  return {
    async create(actor, input) {
      const no = refusal(actor, 'client.create', { tenantId: input.tenantId });
      if (no) return no;
      const read = checked(clientInput, input);
      if (!read.ok) return read;
      const { tenantId } = read.value;
      if (tenantId !== null && !(await tenants.find(tenantId))) return refused('unknown-tenant');
      const { client, secret } = makeClient(deps, read.value);
      if (await clients.find(client.id)) return refused('id-taken');

      const event = { type: 'client.created', client: client.id, name: client.name } as const;
      return record(
        deps,
        event,
        contextOf(actor, { tenantId, clientId: client.id }),
        async (): Promise<ClientCreated> => {
          return (await clients.create(client)) ? { ok: true, client, secret } : refused('id-taken');
        },
      );
    },

    /** Only restricts: it goes ahead, and its event is queued. */
    async delete(actor, clientId) {
      const client = await clients.find(clientId);
      const no = refusal(actor, 'client.delete', { tenantId: client?.tenantId ?? null });
      if (no) return no;
      if (!client || !(await clients.delete(clientId))) return refused('unknown-client');
      const event = { type: 'client.deleted', client: clientId, name: client.name } as const;
      deps.audit.queue(event, contextOf(actor, { tenantId: client.tenantId, clientId }), deps.now());
      return { ok: true, client };
    },
  };
}

function makeClient(
  { vault, now }: AdminDeps & { readonly vault: Vault },
  { secret: given, id, ...rest }: z.output<typeof clientInput>,
): { client: Client; secret: string | null } {
  const secret = rest.authMethod === 'none' ? null : (given ?? randomBytes(32).toString('base64url'));
  const secretHash = secret === null ? null : hashClientSecret(vault, secret);
  return { client: { ...rest, id: id ?? newId(), version: 1, secretHash, createdAt: now() }, secret };
}
