// Bases of grants in Redis: "expiresAt|basis" each, "expiresAt|" once discarded, and the set of those made in a session.
// Invariant: as the port says; nothing is returned that has expired, or whose home has ended altogether.
import type { GrantBases, GrantBasis } from '../../ports/grant-bases.ts';
import { type Keys, placeOf } from './keys.ts';
import { keepMs } from './lifetime.ts';
import type { Memory } from './memory.ts';
import type { Held, Scopes, Wanted } from './scope.ts';
import { inBatches, underAccount } from './sessions.ts';
import type { Wire } from './wire.ts';

export function createGrantBases(wire: Wire, scopes: Scopes, keys: Keys, memory: Memory): GrantBases {
  const wantedOf = (grantId: string): Wanted[] => {
    const place = placeOf(grantId);
    return [
      { home: place.home, kind: 'text', key: keys.basis(place) },
      { home: place.home, kind: 'text', key: keys.ended(place.home) },
    ];
  };
  const find = async (grantId: string, now: number): Promise<GrantBasis | undefined> => {
    const [held = null, ended] = await scopes.read(wantedOf(grantId));
    return ended === 'all' ? undefined : parse(held, now);
  };
  const ofHome = async (uid: string, now: number): Promise<GrantBasis[]> => {
    const ids = await wire.send({ home: uid, words: ['SMEMBERS', keys.grants(uid)] });
    const found = await Promise.all((Array.isArray(ids) ? ids : []).map((id) => find(String(id), now)));
    return found.filter((basis) => basis !== undefined);
  };

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
    find,
    ofSession: async (sessionUid, now) =>
      (await ofHome(sessionUid, now)).filter(({ endsWithSession }) => endsWithSession),
    async ofAccount(accountId, now) {
      const homes = await wire.send({ home: accountId, words: ['ZRANGE', keys.homes(accountId), 0, -1] });
      const found: GrantBasis[] = [];
      for (const some of inBatches(Array.isArray(homes) ? homes : []))
        found.push(...(await Promise.all(some.map((uid) => ofHome(String(uid), now)))).flat());
      return found.filter((basis) => basis.accountId === accountId);
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
