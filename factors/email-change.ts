// A change of the account's own e-mail address, by a code from the old address and one from the new. It proves nothing else.
// Invariant: nothing changes before both codes were right, in the session that asked, for that very address, and once; whether
// another account has the address is told only to whoever reads its mailbox. On a frozen account nothing is asked for or changed;
// a first address confirms nothing for 72 hours. Neither new codes nor another session renew the counter of wrong ones.
import type { EventContext } from '../audit/event.ts';
import type { Account } from '../ports/accounts.ts';
import type { OneTimePurpose, OneTimeSecret } from '../ports/one-time-secrets.ts';
import { type FactorAttempts, refusalOf } from './attempts.ts';
import { isFrozen } from './binding.ts';
import { newDigitCode, readDigitCode } from './digit-code.ts';
import { type FactorDeps, newId, refused, unfinished } from './factor-deps.ts';
import { failureOf } from './wrong.ts';

export type EmailSide = 'old' | 'new';

export interface EmailChangeDeps extends FactorDeps {
  readonly factorAttempts: FactorAttempts;
  /** Puts a mail with this code into the outbox, to this address. `until` ms. */
  readonly mailEmailChange: (mail: {
    readonly account: Account;
    readonly side: EmailSide;
    /** The address that the account is to have. */
    readonly wanted: string;
    readonly code: string;
    readonly until: number;
    readonly context: EventContext;
  }) => Promise<void>;
}

/** Whose change, and in which session. */
export interface EmailChangeAsk {
  readonly accountId: string;
  readonly sessionUid: string;
  readonly context: EventContext;
}

export type EmailChangeSent =
  | { readonly ok: true; readonly until: number }
  | { readonly ok: false; readonly reason: 'frozen' }
  /** Three changes in 15 minutes were asked for, or ten in a day. */
  | { readonly ok: false; readonly reason: 'too-many'; readonly until: number };

export type EmailChanged =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'expired' | 'taken' | 'changed-meanwhile' | 'frozen' | 'disabled' }
  | { readonly ok: false; readonly reason: 'locked'; readonly until: number }
  | { readonly ok: false; readonly reason: 'wrong'; readonly sides: readonly EmailSide[] };

export interface EmailChange {
  /** @param wanted normalised */
  ask(ask: EmailChangeAsk, wanted: string): Promise<EmailChangeSent>;
  /** What waits for its codes in this session; null if nothing does. */
  pending(
    ask: Pick<EmailChangeAsk, 'accountId' | 'sessionUid'>,
  ): Promise<{ readonly wanted: string; readonly until: number } | null>;
  /** @param codes `old` is not looked at where the account has no address */
  confirm(ask: EmailChangeAsk, codes: Readonly<Record<EmailSide, string>>): Promise<EmailChanged>;
}

const minute = 60_000;
const codeMs = 10 * minute;
const tries = 5;
const digits = 8;
/** Askings of an account in a window. */
const limits = {
  asked: { max: 3, windowMs: 15 * minute },
  'asked-day': { max: 10, windowMs: 24 * 60 * minute },
} as const;

const fail = failureOf({ type: 'email-change.failed' });

const purposes = { old: 'email-change-old', new: 'email-change-new' } as const satisfies Readonly<
  Record<EmailSide, OneTimePurpose>
>;

export function createEmailChange(deps: EmailChangeDeps): EmailChange {
  return {
    ask: (ask, wanted) => askFor(deps, ask, wanted),
    async pending(ask) {
      const secret = await live(deps, ask, 'new');
      return secret && { wanted: secret.wanted, until: secret.expiresAt };
    },
    confirm: (ask, codes) => confirm(deps, ask, codes),
  };
}

/** To which session and address a code is bound. An address holds no space. */
function bindingOf({ sessionUid }: Pick<EmailChangeAsk, 'sessionUid'>, wanted: string): string {
  return `${sessionUid} ${wanted}`;
}

function secretText({ accountId }: EmailChangeAsk, side: EmailSide, boundTo: string, code: string): string {
  return `${accountId} ${side} ${boundTo} ${code}`;
}

async function askFor(deps: EmailChangeDeps, ask: EmailChangeAsk, wanted: string): Promise<EmailChangeSent> {
  const { accountId, context } = ask;
  if (await isStopped(deps, ask)) return refused('frozen');
  const limited = await limit(deps, ask);
  if (limited !== null) return { ok: false, reason: 'too-many', until: limited };
  const account = await deps.storage.accounts.find(accountId);
  if (!account) throw new Error('Nobody asked for a change of address.');
  const createdAt = deps.now();
  const eventId = await deps.audit.append({ type: 'email-change.codes-sent' }, context, createdAt);
  const until = createdAt + codeMs;
  const boundTo = bindingOf(ask, wanted);
  const sides: readonly EmailSide[] = account.email === null ? ['new'] : ['old', 'new'];
  for (const side of sides) {
    const code = newDigitCode(deps.random, digits);
    // The mail first: a code that is there was sent.
    await deps.mailEmailChange({ account, side, wanted, code, until, context });
    await deps.storage.oneTimeSecrets.issue({
      // The effect holds the event's id: whether the codes came into being can be told after a crash.
      id: side === 'new' ? eventId : newId(deps),
      purpose: purposes[side],
      accountId,
      hash: deps.vault.hash(secretText(ask, side, boundTo, code), 'email-change'),
      boundTo,
      triesLeft: tries,
      createdAt,
      expiresAt: until,
      usedAt: null,
    });
  }
  return { ok: true, until };
}

/** Null, or until when (ms). */
async function limit(
  { storage, now }: EmailChangeDeps,
  { accountId }: EmailChangeAsk,
): Promise<number | null> {
  for (const kind of ['asked', 'asked-day'] as const) {
    const { max, windowMs } = limits[kind];
    const limited = await storage.attempts.limit(`email-change-${kind}:${accountId}`, max, windowMs, now());
    if (!limited.ok) return limited.until;
  }
  return null;
}

async function isStopped({ storage, now }: EmailChangeDeps, { accountId }: EmailChangeAsk): Promise<boolean> {
  const { frozen } = await storage.enrollments.find(accountId);
  return isFrozen(frozen, now());
}

/** The code of this side that waits in this session, with the address that it is for. */
async function live(
  { storage, now }: EmailChangeDeps,
  { accountId, sessionUid }: Pick<EmailChangeAsk, 'accountId' | 'sessionUid'>,
  side: EmailSide,
): Promise<(OneTimeSecret & { readonly boundTo: string; readonly wanted: string }) | null> {
  const secret = await storage.oneTimeSecrets.findFor(accountId, purposes[side], now());
  const [uid, wanted] = secret?.boundTo?.split(' ') ?? [];
  if (!secret || uid !== sessionUid || wanted === undefined || secret.triesLeft <= 0) return null;
  return { ...secret, boundTo: bindingOf({ sessionUid }, wanted), wanted };
}

async function confirm(
  deps: EmailChangeDeps,
  ask: EmailChangeAsk,
  codes: Readonly<Record<EmailSide, string>>,
): Promise<EmailChanged> {
  if (await isStopped(deps, ask)) return refused('frozen');
  const account = await deps.storage.accounts.find(ask.accountId);
  const sides: readonly EmailSide[] = account?.email == null ? ['new'] : ['old', 'new'];
  const found = await Promise.all(sides.map((side) => live(deps, ask, side)));
  const [first] = found;
  if (!account || !first || found.some((secret) => secret?.boundTo !== first.boundTo))
    return fail(deps, ask, refused('expired'));
  const secrets = found.filter((secret) => secret !== null);
  // Counted before anything is looked at.
  const admission = await deps.factorAttempts.take(ask.accountId, 'email-change');
  if (!admission.ok) return fail(deps, ask, refusalOf(admission));
  for (const { id } of secrets)
    if (!(await deps.storage.oneTimeSecrets.takeTry(id, deps.now())))
      return fail(deps, ask, refused('expired'));
  const wrong = sides.filter((side, at) => {
    const text = secretText(ask, side, first.boundTo, readDigitCode(codes[side], digits) ?? '');
    return deps.vault.hashMatches(text, 'email-change', secrets[at]?.hash ?? '') !== true;
  });
  if (wrong.length > 0) {
    const failed = fail(deps, ask, { ok: false, reason: 'wrong', sides: wrong } as const);
    return admission.ifWrong.spent ? fail(deps, ask, refused('disabled')) : failed;
  }
  for (const { id } of secrets)
    if (!(await deps.storage.oneTimeSecrets.consume(id, deps.now())))
      return fail(deps, ask, refused('expired'));
  await admission.right();
  return write(deps, ask, account, first.wanted);
}

/** The event names the old address: the notice that is made from it goes there; where there is none, to the officers. */
async function write(
  deps: EmailChangeDeps,
  { context }: EmailChangeAsk,
  account: Account,
  wanted: string,
): Promise<EmailChanged> {
  const { storage, audit, now } = deps;
  const at = now();
  const about = { ...context, email: account.email };
  const event = { type: 'account.updated', fields: ['email'] } as const;
  const eventId = await audit.append(event, about, at);
  // What was sent to the old address no longer counts: void before, so that a crash leaves none, and after, for what came in between.
  await storage.oneTimeSecrets.void(account.id);
  const written = await storage.accounts.replace({
    ...account,
    version: account.version + 1,
    email: wanted,
    emailVerified: true,
    // It stays: an address that somebody else gave, and that confirms nothing yet, vouches for no other. A first address has
    // none that vouches for it: whoever has stolen a password and one code may have given it.
    emailChangedByOtherAt: account.email === null ? at : account.emailChangedByOtherAt,
    updatedAt: at,
    eventId,
  });
  if (written.ok) {
    await storage.oneTimeSecrets.void(account.id);
    return { ok: true };
  }
  unfinished(deps, about, eventId, event.type);
  return refused(written.reason === 'email' ? 'taken' : 'changed-meanwhile');
}
