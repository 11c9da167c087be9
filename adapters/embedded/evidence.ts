// Evidence in SQLite: a row for each holder, and under it a row for each (sign-in, kind, source).
// Invariant: the account is part of a holder's key; the newest proof of its kind, source and sign-in stays, in whatever order they come.
import type { EvidenceHolder, EvidenceStore, HeldEvidence } from '../../ports/evidence.ts';
import type { Database } from './database.ts';
import { type Body, parseBody, type Queries, type Value } from './queries.ts';

interface HolderRow {
  readonly holder: number;
  readonly putOffAt: number | null;
  readonly expiresAt: number;
}

const newestStays = `ON CONFLICT (holder, sign_in_id, kind, source)
  DO UPDATE SET at = excluded.at, event_id = excluded.event_id, body = excluded.body WHERE excluded.at >= evidence.at`;

export function createEvidence(database: Database): EvidenceStore {
  return {
    async add(holder, evidence, expiresAt) {
      if (evidence.accountId !== holder.accountId) throw new Error('Evidence of another account.');
      await database.write((q) => {
        dropIfExpired(q, holder, evidence.at);
        q.run(
          `INSERT INTO evidence (holder, sign_in_id, kind, source, at, event_id, body) VALUES (?, ?, ?, ?, ?, ?, ?) ${newestStays}`,
          keep(q, holder, null, expiresAt),
          evidence.signInId,
          evidence.kind,
          evidence.source,
          evidence.at,
          evidence.id,
          JSON.stringify(evidence),
        );
        note(q, evidence.id, expiresAt);
      });
    },
    async putOff(holder, at, expiresAt, eventId) {
      await database.write((q) => {
        dropIfExpired(q, holder, at);
        keep(q, holder, at, expiresAt);
        note(q, eventId, expiresAt);
      });
    },
    find: (holder, now) => database.read((q) => held(q, rowOf(q, holder), now)),
    async move(from, to, expiresAt) {
      if (from.accountId !== to.accountId) throw new Error('Evidence does not move between accounts.');
      await database.write((q) => move(q, from, to, expiresAt));
    },
    async discard(holder) {
      await database.write((q) => discard(q, holder));
    },
    everHeld: (eventId) =>
      database.read((q) => q.get('SELECT 1 FROM evidence_events WHERE event_id = ?', eventId) !== undefined),
  };
}

const whereHolder = 'WHERE kind = ? AND id = ? AND account_id = ?';

function keyOf(holder: EvidenceHolder): [Value, Value, Value] {
  return [holder.kind, holder.id, holder.accountId];
}

function rowOf(q: Queries, holder: EvidenceHolder): HolderRow | undefined {
  const sql = `SELECT holder, put_off_at AS putOffAt, expires_at AS expiresAt FROM evidence_holders ${whereHolder}`;
  return q.get<HolderRow>(sql, ...keyOf(holder));
}

/** Writes or prolongs the holder's row. The later expiry and putting off stay, so that racing callers agree. */
function keep(q: Queries, holder: EvidenceHolder, putOffAt: number | null, expiresAt: number): number {
  const row = q.get<{ holder: number }>(
    `INSERT INTO evidence_holders (kind, id, account_id, put_off_at, expires_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (kind, id, account_id) DO UPDATE SET expires_at = max(expires_at, excluded.expires_at),
       put_off_at = coalesce(max(put_off_at, excluded.put_off_at), put_off_at, excluded.put_off_at)
     RETURNING holder`,
    ...keyOf(holder),
    putOffAt,
    expiresAt,
  );
  if (!row) throw new Error('An upsert returned no row.');
  return row.holder;
}

/** Remembers what was added, whatever becomes of it. */
function note(q: Queries, eventId: string, expiresAt: number): void {
  q.run('INSERT OR REPLACE INTO evidence_events (event_id, expires_at) VALUES (?, ?)', eventId, expiresAt);
}

/** A new proof must not bring back what expired and was not yet swept. */
function dropIfExpired(q: Queries, holder: EvidenceHolder, at: number): void {
  q.run(`DELETE FROM evidence_holders ${whereHolder} AND expires_at <= ?`, ...keyOf(holder), at);
}

function held(q: Queries, row: HolderRow | undefined, now: number): HeldEvidence {
  if (!row || row.expiresAt <= now) return { evidence: [], putOffAt: null };
  const rows = q.all<Body>('SELECT body FROM evidence WHERE holder = ? ORDER BY at, rowid', row.holder);
  return { evidence: rows.map((each) => parseBody(each)), putOffAt: row.putOffAt };
}

function move(q: Queries, from: EvidenceHolder, to: EvidenceHolder, expiresAt: number): void {
  const source = rowOf(q, from);
  if (!source) return;
  q.run(
    `INSERT INTO evidence (holder, sign_in_id, kind, source, at, event_id, body)
     SELECT ?, sign_in_id, kind, source, at, event_id, body FROM evidence WHERE holder = ? ORDER BY at, rowid ${newestStays}`,
    keep(q, to, source.putOffAt, expiresAt),
    source.holder,
  );
  discard(q, from);
}

function discard(q: Queries, holder: EvidenceHolder): void {
  q.run(`DELETE FROM evidence_holders ${whereHolder}`, ...keyOf(holder));
}
