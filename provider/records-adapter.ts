// Gives node-oidc-provider its storage: our ports behind the adapter interface that it expects.
// Invariant: what is consumed twice fails (`invalid_grant`), and replay detection writes only what was not there:
// with read-then-write, parallel redemptions of one code would all succeed.
import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { SessionEnds } from '../decision/session-ends.ts';
import type { RecordPayload, Records } from '../ports/records.ts';
import type { ClientRegistry } from './clients.ts';
import type { UsedOnce } from './reuse.ts';
import { fromStored, storedId, toStored } from './stored-record.ts';

export interface AdapterDeps {
  readonly records: Records;
  readonly sessionEnds: Pick<SessionEnds, 'hasEnded'>;
  readonly clients: ClientRegistry;
  /** ms. */
  readonly now: () => number;
  /** Told when a code or refresh token lost a race: it was used by somebody else at the same moment. */
  readonly reused: (kind: UsedOnce, grantId: string) => Promise<void>;
}

/** Records kept without an end by node-oidc-provider have none in its sense only: we end them here. */
const longest = 366 * 24 * 3600 * 1000;

export function createAdapterFactory({
  records,
  sessionEnds,
  clients,
  now,
  reused,
}: AdapterDeps): (model: string) => Adapter {
  return (model) => {
    if (model === 'Client') return clientAdapter(clients);
    const isOver = async (payload: RecordPayload) =>
      model === 'Session' && (await sessionEnds.hasEnded(payload, now()));
    const found = async (stored: RecordPayload | undefined, id?: string) =>
      stored && !(await isOver(stored)) ? fromStored(model, stored, id) : undefined;
    return {
      async upsert(id, payload, expiresIn) {
        const expiresAt = now() + (expiresIn ? expiresIn * 1000 : longest);
        if (model === 'ReplayDetection') return insertOnce(records, id, payload, expiresAt, now());
        const stored = toStored(model, payload);
        // A request that was under way when its session ended: the library saves what it loaded.
        if (!(await isOver(stored))) await records.save(model, storedId(model, id), stored, expiresAt);
      },
      find: async (id) => found(await records.find(model, storedId(model, id), now()), id),
      findByUid: async (uid) => found(await records.findByUid(model, uid, now())),
      // The device flow is off.
      findByUserCode: async () => undefined,
      async consume(id) {
        const stored = storedId(model, id);
        if (await records.consume(model, stored, now())) return;
        const grantId = (await records.find(model, stored, now()))?.grantId;
        if (isUsedOnce(model) && typeof grantId === 'string') await reused(model, grantId);
        throw new errors.InvalidGrant('already used');
      },
      destroy: (id) => records.destroy(model, storedId(model, id)),
      revokeByGrantId: (grantId) => records.revoke({ grantId }),
    };
  };
}

/** What, used twice, ends its grant. A pushed request has none. */
function isUsedOnce(model: string): model is UsedOnce {
  return model === 'AuthorizationCode' || model === 'RefreshToken';
}

async function insertOnce(
  records: Records,
  id: string,
  payload: AdapterPayload,
  expiresAt: number,
  at: number,
): Promise<void> {
  const first = await records.insert('ReplayDetection', id, { ...payload }, expiresAt, at);
  if (!first) throw new errors.InvalidRequest('this assertion or proof was used already');
}

/** Clients are ours: the library only reads them. */
function clientAdapter(clients: ClientRegistry): Adapter {
  const readOnly = async () => {
    throw new Error('Clients are changed through the admin actions, not through node-oidc-provider.');
  };
  return {
    find: (id) => clients.metadata(id),
    upsert: readOnly,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    consume: readOnly,
    destroy: readOnly,
    revokeByGrantId: readOnly,
  };
}
