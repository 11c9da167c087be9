// Bases of grants in Redis: "expiresAt|basis" each, "expiresAt|" once discarded, and the set of those made in a session.
// Invariant: as the port says; nothing is returned that has expired, or whose home has ended altogether.
import type { GrantBases, GrantBasis, GrantBatches } from '../../ports/grant-bases.ts';
import { type Keys, placeOf } from './keys.ts';
import { keepMs } from './lifetime.ts';
import type { Memory } from './memory.ts';
import { scan } from './scan.ts';
import type { Held, Scopes, Wanted } from './scope.ts';
import { underAccount } from './sessions.ts';
import type { Wire } from './wire.ts';

export function createGrantBases(wire: Wire, scopes: Scopes, keys: Keys, memory: Memory): GrantBases {
  const wantedOf = (grantId: string): Wanted[] => {
    const place = placeOf(grantId);
    return [
      { home: place.home, kind: 'text', key: keys.basis(place) },
      { home: place.home, kind: 'text', key: keys.ended(place.home) },
    ];
  };
  const find = async (
    grantId: string,
    now: number,
    how: 'read' | 'look' = 'read',
  ): Promise<GrantBasis | undefined> => {
    const [held = null, ended] = await scopes[how](wantedOf(grantId));
    return ended === 'all' ? undefined : parse(held, now);
  };
  /** Of the sessions that have these uids. */
  async function* ofHomes(
    uids: readonly string[],
    now: number,
    wanted: (basis: GrantBasis) => boolean,
  ): GrantBatches {
    const sets = uids.map((uid) => ({ home: uid, key: keys.grants(uid) }));
    for await (const ids of scan(wire, 'SSCAN', sets)) {
      const found = await Promise.all(ids.map((id) => find(id, now, 'look')));
      const bases = found.filter((basis) => basis !== undefined).filter(wanted);
      if (bases.length > 0) yield bases;
    }
  }

  return {
    async save(basis) {
      const { grantId, sessionUid, accountId, expiresAt } = basis;
      const place = placeOf(grantId);
      const value = `${expiresAt}|${JSON.stringify(basis)}`;
      const ms = keepMs(expiresAt);
      const steps = [
        { home: place.home, does: 'set', key: keys.basis(place), args: [value, ms], leaves: value },
        { home: sessionUid, does: 'include', key: keys.grants(sessionUid), args: [grantId, ms] },
      ];
      await scopes.write(steps, [underAccount(keys, accountId, sessionUid, expiresAt)]);
    },
    find: (grantId, now) => find(grantId, now),
    ofSession: (sessionUid, now) => ofHomes([sessionUid], now, ({ endsWithSession }) => endsWithSession),
    madeIn: (sessionUid, now) => ofHomes([sessionUid], now, () => true),
    async *ofAccount(accountId, now) {
      for await (const uids of scan(wire, 'ZSCAN', [{ home: accountId, key: keys.homes(accountId) }]))
        yield* ofHomes(uids, now, (basis) => basis.accountId === accountId);
    },
    async discard(grantId) {
      const place = placeOf(grantId);
      const [held] = await scopes.read(wantedOf(grantId));
      if (typeof held !== 'string') return;
      const ends = Number.parseInt(held, 10);
      const value = `${ends}|`;
      const step = { home: place.home, does: 'set', key: keys.basis(place), args: [value, keepMs(ends)] };
      await scopes.write([{ ...step, leaves: value, loses: true }]);
    },
    async everSaved(grantId, at) {
      const [held] = await scopes.read(wantedOf(grantId));
      return held !== null || (await memory.isGone(at));
    },
  };
}

function parse(held: Held, now: number): GrantBasis | undefined {
  const [, ends, basis] = typeof held === 'string' ? (/^(\d+)\|(.+)$/s.exec(held) ?? []) : [];
  // What `save` wrote.
  return basis !== undefined && Number(ends) > now ? JSON.parse(basis) : undefined;
}
