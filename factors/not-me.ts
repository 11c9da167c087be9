// "This wasn't me": the link in a notice. It ends all sessions, takes back what was under way, and freezes the account's factors.
// Invariant: only whoever got the notice has the link; it is used once, and with it every older one: nothing of a link is kept
// but when one was used. It only restricts, so its event is queued.
import type { EventContext } from '../audit/event.ts';
import { eventOf } from '../audit/read.ts';
import type { Account } from '../ports/accounts.ts';
import type { AuditRow } from '../ports/audit-store.ts';
import type { Enrollments } from '../ports/enrollments.ts';
import type { Storage } from '../ports/storage.ts';
import { changeEnrollments } from './change-enrollments.ts';
import { endSessions } from './end-sessions.ts';
import { confirmedOf, isUntried } from './enrolled-factor.ts';
import { type FactorDeps, refused } from './factor-deps.ts';
import { addressRefusal } from './second-ways/mailbox-code.ts';

export interface NotMe {
  /** For the link of a notice. @param at ms, when that happened which the notice tells */
  token(accountId: string, at: number): string;
  /** `until`: how long factors are frozen, ms. `context`: where from; whom it is about is filled in. */
  say(token: string, context: EventContext): Promise<NotMeSaid>;
}

export type NotMeSaid =
  /** `addressCounts`: whether codes and links still go to the account's address. */
  | { readonly ok: true; readonly account: Account; readonly until: number; readonly addressCounts: boolean }
  | { readonly ok: false; readonly reason: 'expired' };

const hour = 3_600_000;
const linkMs = 7 * 24 * hour;
const frozenMs = 72 * hour;
/** ms in which a press after the first is a second click, and is told the same. */
const secondClickMs = 30_000;
const hashContext = 'not-me';
/** Events of an account that are read at once. */
const pageSize = 100;

export interface NotMeDeps extends FactorDeps {
  readonly storage: FactorDeps['storage'] & Pick<Storage, 'audit'>;
}

export function createNotMe(deps: NotMeDeps): NotMe {
  return {
    token: (accountId, at) => `${accountId}~${at}~${deps.vault.hash(textOf(accountId, at), hashContext)}`,
    say: (token, context) => say(deps, token, context),
  };
}

function textOf(accountId: string, at: number): string {
  return `${accountId} ${at}`;
}

interface Found {
  readonly account: Account;
  /** ms. */
  readonly at: number;
}

/** Of an account and a time that a notice named, also where the link was used. */
async function find({ storage, vault, now }: FactorDeps, token: string): Promise<Found | null> {
  const [, accountId, written, hash] = /^([\w-]{1,64})~(\d{1,15})~([\w.-]{1,120})$/.exec(token) ?? [];
  if (accountId === undefined || hash === undefined) return null;
  const at = Number(written);
  if (vault.hashMatches(textOf(accountId, at), hashContext, hash) !== true || at + linkMs <= now())
    return null;
  const account = await storage.accounts.find(accountId);
  return account ? { account, at } : null;
}

/** One that was used voids those of everything that happened before. */
function isUsed({ frozen }: Pick<Enrollments, 'frozen'>, at: number): boolean {
  return frozen !== null && at <= frozen.at;
}

/**
 * Whatever was opened or is under way, passkeys that were not used yet too. A break-glass window ends now, and stays: one that
 * was used still counts for its 24 hours.
 */
function closed(present: Enrollments, at: number): Partial<Enrollments> {
  const { breakGlass } = present;
  const ended = breakGlass && { ...breakGlass, until: Math.min(breakGlass.until, at) };
  return { factors: confirmedOf(present), removals: [], pending: null, opening: null, breakGlass: ended };
}

async function say(deps: NotMeDeps, token: string, context: EventContext): Promise<NotMeSaid> {
  const found = await find(deps, token);
  if (!found) return refused('expired');
  const { id: accountId, tenantId, email } = found.account;
  const at = deps.now();
  const until = at + frozenMs;
  const said = again(await deps.storage.enrollments.find(accountId), found, at);
  if (said) return said;
  const actor = { kind: 'account', id: accountId } as const;
  const about: EventContext = { ...context, tenantId, accountId, email, actor };
  // Before the link is used up: where the store of sessions is away, it can be pressed again.
  await close(deps, accountId, about);
  const account = await distrustNewAddress(deps, found, at);
  const done = await changeEnrollments(deps, accountId, (present) =>
    isUsed(present, found.at)
      ? refused('expired')
      : {
          ok: true,
          changes: { ...closed(present, at), confirmationsVoidUntil: at, frozen: { at, until } },
          gone: present.factors.filter(isUntried),
        },
  );
  if (!done.ok) return done;
  deps.audit.queue({ type: 'notice.disputed', of: found.at, until }, about, at);
  for (const { kind, id } of done.gone)
    deps.audit.queue({ type: 'factor.removed', kind, enrollmentId: id }, about, at);
  // What was opened meanwhile.
  await close(deps, accountId, about);
  return { ok: true, account, until, addressCounts: counts(account, at) };
}

/** Null for the first press. */
function again(present: Enrollments, { account, at: told }: Found, now: number): NotMeSaid | null {
  const { frozen } = present;
  if (frozen === null || !isUsed(present, told)) return null;
  if (now >= frozen.at + secondClickMs) return refused('expired');
  return { ok: true, account, until: frozen.until, addressCounts: counts(account, now) };
}

function counts(account: Account, now: number): boolean {
  return addressRefusal(account, now) === null;
}

/**
 * An address that was given since is that of whoever was there, and gets neither codes nor a new password: as if somebody else
 * had changed it. Otherwise the way back that the page names would lead the thief in.
 */
async function distrustNewAddress(deps: NotMeDeps, { account, at: since }: Found, at: number) {
  if (!(await wasAddressChanged(deps, account, since))) return account;
  for (let present = account; ; ) {
    const next = { ...present, emailChangedByOtherAt: at, version: present.version + 1, updatedAt: at };
    const replaced = await deps.storage.accounts.replace(next);
    if (replaced.ok) return next;
    const now = await deps.storage.accounts.find(account.id);
    if (!now || now.version === present.version) return present;
    present = now;
  }
}

async function wasAddressChanged({ storage }: NotMeDeps, { id, tenantId }: Account, since: number) {
  for (let before: number | null = null; ; ) {
    const rows: readonly AuditRow[] = await storage.audit.readBack(tenantId, before, pageSize, id);
    const events = rows.filter((row) => row.at >= since).map((row) => eventOf(row)?.event);
    if (events.some((event) => event?.type === 'account.updated' && event.fields.includes('email')))
      return true;
    const last = rows.at(-1);
    if (!last || rows.length < pageSize || last.at < since) return false;
    before = last.sequence;
  }
}

async function close(deps: FactorDeps, accountId: string, about: EventContext): Promise<void> {
  await deps.storage.oneTimeSecrets.void(accountId);
  await endSessions(deps, accountId, 'person', about);
}
