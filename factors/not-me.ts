// "This wasn't me": the link in a notice. It ends all sessions, takes back what was under way, and freezes the account's factors.
// Invariant: only whoever got the notice has the link; it is used once, and with it every older one: nothing of a link is kept
// but when one was used. It only restricts, so its event is queued.
import type { EventContext } from '../audit/event.ts';
import type { Account } from '../ports/accounts.ts';
import type { Enrollments } from '../ports/enrollments.ts';
import { changeEnrollments } from './change-enrollments.ts';
import { endSessions } from './end-sessions.ts';
import { confirmedOf, isUntried } from './enrolled-factor.ts';
import { type FactorDeps, refused } from './factor-deps.ts';

export interface NotMe {
  /** For the link of a notice. @param at ms, when that happened which the notice tells */
  token(accountId: string, at: number): string;
  /** `until`: how long factors are frozen, ms. `context`: where from; whom it is about is filled in. */
  say(token: string, context: EventContext): Promise<NotMeSaid>;
}

export type NotMeSaid =
  | { readonly ok: true; readonly account: Account; readonly until: number }
  | { readonly ok: false; readonly reason: 'expired' };

const hour = 3_600_000;
const linkMs = 7 * 24 * hour;
const frozenMs = 72 * hour;
const hashContext = 'not-me';

export function createNotMe(deps: FactorDeps): NotMe {
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

async function find({ storage, vault, now }: FactorDeps, token: string): Promise<Found | null> {
  const [, accountId, written, hash] = /^([\w-]{1,64})~(\d{1,15})~([\w.-]{1,120})$/.exec(token) ?? [];
  if (accountId === undefined || hash === undefined) return null;
  const at = Number(written);
  if (vault.hashMatches(textOf(accountId, at), hashContext, hash) !== true || at + linkMs <= now())
    return null;
  const account = await storage.accounts.find(accountId);
  if (!account) return null;
  return isUsed(await storage.enrollments.find(accountId), at) ? null : { account, at };
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

async function say(deps: FactorDeps, token: string, context: EventContext): Promise<NotMeSaid> {
  const found = await find(deps, token);
  if (!found) return refused('expired');
  const { id: accountId, tenantId, email } = found.account;
  const at = deps.now();
  const until = at + frozenMs;
  const actor = { kind: 'account', id: accountId } as const;
  const about: EventContext = { ...context, tenantId, accountId, email, actor };
  // Before the link is used up: where the store of sessions is away, it can be pressed again.
  await close(deps, accountId, about);
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
  return { ok: true, account: found.account, until };
}

async function close(deps: FactorDeps, accountId: string, about: EventContext): Promise<void> {
  await deps.storage.oneTimeSecrets.void(accountId);
  await endSessions(deps, accountId, 'person', about);
}
