// An invitation: a link with which a person chooses the first password and may then enroll.
// Invariant: looking changes nothing (mail scanners open links); it is used once, and not for a password that is refused.
import type { EventContext } from '../../audit/event.ts';
import type { Account } from '../../ports/accounts.ts';
import type { OneTimeSecret } from '../../ports/one-time-secrets.ts';
import type { Confirmation } from '../../ports/sign-ins.ts';
import { changeEnrollments } from '../change-enrollments.ts';
import { confirmedOf } from '../enrolled-factor.ts';
import { type FactorDeps, refused } from '../factor-deps.ts';
import type { PasswordRefused, PasswordSetting } from '../password/setting.ts';
import { recordConfirmation } from './confirmation.ts';

export interface InvitationDeps extends FactorDeps {
  readonly passwordSetting: PasswordSetting;
}

export interface UsingInvitation {
  /** As it stands in the link. */
  readonly token: string;
  readonly password: string;
  /** Keyed hash of the browser's secret: in this browser the use of the link also is the second way of B9. */
  readonly browserHash: string;
  readonly context: EventContext;
}

export type InvitationIssued =
  | {
      readonly ok: true;
      /** "id.secret", for the link; it is kept nowhere. */
      readonly token: string;
      /** The address that the link is for; null if it is handed over. */
      readonly mailTo: string | null;
      /** ms. */
      readonly until: number;
    }
  | { readonly ok: false; readonly reason: 'unknown-account' };

export type InvitationFound =
  | { readonly ok: true; readonly account: Account; readonly until: number }
  /** Unknown, used, voided, too old, or there is a password: which of them is nobody's business. */
  | { readonly ok: false; readonly reason: 'expired' };

export type InvitationUsed =
  | { readonly ok: true; readonly account: Account }
  | { readonly ok: false; readonly reason: 'expired' }
  | Exclude<PasswordRefused, { reason: 'unknown-account' }>;

export interface Invitations {
  /** Voids older ones of the account. */
  issue(accountId: string, context: EventContext): Promise<InvitationIssued>;
  look(token: string): Promise<InvitationFound>;
  use(using: UsingInvitation): Promise<InvitationUsed>;
  /**
   * The second way of B9, where this browser used the invitation within 24 hours and nothing was enrolled since; else null.
   * `isThisBrowser` compares the kept hash with the browser's secret.
   */
  confirm(
    accountId: string,
    isThisBrowser: (browserHash: string) => boolean,
    context: EventContext,
  ): Promise<Confirmation | null>;
}

const hour = 60 * 60_000;
const linkMs = 7 * 24 * hour;
const openMs = 24 * hour;

export function createInvitations(deps: InvitationDeps): Invitations {
  return {
    issue: (accountId, context) => issue(deps, accountId, context),
    async look(token) {
      const live = await find(deps, token);
      return live ? { ok: true, account: live.account, until: live.secret.expiresAt } : refused('expired');
    },
    use: (using) => use(deps, using),
    confirm: (accountId, isThisBrowser, context) => confirm(deps, accountId, isThisBrowser, context),
  };
}

async function issue(
  deps: InvitationDeps,
  accountId: string,
  context: EventContext,
): Promise<InvitationIssued> {
  const account = await deps.storage.accounts.find(accountId);
  if (!account) return refused('unknown-account');
  const secret = deps.random(32).toString('base64url');
  const createdAt = deps.now();
  const about = { ...context, tenantId: account.tenantId, accountId, email: account.email };
  // The effect holds the event's id: whether the link came into being can be told after a crash.
  const id = await deps.audit.append({ type: 'invitation.sent' }, about, createdAt);
  const kept: OneTimeSecret = {
    id,
    purpose: 'invitation',
    accountId,
    hash: deps.vault.hash(`${id} ${secret}`, 'invitation'),
    boundTo: account.email,
    triesLeft: 1,
    createdAt,
    expiresAt: createdAt + linkMs,
    usedAt: null,
  };
  await deps.storage.oneTimeSecrets.issue(kept);
  return { ok: true, token: `${id}.${secret}`, mailTo: account.email, until: kept.expiresAt };
}

interface Live {
  readonly secret: OneTimeSecret;
  readonly account: Account;
}

async function find({ storage, vault, now }: InvitationDeps, token: string): Promise<Live | null> {
  const [, id, secret] = /^([\w-]{20,40})\.([\w-]{43})$/.exec(token) ?? [];
  if (id === undefined || secret === undefined) return null;
  const kept = await storage.oneTimeSecrets.find(id, now());
  if (kept?.purpose !== 'invitation' || kept.usedAt !== null || kept.expiresAt <= now()) return null;
  if (vault.hashMatches(`${id} ${secret}`, 'invitation', kept.hash) !== true) return null;
  const account = await storage.accounts.find(kept.accountId);
  // It is for the first password: whoever was given one since has no use for it, and a thief of the mailbox has.
  // Nor is it for whoever reads an address that the account no longer has.
  if (account?.status !== 'active' || account.email !== kept.boundTo) return null;
  if (await storage.passwords.find(account.id)) return null;
  return { secret: kept, account };
}

async function use(deps: InvitationDeps, using: UsingInvitation): Promise<InvitationUsed> {
  const live = await find(deps, using.token);
  if (!live) return refused('expired');
  const accountId = live.account.id;
  const prepared = await deps.passwordSetting.prepare(accountId, using.password);
  if (!prepared.ok) return prepared.reason === 'unknown-account' ? refused('expired') : prepared;
  const consumedAt = deps.now();
  // Before the link is used up: where the store of counters is away, it can be used again.
  await deps.passwordSetting.beginAnew(live.account);
  if (!(await deps.storage.oneTimeSecrets.consume(live.secret.id, consumedAt))) return refused('expired');
  const { tenantId, email } = live.account;
  const actor = { kind: 'account', id: accountId } as const;
  const context = { ...using.context, tenantId, accountId, email, actor };
  const eventId = await deps.audit.append({ type: 'invitation.used' }, context, deps.now());
  // Before the password: who has one is not invited again, so what comes with it must be there.
  await open(deps, accountId, using.browserHash, consumedAt);
  const account = await verifyAddress(deps, live, eventId);
  const set = await deps.passwordSetting.commit(prepared, 'invitation', context);
  if (set.ok) return { ok: true, account };
  return set.reason === 'unknown-account' ? refused('expired') : set;
}

/** @param consumedAt ms: a reset since then closes what this would open */
async function open(
  deps: InvitationDeps,
  accountId: string,
  browserHash: string,
  consumedAt: number,
): Promise<void> {
  const at = deps.now();
  const opening = { by: 'invitation', at, until: at + openMs, browserHash } as const;
  await changeEnrollments(deps, accountId, ({ resetAt }) =>
    resetAt !== null && resetAt >= consumedAt ? refused('expired') : { ok: true, changes: { opening } },
  );
}

/** Whoever held the link reads the mailbox that it was sent to. */
async function verifyAddress(
  { storage, now }: InvitationDeps,
  { secret, account }: Live,
  eventId: string,
): Promise<Account> {
  let present = account;
  for (let tries = 0; tries < 10; tries++) {
    if (present.emailVerified || present.email === null || present.email !== secret.boundTo) return present;
    const next = { ...present, emailVerified: true, version: present.version + 1, updatedAt: now(), eventId };
    if ((await storage.accounts.replace(next)).ok) return next;
    present = (await storage.accounts.find(account.id)) ?? present;
  }
  // The password is set; an address that stays unverified confirms nothing, which is the safe side.
  return present;
}

async function confirm(
  deps: InvitationDeps,
  accountId: string,
  isThisBrowser: (browserHash: string) => boolean,
  context: EventContext,
): Promise<Confirmation | null> {
  const at = deps.now();
  const present = await deps.storage.enrollments.find(accountId);
  const { opening } = present;
  if (opening?.by !== 'invitation' || opening.browserHash === null) return null;
  if (confirmedOf(present).length > 0) return null;
  if (opening.until <= deps.now() || isThisBrowser(opening.browserHash) !== true) return null;
  return recordConfirmation(deps, { by: 'invitation', accountId, at }, context);
}
