// Sets passwords: by the operator, through an invitation, by mail or by the person.
// Invariant: a new password is a new version, so that proofs of the old one no longer count, nor browsers remembered with it,
// nor links and codes mailed before; its counters start anew.
import type { EventContext } from '../../audit/event.ts';
import type { Account } from '../../ports/accounts.ts';
import type { StoredPassword } from '../../ports/passwords.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import { type FactorDeps, newId, refused, unfinished } from '../factor-deps.ts';
import { forgetDevices } from '../forget-devices.ts';
import type { PasswordAttempts } from './attempts.ts';
import type { Hashing } from './hash.ts';
import { contextWords, normalisePassword, type PasswordProblem, passwordProblems } from './rules.ts';

export interface PasswordSettingDeps extends FactorDeps {
  readonly hashing: Hashing;
  readonly passwordAttempts: PasswordAttempts;
}

export interface SettingPassword {
  readonly accountId: string;
  readonly password: string;
  readonly by: StoredPassword['setBy'];
  readonly context: EventContext;
}

export type PasswordRefused =
  | { readonly ok: false; readonly reason: 'unknown-account' }
  /** The hashing queue is full; or another caller set a password first. */
  | { readonly ok: false; readonly reason: 'busy' | 'changed-meanwhile' }
  | { readonly ok: false; readonly reason: 'refused'; readonly problems: readonly PasswordProblem[] };

export type PasswordSet = { readonly ok: true; readonly version: string } | PasswordRefused;

/** What a password must not be, of the person. */
export interface PasswordOwner {
  readonly tenantId: string;
  readonly email?: string | null | undefined;
  readonly username?: string | null | undefined;
  readonly profile?: NameClaims | undefined;
}

type NameClaims = {
  readonly [Claim in 'name' | 'given_name' | 'family_name' | 'nickname']?: string | null | undefined;
};

/** A password that may be set, hashed. */
export type PreparedPassword =
  | { readonly ok: true; readonly account: Account; readonly hash: string; readonly replaces: string | null }
  | PasswordRefused;

export interface PasswordSetting {
  /** Every problem with this password for somebody who may not have an account yet; changes nothing. */
  check(owner: PasswordOwner, password: string): Promise<readonly PasswordProblem[]>;
  set(setting: SettingPassword): Promise<PasswordSet>;
  /** The first half of `set`: checks and hashes, changes nothing; so that a link is not used up for a refused password. */
  prepare(accountId: string, password: string): Promise<PreparedPassword>;
  /** The tries at an account's password are counted from the beginning again: part of every new password. */
  beginAnew(account: PasswordOwner): Promise<void>;
  /** The second half. */
  commit(
    prepared: Extract<PreparedPassword, { ok: true }>,
    by: StoredPassword['setBy'],
    context: EventContext,
    options?: CommitOptions,
  ): Promise<PasswordSet>;
}

export interface CommitOptions {
  /** A password by mail, for which a second factor was proved too: then the mailbox was not all that was shown. */
  readonly factorProved?: boolean;
}

export function createPasswordSetting(deps: PasswordSettingDeps): PasswordSetting {
  return {
    check: (owner, password) => problemsOf(deps, owner, password),
    async set({ accountId, password, by, context }) {
      const prepared = await prepare(deps, accountId, password);
      return prepared.ok ? commit(deps, prepared, by, context) : prepared;
    },
    prepare: (accountId, password) => prepare(deps, accountId, password),
    beginAnew: (account) => beginAnew(deps, account),
    commit: (prepared, by, context, options) => commit(deps, prepared, by, context, options),
  };
}

/** What was mailed before: a link that an intruder asked for would set another password for up to 20 minutes. */
async function voidMailed({ storage, now }: PasswordSettingDeps, accountId: string): Promise<void> {
  for (const purpose of ['password-link', 'mailbox-code'] as const) {
    const secret = await storage.oneTimeSecrets.findFor(accountId, purpose, now());
    if (secret) await storage.oneTimeSecrets.consume(secret.id, now());
  }
}

async function problemsOf({ storage }: PasswordSettingDeps, owner: PasswordOwner, password: string) {
  const { tenantId, email, username, profile } = owner;
  const [tenant, policy] = await Promise.all([
    storage.tenants.find(tenantId),
    storage.policies.current(tenantId),
  ]);
  // A tenant always has a policy; without one the strictest length holds (NIST SP 800-63B-4 3.1.1.2).
  const minLength = policy?.policy.passwordMinLength ?? 15;
  const words = contextWords([
    tenant?.name,
    tenant?.shortName,
    email,
    username,
    profile?.name,
    profile?.given_name,
    profile?.family_name,
    profile?.nickname,
  ]);
  return passwordProblems(password, { minLength, words });
}

async function prepare(
  deps: PasswordSettingDeps,
  accountId: string,
  password: string,
): Promise<PreparedPassword> {
  const account = await deps.storage.accounts.find(accountId);
  if (!account) return refused('unknown-account');
  const problems = await problemsOf(deps, account, password);
  if (problems.length > 0) return { ok: false, reason: 'refused', problems };
  const present = await deps.storage.passwords.find(accountId);
  const ran = await deps.hashing.run((place) => place.hash(normalisePassword(password)));
  return ran.ok ? { ok: true, account, hash: ran.value, replaces: present?.version ?? null } : ran;
}

async function commit(
  deps: PasswordSettingDeps,
  { account, hash, replaces }: Extract<PreparedPassword, { ok: true }>,
  by: StoredPassword['setBy'],
  context: EventContext,
  { factorProved = false }: CommitOptions = {},
): Promise<PasswordSet> {
  const { id: accountId, tenantId, email } = account;
  const at = deps.now();
  const about = { ...context, tenantId, accountId, email };
  const eventId = await deps.audit.append({ type: 'password.set', by }, about, at);
  // Before the password: a crash in between leaves the mailbox counting for less, never for more.
  if (by === 'mail')
    await changeEnrollments(deps, accountId, ({ mailboxSpent }) => ({
      ok: true,
      changes: { mailboxSpent: mailboxSpent || !factorProved, passwordByMailAt: at },
    }));
  // Before the password as well: after a crash in between they must not outlive it.
  await voidMailed(deps, accountId);
  const version = newId(deps);
  const stored = { accountId, version, hash, setAt: at, setBy: by, eventId };
  if (!(await deps.storage.passwords.set(stored, replaces))) {
    unfinished(deps, about, eventId, 'password.set');
    return refused('changed-meanwhile');
  }
  // What was asked for meanwhile.
  await voidMailed(deps, accountId);
  // With the version they have fallen already; now nobody is shown them any more.
  await forgetDevices(deps, 'password', about);
  await beginAnew(deps, account);
  return { ok: true, version };
}

async function beginAnew(
  { passwordAttempts }: PasswordSettingDeps,
  { tenantId, email, username }: PasswordOwner,
): Promise<void> {
  await passwordAttempts.forget(
    tenantId,
    [email, username].filter((each) => each != null),
  );
}
