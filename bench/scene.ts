// Whom a measurement acts for: an organisation that demands a second factor, an application, people with authenticator apps.
// Invariant: a password is stored at the cost that the server under measurement is set to, so that no sign-in hashes anew.
import { hash as argon2id } from '@node-rs/argon2';
import type { HashCost } from '../factors/password/hash.ts';
import type { Client } from '../ports/clients.ts';
import { cheapHash, cheapHashCost } from '../test/support/cheap-hash.ts';
import { createWorld, type Person } from '../test/support/world.ts';
import { eventId, newId, newPassword } from '../test/support/world-records.ts';
import type { Inside, Place } from './place.ts';

export interface Scene {
  readonly tenantId: string;
  readonly client: Client;
  readonly secret: string;
  readonly people: readonly Person[];
}

export interface SceneOptions {
  readonly people: number;
  /** Default: cheap ones, where hashing is not what is measured. */
  readonly cost?: HashCost;
}

/** What config.ts gives where nothing is set. */
export const defaultCost: HashCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The setting that goes with a scene of cheap passwords. */
export const cheapPasswords = { PASSWORD_HASH: cheapHash };

export function prepareScene(place: Place, options: SceneOptions): Promise<Scene> {
  return place.inside((inside) => fill(inside, options));
}

async function fill(inside: Inside, { people: count, cost = cheapHashCost }: SceneOptions): Promise<Scene> {
  const world = createWorld(inside);
  const tenant = await world.tenant();
  const { client, secret = '' } = await world.client(tenant.id);
  const password = newPassword();
  const hash = await argon2id(password, cost);
  const make = async (): Promise<Person> => {
    const person = await world.person(tenant.id, { password: null, totp: true });
    const stored = { accountId: person.id, version: newId(), hash, setAt: Date.now() - 1, eventId };
    const set = await inside.storage.passwords.set({ ...stored, setBy: 'operator' }, null);
    if (!set) throw new Error('a new account had a password already');
    return { ...person, password };
  };
  const people = await Promise.all(Array.from({ length: count }, make));
  return { tenantId: tenant.id, client, secret, people };
}
