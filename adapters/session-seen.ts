// Reads from a session's payload what its owner may see of it.
// Invariant: what the payload does not hold, or holds in another shape, is null; nothing that opens the session is in it.
import type { RecordPayload } from '../ports/records.ts';
import type { SessionSeen } from '../ports/sessions.ts';

/** Null for a session of nobody. */
export function sessionSeen({ uid, accountId, iat, seen }: RecordPayload): SessionSeen | null {
  if (typeof uid !== 'string' || typeof accountId !== 'string') return null;
  const { at, address, userAgent } = Object(seen) as Readonly<Record<string, unknown>>; // each field is looked at below
  const begunAt = Number(iat) * 1000;
  return {
    uid,
    accountId,
    begunAt,
    lastAt: typeof at === 'number' ? at : begunAt,
    address: typeof address === 'string' ? address : null,
    userAgent: typeof userAgent === 'string' ? userAgent : null,
  };
}

/** `own`, a uid, and those seen last, first; of one session what stands further behind. */
export function lastOf(all: readonly SessionSeen[], limit: number, own?: string): readonly SessionSeen[] {
  const each = new Map(all.map((seen) => [seen.uid, seen]));
  const isOwn = ({ uid }: SessionSeen) => Number(uid === own);
  return [...each.values()]
    .sort((one, other) => isOwn(other) - isOwn(one) || other.lastAt - one.lastAt)
    .slice(0, limit);
}
