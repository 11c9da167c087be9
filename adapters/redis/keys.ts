// The names of keys. What belongs to one sign-in, session, account or counted subject has one home, and so one hash tag.
// Invariant: every key carries its home as its hash tag, so that on a Cluster a home lies on one node, and a command or script
// touches the keys of one home only. No home gathers more than one sign-in, session or account.

import { hash } from 'node:crypto';
import type { EvidenceHolder } from '../../ports/evidence.ts';

/** Where a record lives (ports/records: the id's beginning), and its name there. */
export interface Place {
  readonly home: string;
  readonly name: string;
  /** The grant that an id of three parts names, as it is called at home; null for any other. */
  readonly grant: string | null;
}

/** Ids of ours. What somebody presents may be anything: what is none of these leads nowhere but to itself. */
const leading = /^[\w-]+(\.[\w-]+){0,2}$/;

export function placeOf(id: string): Place {
  if (!leading.test(id)) return { home: hash('sha256', id, 'base64url'), name: '', grant: null };
  const [home = '', grant, ...rest] = id.split('.');
  if (grant === undefined) return { home, name: '', grant: null };
  return rest.length === 0
    ? { home, name: grant, grant: null }
    : { home, name: [grant, ...rest].join('.'), grant };
}

export interface Keys {
  record(model: string, place: Place): string;
  /** Hash: part of the id behind the uid -> session; `newest` -> the part saved last. */
  sessions(uid: string): string;
  /** That a session, or everything at this home, has ended. */
  ended(home: string): string;
  /** Hash: see evidence.ts. */
  evidence(kind: EvidenceHolder['kind'], home: string): string;
  basis(place: Place): string;
  /** Set of ids of the grants made in this session. */
  grants(uid: string): string;
  /** Hash: a field for each of a sign-in's. */
  signIn(id: string): string;
  /** Sorted set: uids of the account's sessions, by the end of what they hold, ms. */
  homes(accountId: string): string;
  /** When all of the account's sessions were ended, ms. */
  allEnded(accountId: string): string;
  /** That an audit event of this sign-in had its effect. */
  effect(signInId: string, eventId: string): string;
  /** Since when Redis has kept what it was given, ms. */
  readonly since: string;
  /** How often the counters of a subject were started anew. */
  renewals(subject: string): string;
  counter(subject: string, name: string): string;
  limit(key: string): string;
  lease(name: string): string;
}

export function createKeys(prefix: string): Keys {
  const at = (home: string, ...rest: readonly string[]) => `${prefix}:{${home}}:${rest.join(':')}`;
  return {
    record: (model, { home, name }) => at(home, 'record', model, name),
    sessions: (uid) => at(uid, 'sessions'),
    ended: (home) => at(home, 'ended'),
    evidence: (kind, home) => at(home, 'evidence', kind),
    basis: ({ home, name }) => at(home, 'basis', name),
    grants: (uid) => at(uid, 'grants'),
    signIn: (id) => at(id, 'sign-in'),
    homes: (accountId) => at(accountId, 'homes'),
    allEnded: (accountId) => at(accountId, 'all-ended'),
    effect: (signInId, eventId) => at(signInId, 'effect', eventId),
    since: at('since'),
    renewals: (subject) => at(subject, 'renewals'),
    counter: (subject, name) => at(subject, 'counter', name),
    limit: (key) => at(key, 'limit'),
    lease: (name) => at(name, 'lease'),
  };
}
