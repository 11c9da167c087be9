// How an account proves itself, as admins may change it: a first password, an invitation, unlocking, a reset, an enrollment code.
// Invariant: nobody here learns or chooses a factor of somebody else. What is given out is used once and voids what came before.
import { endSessions } from '../../factors/end-sessions.ts';
import type { Factors } from '../../factors/factors.ts';
import type { PasswordProblem } from '../../factors/password/rules.ts';
import { newTypedCode, showTypedCode } from '../../factors/typed-code.ts';
import type { Mail } from '../../ports/outbox.ts';
import type { AccountInput } from './accounts.ts';
import { type AdminDeps, type InputProblem, type Invalid, invalid, type Refused, refused } from './action.ts';
import type { AdminActor } from './authorize.ts';
import { type Found, findAccount, type Nobody } from './found-account.ts';
import { type IdentityCheck, readCheck } from './identity-check.ts';
import { invitationMail } from './invitation-mail.ts';

export type PasswordGiven =
  | { readonly ok: true; readonly password: string }
  | Invalid
  | Nobody
  | Refused<'busy' | 'changed-meanwhile'>;
export type Invited =
  | { readonly ok: true; readonly until: number }
  | Nobody
  | Refused<'no-email' | 'account-disabled' | 'must-enroll-again' | 'has-factor' | 'has-password'>;
export type CodeGiven =
  | {
      readonly ok: true;
      readonly code: string;
      readonly until: number;
      readonly cleared: readonly string[];
      /** The code is taken only after a first factor: without a password or a passkey the account needs one as well. */
      readonly hasPassword: boolean;
      /** The account stays disabled: nobody is let in with the code before it is enabled. */
      readonly isDisabled: boolean;
    }
  | Invalid
  | Nobody
  | Refused<'account-disabled'>;
export type Unlocked = { readonly ok: true } | Nobody;

export interface AccountAccessActions {
  /** What is wrong with a password for an account that is about to be created; changes nothing. */
  checkPassword(tenantId: string, input: AccountInput, password: string): Promise<readonly InputProblem[]>;
  /** @param password null: one is made. Returned either way, to be shown once. Sessions and grants end. */
  setPassword(actor: AdminActor, accountId: string, password: string | null): Promise<PasswordGiven>;
  /** Puts a mail with a link into the outbox; `until` in ms. Only for accounts that could never sign in yet. */
  invite(actor: AdminActor, accountId: string): Promise<Invited>;
  /** `until` in ms. */
  giveEnrollmentCode(actor: AdminActor, accountId: string, check: IdentityCheck): Promise<CodeGiven>;
  /**
   * Factors, sessions and grants go; what the person needs to begin again is given. Of a disabled account too, so that what a
   * thief holds is void before it is enabled.
   */
  resetFactors(actor: AdminActor, accountId: string, check: IdentityCheck): Promise<CodeGiven>;
  unlock(actor: AdminActor, accountId: string): Promise<Unlocked>;
}

export interface AccessDeps extends AdminDeps {
  readonly factors: Pick<Factors, 'passwordSetting' | 'invitations' | 'enrollmentCode' | 'reset' | 'unlock'>;
  /** Cryptographically strong bytes. */
  readonly random: (bytes: number) => Buffer;
  /** Where the link of an invitation leads. */
  readonly issuer: string;
  readonly putMail: (tenantId: string, mail: Mail) => Promise<unknown>;
}

export function createAccountAccessActions(deps: AccessDeps): AccountAccessActions {
  return {
    async checkPassword(tenantId, input, password) {
      return asInputProblems(await deps.factors.passwordSetting.check({ ...input, tenantId }, password));
    },
    async setPassword(actor, accountId, password) {
      const found = await findAccount(deps, actor, 'account.set-password', accountId);
      return found.ok ? setPassword(deps, found, password) : found;
    },
    async invite(actor, accountId) {
      const found = await findAccount(deps, actor, 'account.invite', accountId);
      return found.ok ? invite(deps, found) : found;
    },
    async giveEnrollmentCode(actor, accountId, given) {
      const found = await findAccount(deps, actor, 'account.give-enrollment-code', accountId);
      if (!found.ok) return found;
      const { check, problems } = readCheck(given);
      if (problems.length > 0) return invalid(...problems);
      if (found.account.status === 'disabled') return refused('account-disabled');
      return giveCode(deps, found, check, []);
    },
    async resetFactors(actor, accountId, given) {
      const found = await findAccount(deps, actor, 'account.reset-factors', accountId);
      if (!found.ok) return found;
      const { check, problems } = readCheck(given);
      return problems.length > 0 ? invalid(...problems) : reset(deps, found, check);
    },
    async unlock(actor, accountId) {
      const found = await findAccount(deps, actor, 'account.unlock', accountId);
      if (!found.ok) return found;
      await deps.factors.unlock({ account: found.account, context: found.context });
      return { ok: true };
    },
  };
}

async function setPassword(
  deps: AccessDeps,
  { account, context }: Found,
  given: string | null,
): Promise<PasswordGiven> {
  // 80 bits in letters that can be told apart when read out.
  const password = given ?? showTypedCode(newTypedCode(deps.random)).toLowerCase();
  const prepared = await deps.factors.passwordSetting.prepare(account.id, password);
  // Before it too: after a crash in between no session outlives the old password. What was begun meanwhile ends after it.
  if (prepared.ok) await endSessions(deps, account.id, 'admin', context);
  const set = prepared.ok
    ? await deps.factors.passwordSetting.commit(prepared, 'operator', context)
    : prepared;
  if (set.ok) {
    await endSessions(deps, account.id, 'admin', context);
    return { ok: true, password };
  }
  if (set.reason !== 'refused') return refused(set.reason);
  return invalid(...asInputProblems(set.problems));
}

async function invite(deps: AccessDeps, { account, context }: Found): Promise<Invited> {
  if (account.status === 'disabled') return refused('account-disabled');
  if (account.email === null) return refused('no-email');
  const known = await knownAlready(deps, account.id);
  if (known) return refused(known);
  const tenant = await deps.storage.tenants.find(account.tenantId);
  const issued = await deps.factors.invitations.issue(account.id, context);
  if (!issued.ok || !tenant) return refused('unknown-account');
  const link = `${deps.issuer}/invitation?token=${issued.token}`;
  await deps.putMail(tenant.id, invitationMail(account, account.email, tenant, link, issued.until));
  return { ok: true, until: issued.until };
}

/** The link gives a password and is a second way to enroll: to somebody who was let in before, the mailbox would be both. */
async function knownAlready({ storage }: AccessDeps, accountId: string) {
  const [{ markedForReenrollment, factors }, password] = await Promise.all([
    storage.enrollments.find(accountId),
    storage.passwords.find(accountId),
  ]);
  if (markedForReenrollment) return 'must-enroll-again';
  if (factors.length > 0) return 'has-factor';
  return password ? 'has-password' : null;
}

async function giveCode(
  deps: AccessDeps,
  { account, context }: Found,
  check: IdentityCheck,
  cleared: readonly string[],
): Promise<CodeGiven> {
  const password = await deps.storage.passwords.find(account.id);
  const given = await deps.factors.enrollmentCode.give({ ...check, accountId: account.id, context });
  const isDisabled = account.status === 'disabled';
  return { ok: true, ...given, cleared, hasPassword: password !== undefined, isDisabled };
}

async function reset(deps: AccessDeps, found: Found, check: IdentityCheck): Promise<CodeGiven> {
  const accountId = found.account.id;
  const { cleared } = await deps.factors.reset({ ...check, accountId, context: found.context });
  await endSessions(deps, accountId, 'admin', found.context);
  return giveCode(deps, found, check, cleared);
}

function asInputProblems(problems: readonly PasswordProblem[]): readonly InputProblem[] {
  return problems.map((problem) => ({ setting: 'password', expected: expectedOf(problem) }));
}

function expectedOf(problem: PasswordProblem): string {
  switch (problem.kind) {
    case 'short':
      return `at least ${problem.min} characters, not ${problem.length}`;
    case 'long':
      return `at most ${problem.max} characters`;
    case 'common':
      return 'one that is not among the most used';
    case 'context':
      return 'one that is not the name of the person, the organisation or the product';
  }
}
