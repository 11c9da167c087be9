// Accounts in MongoDB, one document each, and the read-only directory over them.
// Invariant: within a tenant no identifier, e-mail or username, leads to two accounts: both stand in one list under a
// unique index, so an account is written whole or not at all.
import type { Account, Accounts } from '../../ports/accounts.ts';
import type { Directory } from '../../ports/directory.ts';
import { directoryEntry } from '../directory-entry.ts';
import type { Collection } from './collection.ts';
import type { Database } from './database.ts';
import type { Taken } from './errors.ts';
import type { Fields } from './fields.ts';
import { pageById } from './page.ts';
import { asked, orPlaceholder } from './placeholder.ts';
import type { Standings } from './standings.ts';

/** An account with what it is found by. */
export interface StoredAccount extends Account {
  readonly identifiers: readonly string[];
}

const fields: Fields<StoredAccount> = {
  id: 'text',
  version: 'number',
  tenantId: 'text',
  status: 'text',
  email: 'text',
  emailVerified: 'flag',
  username: 'text',
  roles: 'texts',
  groups: 'texts',
  createdAt: 'number',
  emailChangedByOtherAt: 'number',
  phoneChangedByOtherAt: 'number',
  profile: 'nested',
  updatedAt: 'number',
  eventId: 'text',
  identifiers: 'texts',
};

export function accountCollection(database: Database): Collection<StoredAccount> {
  return database.collection<StoredAccount>('accounts', fields, 'id');
}

export function createAccounts(
  database: Database,
  accounts: Collection<StoredAccount>,
  standings: Standings,
): Accounts {
  return {
    find: (id) => database.ask([id], undefined, () => find(accounts, standings, id)),
    create: (account) =>
      database.ask([account.id, account.tenantId], { ok: false, taken: 'id' }, () =>
        standings.changing(account.id, () => create(accounts, account), null),
      ),
    replace: (next) =>
      database.ask([next.id, next.version], { ok: false, reason: 'changed' }, () =>
        standings.changing(next.id, () => replace(accounts, next), { account: next }),
      ),
    list: (tenantId, after, limit) =>
      database.ask([tenantId, after ?? '', limit], { items: [], next: null }, async () => {
        const page = await pageById(accounts, { tenantId }, after, limit);
        return { ...page, items: page.items.map(asAccount) };
      }),
    anyInGroup: (tenantId, groupId) =>
      database.ask(
        [tenantId, groupId],
        false,
        async () => (await accounts.find({ tenantId, groups: groupId })) !== undefined,
      ),
  };
}

export function createDirectory(
  database: Database,
  accounts: Collection<StoredAccount>,
  standings: Standings,
): Directory {
  return {
    find: (accountId) =>
      database.ask([accountId], undefined, async () =>
        directoryEntry(await find(accounts, standings, accountId)),
      ),
    findByIdentifier: (tenantId, identifier) =>
      database.ask([tenantId, asked(identifier)], undefined, async () => {
        const standing = standings.ofIdentifier(tenantId, identifier);
        if (standing) return directoryEntry((await standing)?.account);
        const found = await accounts.find({ tenantId, identifiers: identifier });
        return directoryEntry(found && asAccount(found));
      }),
  };
}

async function find(
  accounts: Collection<StoredAccount>,
  standings: Standings,
  id: string,
): Promise<Account | undefined> {
  const standing = standings.of(id);
  if (standing) return (await standing).account;
  const found = await accounts.find({ id });
  return found && asAccount(found);
}

async function create(accounts: Collection<StoredAccount>, account: Account): ReturnType<Accounts['create']> {
  const taken = await accounts.insert(storedAccount(account));
  return taken ? { ok: false, taken: whatOf(taken, account, 'id') } : { ok: true };
}

async function replace(accounts: Collection<StoredAccount>, next: Account): ReturnType<Accounts['replace']> {
  const done = await accounts.replace({ id: next.id, version: next.version - 1 }, storedAccount(next));
  if (done === 'written') return { ok: true };
  return { ok: false, reason: done === 'missed' ? 'changed' : whatOf(done, next, 'changed') };
}

/** Which of the account's two identifiers the index has already. */
function whatOf<T>(
  { fields: taken, values }: Taken,
  account: Account,
  otherwise: T,
): 'email' | 'username' | T {
  if (!taken.includes('identifiers')) return otherwise;
  return values.identifiers === account.email ? 'email' : 'username';
}

export function storedAccount(account: Account): StoredAccount {
  const identifiers = [account.email, account.username].filter((one) => one !== null);
  return { ...account, identifiers: orPlaceholder(identifiers, account.id) };
}

export function asAccount({ identifiers: _identifiers, ...account }: StoredAccount): Account {
  return account;
}
