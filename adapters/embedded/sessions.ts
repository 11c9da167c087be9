// node-oidc-provider's sessions in SQLite, in the table of its other records.
// Invariant: the end of a session, or of all of an account's, is a row of its own that is looked at in every read and write.
import type { RecordPayload } from '../../ports/records.ts';
import type { SessionOf, SessionSeen, Sessions } from '../../ports/sessions.ts';
import { type ProofTimes, provedBefore, wasThere } from '../session-begun.ts';
import { lastOf, sessionSeen } from '../session-seen.ts';
import type { Database } from './database.ts';
import { type Body, parseBody, parseIfAny, type Queries } from './queries.ts';
import { saveRecord } from './records.ts';

const ended = 'EndedSession';
/** ms: longer than any session lives (12 hours), and any request. */
const remembered = 13 * 3600 * 1000;

export function createSessions(database: Database): Sessions {
  return {
    // Looking costs next to nothing here.
    begin: () => undefined,
    find: (id, now) => database.read((q) => living(q, 'id', id, now)),
    findByUid: (uid, now) => database.read((q) => living(q, 'uid', uid, now)),
    ofAccount: (accountId, now, limit, own) => ofAccount(database, accountId, now, limit, own),
    async save(id, payload, expiresAt, now) {
      await database.write((q) => {
        if (!isOver(q, payload, now) && !isDestroyed(q, id)) saveRecord(q, 'Session', id, payload, expiresAt);
      });
    },
    async destroy(id) {
      // That it was destroyed is kept, what it held is not: a request that was under way saves it no more.
      await database.write((q) =>
        q.run("UPDATE records SET consumed = 1, body = '{}' WHERE model = 'Session' AND id = ?", id),
      );
    },
    async end(session, now) {
      await database.write((q) => end(q, session, now));
    },
    async endAll(accountId, now) {
      await database.write((q) => endAll(q, accountId, now));
    },
  };
}

/** While a session's id rotates there can be two of one uid: the one written last. */
function living(q: Queries, column: 'id' | 'uid', value: string, now: number): RecordPayload | undefined {
  const sql = `SELECT body FROM records WHERE model = 'Session' AND ${column} = ? AND expires_at > ?
    AND consumed IS NULL ORDER BY rowid DESC LIMIT 1`;
  const payload = parseIfAny<RecordPayload>(q.get<Body>(sql, value, now));
  return payload && !isOver(q, payload, now) ? payload : undefined;
}

const batch = 200;

interface Placed extends Body {
  readonly place: number;
}

/** In batches, so that nothing else waits for somebody's thousands. */
async function ofAccount(
  database: Database,
  accountId: string,
  now: number,
  limit: number,
  own?: string,
): Promise<readonly SessionSeen[]> {
  const sql = `SELECT rowid AS place, body FROM records WHERE account_id = ? AND model = 'Session' AND rowid > ?
    AND expires_at > ? AND consumed IS NULL ORDER BY rowid LIMIT ?`;
  let seenLast: readonly SessionSeen[] = [];
  for (let after = 0; ; ) {
    const rows = await database.read((q) =>
      q.all<Placed>(sql, accountId, after, now, batch).map(({ place, body }) => {
        const payload = parseBody<RecordPayload>({ body });
        return { place, seen: isOver(q, payload, now) ? null : sessionSeen(payload) };
      }),
    );
    seenLast = lastOf([...seenLast, ...rows.flatMap(({ seen }) => seen ?? [])], limit, own);
    if (rows.length < batch) return seenLast;
    after = rows.at(-1)?.place ?? after;
  }
}

function isDestroyed(q: Queries, id: string): boolean {
  const sql = "SELECT 1 FROM records WHERE model = 'Session' AND id = ? AND consumed IS NOT NULL";
  return q.get(sql, id) !== undefined;
}

function isOver(q: Queries, payload: RecordPayload, now: number): boolean {
  const { uid, accountId } = payload;
  if (accountId === undefined) return false;
  const all = endedAt(q, accountId, now);
  const endedWithAll =
    all !== null && (wasThere(all, payload) ?? provedBefore(all, proofsOf(q, uid, accountId)));
  return endedWithAll || endedAt(q, uid, now) !== null;
}

function proofsOf(q: Queries, uid: unknown, accountId: unknown): ProofTimes {
  if (typeof uid !== 'string' || typeof accountId !== 'string') return [];
  const sql = `SELECT at FROM evidence JOIN evidence_holders USING (holder)
    WHERE evidence_holders.kind = 'session' AND id = ? AND account_id = ?`;
  return q.all<{ at: number }>(sql, uid, accountId).map(({ at }) => at);
}

/** ms; null if neither this session nor this account's were ended. */
function endedAt(q: Queries, id: unknown, now: number): number | null {
  if (typeof id !== 'string') return null;
  const sql = 'SELECT body FROM records WHERE model = ? AND id = ? AND expires_at > ?';
  const row = q.get<Body>(sql, ended, id, now);
  return row ? parseBody<{ at: number }>(row).at : null;
}

function remember(q: Queries, id: string, now: number): void {
  saveRecord(q, ended, id, { at: now }, now + remembered);
}

function end(q: Queries, { uid, accountId }: SessionOf, now: number): void {
  remember(q, uid, now);
  q.run("DELETE FROM evidence_holders WHERE kind = 'session' AND id = ? AND account_id = ?", uid, accountId);
}

function endAll(q: Queries, accountId: string, now: number): void {
  remember(q, accountId, now);
  q.run('DELETE FROM records WHERE account_id = ?', accountId);
  q.run('UPDATE grant_bases SET body = NULL WHERE account_id = ?', accountId);
  q.run("DELETE FROM evidence_holders WHERE account_id = ? AND kind = 'session'", accountId);
}
