// How an account proves itself, as admins may change it: a first password, an invitation, unlocking, a reset, an enrollment code.
// Invariant: nobody here learns or chooses a factor of somebody else. What is given out is used once and voids what came before.
import { randomInt } from 'node:crypto';
import type { EventContext } from '../../audit/event.ts';
import type { Account } from '../../ports/accounts.ts';
import {
  type AdminDeps,
  contextOf,
  type Invalid,
  invalid,
  type NotAllowed,
  type Refused,
  refusal,
  refused,
} from './action.ts';
import type { AdminAct, AdminActor } from './authorize.ts';

/** Who checked that it is them, and how (E4). */
export interface IdentityCheck {
  /** "phone", "in person", "video", ... */
  readonly identityChecked: string;
  readonly reason: string;
}

/** The verbs of factors/ that admins may use. Each writes its event before its effect. */
export interface AccessVerbs {
  /** A new version of the password; `expected` says what is wrong with it, in words for an admin. */
  setPassword(
    account: Account,
    password: string,
    context: EventContext,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly expected: string }>;
  /** Puts the mail with the link into the outbox. `until` in ms. */
  invite(account: Account, context: EventContext): Promise<{ readonly until: number }>;
  /** The code is told once. `until` in ms. */
  giveEnrollmentCode(
    account: Account,
    check: IdentityCheck,
    context: EventContext,
  ): Promise<{ readonly code: string; readonly until: number }>;
  /** Clears factors and backup codes in one step and marks for re-enrollment; says what was cleared. */
  resetFactors(account: Account, check: IdentityCheck, context: EventContext): Promise<readonly string[]>;
  unlock(account: Account, context: EventContext): Promise<void>;
}

type Nobody = NotAllowed | Refused<'unknown-account'>;
export type PasswordSet = { readonly ok: true; readonly password: string } | Invalid | Nobody;
export type Invited =
  | { readonly ok: true; readonly until: number }
  | Nobody
  | Refused<'no-email' | 'account-disabled'>;
export type CodeGiven =
  | { readonly ok: true; readonly code: string; readonly until: number; readonly cleared: readonly string[] }
  | Invalid
  | Nobody
  | Refused<'account-disabled'>;
export type Unlocked = { readonly ok: true } | Nobody;

export interface AccountAccessActions {
  /** @param password null: one is made. Returned either way, to be shown once. */
  setPassword(actor: AdminActor, accountId: string, password: string | null): Promise<PasswordSet>;
  invite(actor: AdminActor, accountId: string): Promise<Invited>;
  giveEnrollmentCode(actor: AdminActor, accountId: string, check: IdentityCheck): Promise<CodeGiven>;
  /** Factors, sessions and grants go; the person is told by mail and given an enrollment code. */
  resetFactors(actor: AdminActor, accountId: string, check: IdentityCheck): Promise<CodeGiven>;
  unlock(actor: AdminActor, accountId: string): Promise<Unlocked>;
}

export function createAccountAccessActions(
  deps: AdminDeps & { readonly verbs: AccessVerbs },
): AccountAccessActions {
  const { verbs, storage } = deps;
  return {
    async setPassword(actor, accountId, password) {
      const found = await find(deps, actor, 'account.set-password', accountId);
      if (!found.ok) return found;
      const chosen = password ?? madePassword();
      const set = await verbs.setPassword(found.account, chosen, found.context);
      if (!set.ok) return invalid({ setting: 'password', expected: set.expected });
      await storage.records.revoke({ accountId });
      return { ok: true, password: chosen };
    },

    async invite(actor, accountId) {
      const found = await find(deps, actor, 'account.invite', accountId);
      if (!found.ok) return found;
      if (found.account.status === 'disabled') return refused('account-disabled');
      if (found.account.email === null) return refused('no-email');
      return { ok: true, ...(await verbs.invite(found.account, found.context)) };
    },

    async giveEnrollmentCode(actor, accountId, check) {
      const found = await find(deps, actor, 'account.give-enrollment-code', accountId);
      if (!found.ok) return found;
      const checked = stated(check);
      if (!checked.ok) return checked;
      if (found.account.status === 'disabled') return refused('account-disabled');
      const given = await verbs.giveEnrollmentCode(found.account, checked.check, found.context);
      return { ok: true, ...given, cleared: [] };
    },

    async resetFactors(actor, accountId, check) {
      const found = await find(deps, actor, 'account.reset-factors', accountId);
      if (!found.ok) return found;
      const checked = stated(check);
      if (!checked.ok) return checked;
      const { account, context } = found;
      const cleared = await verbs.resetFactors(account, checked.check, context);
      // Codes and links on their way belong to before the reset; so do sessions and what was granted in them.
      await storage.oneTimeSecrets.void(accountId);
      await storage.records.revoke({ accountId });
      const given = await verbs.giveEnrollmentCode(account, checked.check, context);
      return { ok: true, ...given, cleared };
    },

    async unlock(actor, accountId) {
      const found = await find(deps, actor, 'account.unlock', accountId);
      if (!found.ok) return found;
      await verbs.unlock(found.account, found.context);
      return { ok: true };
    },
  };
}

async function find(
  { storage }: AdminDeps,
  actor: AdminActor,
  act: AdminAct,
  accountId: string,
): Promise<{ ok: true; account: Account; context: EventContext } | Nobody> {
  const account = await storage.accounts.find(accountId);
  const no = refusal(actor, act, { tenantId: account?.tenantId ?? null, accountId });
  if (no) return no;
  if (!account) return refused('unknown-account');
  const { tenantId, email } = account;
  return { ok: true, account, context: contextOf(actor, { tenantId, accountId, email }) };
}

/** E4: how the identity was checked, and why, are part of the act. */
function stated(check: IdentityCheck): { ok: true; check: IdentityCheck } | Invalid {
  const trimmed = { identityChecked: check.identityChecked.trim(), reason: check.reason.trim() };
  const missing = (['identityChecked', 'reason'] as const).filter(
    (name) => !/^.{1,500}$/s.test(trimmed[name]),
  );
  if (missing.length === 0) return { ok: true, check: trimmed };
  return invalid(...missing.map((setting) => ({ setting, expected: 'a few words, at most 500 characters' })));
}

/** 20 letters and digits in groups that can be read out: 100 bits. No letters that look like others. */
function madePassword(): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
  const letters = Array.from({ length: 20 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return (letters.match(/.{5}/g) ?? []).join('-');
}
