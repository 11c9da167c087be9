// Password hashes in MongoDB, one document an account.
// Invariant: a version replaces the one that its caller saw, or nothing, by one conditional write.
import type { Passwords, StoredPassword } from '../../ports/passwords.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';
import type { Standings } from './standings.ts';

const fields: Fields<StoredPassword> = {
  accountId: 'text',
  version: 'text',
  hash: 'text',
  setAt: 'number',
  setBy: 'text',
  eventId: 'text',
  refused: 'texts',
};

export function passwordCollection(database: Database): Collection<StoredPassword> {
  return database.collection<StoredPassword>('passwords', fields, 'accountId');
}

export function createPasswords(
  database: Database,
  passwords: Collection<StoredPassword>,
  standings: Standings,
): Passwords {
  return {
    find: (accountId) =>
      database.ask([accountId], undefined, async () => {
        const standing = standings.of(accountId);
        return standing ? (await standing).password : passwords.find({ accountId });
      }),
    set: (password, replaces) => {
      const { refused: _refused, ...renewed } = password;
      const { accountId } = renewed;
      return database.ask([accountId, replaces ?? ''], false, () =>
        standings.changing(
          accountId,
          async () =>
            replaces === null
              ? (await passwords.insert(renewed)) === null
              : (await passwords.replace({ accountId, version: replaces }, renewed)) === 'written',
          { password: renewed },
        ),
      );
    },
    rehash: (accountId, version, hash) =>
      database.ask([accountId, version, hash], false, () =>
        standings.changing(
          accountId,
          () => passwords.update({ accountId, version }, { set: { hash } }),
          null,
        ),
      ),
    refuse: (accountId, version, name) =>
      database.ask([accountId, version, name], undefined, async () => {
        const change = { include: { refused: name } };
        await standings.changing(accountId, () => passwords.update({ accountId, version }, change), null);
      }),
    admit: (accountId) =>
      database.ask([accountId], undefined, async () => {
        const change = { clear: { refused: true } } as const;
        await standings.changing(accountId, () => passwords.update({ accountId }, change), null);
      }),
  };
}
