// Accounts in SQLite, and the read-only directory over them.
// Invariant: within a tenant no identifier, e-mail or username, leads to two accounts; checked and written in one write.
import type { Account, Accounts } from '../../ports/accounts.ts';
import type { Directory } from '../../ports/directory.ts';
import { directoryEntry } from '../directory-entry.ts';
import type { Database } from './database.ts';
import { type Body, parseIfAny, type Queries } from './queries.ts';
import { insertNew, replaceVersion, standsAt, toPage } from './versioned.ts';

type Created = Awaited<ReturnType<Accounts['create']>>;
type Replaced = Awaited<ReturnType<Accounts['replace']>>;

export function createAccounts(database: Database): Accounts {
  return {
    find: (id) => database.read((q) => findAccount(q, id)),
    create: (account) => database.write((q) => create(q, account)),
    replace: (next) => database.write((q) => replace(q, next)),
    list: (tenantId, after, limit) =>
      database.read((q) =>
        toPage<Account>(
          q.all<Body>(
            'SELECT body FROM accounts WHERE tenant_id = ? AND id > ? ORDER BY id LIMIT ?',
            tenantId,
            after ?? '',
            limit + 1,
          ),
          limit,
        ),
      ),
    anyInGroup: (tenantId, groupId) =>
      database.read(
        (q) =>
          q.get(
            `SELECT 1 FROM account_groups JOIN accounts ON accounts.id = account_groups.account_id
             WHERE group_id = ? AND tenant_id = ? LIMIT 1`,
            groupId,
            tenantId,
          ) !== undefined,
      ),
  };
}

export function createDirectory(database: Database): Directory {
  return {
    find: (accountId) => database.read((q) => directoryEntry(findAccount(q, accountId))),
    findByIdentifier: (tenantId, identifier) =>
      database.read((q) =>
        directoryEntry(
          parseIfAny<Account>(
            q.get<Body>(
              'SELECT body FROM accounts WHERE tenant_id = ?1 AND (email = ?2 OR username = ?2) LIMIT 1',
              tenantId,
              identifier,
            ),
          ),
        ),
      ),
  };
}

function findAccount(q: Queries, id: string): Account | undefined {
  return parseIfAny<Account>(q.get<Body>('SELECT body FROM accounts WHERE id = ?', id));
}

function create(q: Queries, account: Account): Created {
  if (findAccount(q, account.id)) return { ok: false, taken: 'id' };
  const taken = takenByAnother(q, account);
  if (taken) return { ok: false, taken };
  insertNew(q, 'accounts', accountRow(account));
  writeGroups(q, account);
  return { ok: true };
}

function replace(q: Queries, next: Account): Replaced {
  if (!standsAt(q, 'accounts', next.id, next.version - 1)) return { ok: false, reason: 'changed' };
  const reason = takenByAnother(q, next);
  if (reason) return { ok: false, reason };
  replaceVersion(q, 'accounts', accountRow(next));
  writeGroups(q, next);
  return { ok: true };
}

function takenByAnother(q: Queries, account: Account): 'email' | 'username' | null {
  const leadsElsewhere = (identifier: string | null) =>
    identifier !== null &&
    q.get(
      'SELECT 1 FROM accounts WHERE tenant_id = ?1 AND (email = ?2 OR username = ?2) AND id <> ?3 LIMIT 1',
      account.tenantId,
      identifier,
      account.id,
    ) !== undefined;
  if (leadsElsewhere(account.email)) return 'email';
  return leadsElsewhere(account.username) ? 'username' : null;
}

export function writeGroups(q: Queries, account: Account): void {
  q.run('DELETE FROM account_groups WHERE account_id = ?', account.id);
  for (const group of account.groups) {
    insertNew(q, 'account_groups', { account_id: account.id, group_id: group });
  }
}

export function accountRow(account: Account) {
  return {
    id: account.id,
    version: account.version,
    tenant_id: account.tenantId,
    email: account.email,
    username: account.username,
    body: JSON.stringify(account),
  };
}
