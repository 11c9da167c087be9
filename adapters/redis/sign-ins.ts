// Sign-ins in Redis: a hash each, with a field for each of its own.
// Invariant: a change sets its fields as one act, and only while the sign-in lives.
import type { SignIn, SignIns } from '../../ports/sign-ins.ts';
import type { Keys } from './keys.ts';
import { keepMs } from './lifetime.ts';
import type { Held, Scopes, Wanted } from './scope.ts';

export function createSignIns(scopes: Scopes, keys: Keys): SignIns {
  const read = async (id: string): Promise<Held> => {
    const key = keys.signIn(id);
    const wanted: Wanted = { home: id, kind: 'hash', key };
    const evidence: Wanted = { home: id, kind: 'hash', key: keys.evidence('sign-in', id) };
    const [held = null] = await scopes.read([wanted], [evidence]);
    return held;
  };

  return {
    async open(signIn) {
      const { id, arrivedAt, expiresAt } = signIn;
      const args = [arrivedAt, keepMs(expiresAt), ...fieldsOf(signIn)];
      await scopes.write([{ home: id, does: 'open', key: keys.signIn(id), args }]);
    },
    find: async (id, now) => parse(await read(id), now),
    async change(id, change, now) {
      const args = [now, ...fieldsOf(change)];
      const key = keys.signIn(id);
      if (!scopes.active()) {
        await scopes.write([{ home: id, does: 'change', key, args }]);
        return parse(await read(id), now);
      }
      const present = await read(id);
      if (!parse(present, now)) return undefined;
      const leaves = new Map([
        ...(present as ReadonlyMap<string, string>),
        ...Object.entries(encoded(change)),
      ]); // parse has seen that it is one
      await scopes.write([{ home: id, does: 'change', key, args, leaves }]);
      return parse(leaves, now);
    },
    async discard(id) {
      const key = keys.signIn(id);
      await scopes.write([{ home: id, does: 'del', key, args: [], leaves: null, loses: true }]);
    },
  };
}

function encoded(fields: object): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)]));
}

function fieldsOf(fields: object): string[] {
  return Object.entries(encoded(fields)).flat();
}

function parse(held: Held, now: number): SignIn | undefined {
  if (!(held instanceof Map) || held.size === 0) return undefined;
  const fields = [...held].map(([name, value]) => [name, JSON.parse(value)]);
  const signIn = Object.fromEntries(fields) as SignIn; // what `fieldsOf` made of one
  return signIn.expiresAt > now ? signIn : undefined;
}
