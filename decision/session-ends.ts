// Ends sessions for good, one or all of an account's: what a request that was under way writes later stays ended too.
// Invariant: node-oidc-provider loads a session at the beginning of a request and saves it at the end, whatever happened
// in between; so the end is written down beside it, and a session that has ended is neither found nor saved again.
import type { EvidenceStore } from '../ports/evidence.ts';
import type { GrantBases } from '../ports/grant-bases.ts';
import type { Records } from '../ports/records.ts';

/** A session as node-oidc-provider stores it. */
export interface StoredSession {
  readonly uid?: unknown;
  readonly accountId?: unknown;
  /** s: when it began. */
  readonly iat?: unknown;
}

export interface SessionEnds {
  /** The person signed out. `now` in ms. */
  one(session: { readonly uid: string; readonly accountId: string }, now: number): Promise<void>;
  /** Every session, grant and token that the account has now: disabled, reset, or given a new password. */
  ofAccount(accountId: string, now: number): Promise<void>;
  hasEnded(session: StoredSession, now: number): Promise<boolean>;
}

export interface SessionEndPorts {
  readonly records: Records;
  readonly evidence: EvidenceStore;
  readonly grantBases: GrantBases;
}

const model = 'EndedSession';
/** ms: longer than any session lives (12 hours), and any request. */
const remembered = 13 * 3600 * 1000;

export function createSessionEnds({ records, evidence, grantBases }: SessionEndPorts): SessionEnds {
  const remember = (id: string, now: number) => records.save(model, id, { at: now }, now + remembered);
  const endedAt = async (id: unknown, now: number): Promise<number | null> => {
    const found = typeof id === 'string' ? await records.find(model, id, now) : undefined;
    return typeof found?.at === 'number' ? found.at : null;
  };

  return {
    async one({ uid, accountId }, now) {
      await remember(uid, now);
      await evidence.discard({ kind: 'session', id: uid, accountId });
    },

    async ofAccount(accountId, now) {
      await remember(accountId, now);
      await records.revoke({ accountId });
      const bases = await grantBases.ofAccount(accountId, now);
      await Promise.all(bases.map(({ grantId }) => grantBases.discard(grantId)));
      const sessions = new Set(bases.map(({ sessionUid }) => sessionUid));
      await Promise.all([...sessions].map((id) => evidence.discard({ kind: 'session', id, accountId })));
    },

    async hasEnded({ uid, accountId, iat }, now) {
      if (accountId === undefined) return false;
      const [itself, all] = await Promise.all([endedAt(uid, now), endedAt(accountId, now)]);
      // Sessions count whole seconds: one that began in the second of the end may be a new one.
      return itself !== null || (all !== null && typeof iat === 'number' && iat < Math.floor(all / 1000));
    },
  };
}
