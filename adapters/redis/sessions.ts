// node-oidc-provider's sessions in Redis. Everything of one session has its uid as home.
// Invariant: an end is a key of its own at that home, which every read looks at and no save passes. The end of all of an
// account's sessions marks each home that the account has; a save that was under way at that moment lists its home first,
// then looks whether all were ended, so one of both finds the other.
import type { RecordPayload } from '../../ports/records.ts';
import type { SessionSeen, Sessions } from '../../ports/sessions.ts';
import { type ProofTimes, provedBefore, wasThere } from '../session-begun.ts';
import { lastOf, sessionSeen } from '../session-seen.ts';
import type { Reply } from './command.ts';
import { proofTimes } from './evidence.ts';
import { type Keys, placeOf } from './keys.ts';
import { keepMs } from './lifetime.ts';
import { inBatches, scan } from './scan.ts';
import { type Errand, type Held, keyRef, type Scopes, type Step, type Wanted } from './scope.ts';
import { endAll, endHome, register } from './scripts.ts';
import type { Wire } from './wire.ts';

/** ms that the end of a home is remembered: longer than anything given there lives (refresh tokens, 90 days). */
const remembered = 100 * 86_400_000;
/** ms that an id which was left stays known as such: longer than a request that was under way. */
const longestSession = 13 * 3_600_000;
/** ms that a home stays listed after its end, for whose clock is behind. */
const listedFor = 7 * 86_400_000;

export function createSessions(wire: Wire, scopes: Scopes, keys: Keys): Sessions {
  const read = async (uid: string, how: 'read' | 'look' = 'read'): Promise<ReadonlyMap<string, string>> => {
    const { itself, along } = wantedOf(keys, uid);
    const [sessions, ended] = await (how === 'read' ? scopes.read(itself, along) : scopes.look(itself));
    return sessions instanceof Map && ended === null ? sessions : new Map();
  };
  const proofsOf = async (uid: string, accountId: string): Promise<ProofTimes> => {
    const [held = null] = await scopes.read(wantedOf(keys, uid).along);
    return proofTimes(held, accountId);
  };
  /** `endedAt`: when all of the account's were ended, ms. */
  const endIfThere = async (uid: string, accountId: string, payload: RecordPayload, endedAt: number) => {
    const there = wasThere(endedAt, payload) ?? provedBefore(endedAt, await proofsOf(uid, accountId));
    if (there) await end(uid, 'all');
  };
  const newest = async (
    uid: string,
    now: number,
    how: 'read' | 'look' = 'read',
  ): Promise<RecordPayload | undefined> => {
    const sessions = await read(uid, how);
    return parse(sessions.get(sessions.get('newest') ?? ''), now);
  };
  const end = async (uid: string, how: 'session' | 'all') => {
    const own = [keys.ended(uid), keys.sessions(uid), keys.evidence('session', uid)];
    await wire.runOnce(uid, endHome, own, [how, remembered]);
  };

  return {
    begin(uid) {
      const { itself, along } = wantedOf(keys, uid);
      scopes.assumeEmpty([...itself, ...along]);
    },
    async find(id, now) {
      const { home, name } = placeOf(id);
      return parse((await read(home)).get(name), now);
    },
    findByUid: (uid, now) => newest(uid, now),
    async ofAccount(accountId, now, limit, mine) {
      let seenLast: readonly SessionSeen[] = [];
      for await (const some of scan(wire, 'ZSCAN', [{ home: accountId, key: keys.homes(accountId) }])) {
        const payloads = await Promise.all(some.map((uid) => newest(uid, now, 'look')));
        const seen = payloads.flatMap((payload) => (payload && sessionSeen(payload)) ?? []);
        // A session is listed under whoever was signed in with it before, too.
        const own = seen.filter((one) => one.accountId === accountId);
        seenLast = lastOf([...seenLast, ...own], limit, mine);
      }
      return seenLast;
    },
    async save(id, payload, expiresAt) {
      const { home, name } = placeOf(id);
      const value = `${expiresAt}|${JSON.stringify(payload)}`;
      const present = scopes.known(keys.sessions(home));
      const step: Step = {
        home,
        does: 'session',
        key: keys.sessions(home),
        looksAt: [keys.ended(home)],
        args: [keyRef(0), name, value, keepMs(expiresAt)],
        leaves:
          present &&
          withEntries(present, [
            [name, value],
            ['newest', name],
          ]),
      };
      const { accountId } = payload;
      if (typeof accountId !== 'string') {
        await scopes.write([step]);
        return;
      }
      // Listed under its account, and ended if all of the account's were ended since it began.
      const then = async (allEnded: Reply) => {
        if (allEnded !== null) await endIfThere(home, accountId, payload, Number(allEnded));
      };
      await scopes.write([step], [{ ...underAccount(keys, accountId, home, expiresAt), then }]);
    },
    async destroy(id) {
      const { home, name } = placeOf(id);
      // Not later than the id that takes its place, at the same home: what the session gains is not for who has the old one.
      await scopes.write([{ home, does: 'leave', key: keys.sessions(home), args: [name, longestSession] }]);
    },
    end: ({ uid }) => end(uid, 'session'),
    async endAll(accountId, now) {
      const own = [keys.homes(accountId), keys.allEnded(accountId)];
      const homes = await wire.runOnce(accountId, endAll, own, [now, remembered]);
      const uids = Array.isArray(homes) ? homes.map(String) : [];
      for (const some of inBatches(uids)) {
        await Promise.all(some.map((uid) => end(uid, 'all')));
        await wire.send({ home: accountId, words: ['ZREM', keys.homes(accountId), ...some] });
      }
    },
  };
}

function wantedOf(keys: Keys, uid: string): { itself: Wanted[]; along: Wanted[] } {
  return {
    itself: [
      { home: uid, kind: 'hash', key: keys.sessions(uid) },
      { home: uid, kind: 'text', key: keys.ended(uid) },
    ],
    along: [{ home: uid, kind: 'hash', key: keys.evidence('session', uid) }],
  };
}

/** Lists a home under its account, until what it holds ends. */
export function underAccount(keys: Keys, accountId: string, uid: string, until: number): Errand {
  const own = [keys.homes(accountId), keys.allEnded(accountId)];
  return {
    home: accountId,
    script: register,
    keys: own,
    args: [uid, until, Date.now() - listedFor, keepMs(until)],
  };
}

function parse(value: string | undefined, now: number): RecordPayload | undefined {
  const [, ends, payload] = /^(\d+)\|(.*)$/s.exec(value ?? '') ?? [];
  // The payload was written by `save`.
  return payload !== undefined && Number(ends) > now ? JSON.parse(payload) : undefined;
}

function withEntries(held: Held, entries: readonly (readonly [string, string])[]): Map<string, string> {
  return new Map([...(held instanceof Map ? held : []), ...entries]);
}
