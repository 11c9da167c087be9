// A break-glass window (A13): an admin who checked who somebody is opens it; its code, read out to them, waives the second
// factor until the window ends.
// Invariant: 50 bits, 15 minutes, five tries, used once, and of windows opened in 24 hours only one is used: trying and using
// are each one compare-and-set of the account's record. It proves nothing, so it enrolls nobody. One that gave nothing, because a
// store went away, is given back under another name: what was written under the old one counts for nothing.
import type { AuditEvent, EventContext } from '../audit/event.ts';
import type { Evidence } from '../policy/facts.ts';
import { barredByMailUntil } from '../policy/rules/break-glass.ts';
import type { BreakGlassWindow, Enrollments } from '../ports/enrollments.ts';
import { type Admission, type FactorAttempts, refusalOf } from './attempts.ts';
import { changeEnrollments } from './change-enrollments.ts';
import { type FactorDeps, newId, type Proving, recordProof, refused, unfinished } from './factor-deps.ts';
import { newTypedCode, readTypedCode, showTypedCode, typedCodeLength } from './typed-code.ts';
import { failureOf, reportWrong } from './wrong.ts';

export interface BreakGlassDeps extends FactorDeps {
  readonly factorAttempts: FactorAttempts;
}

export interface OpeningWindow {
  readonly accountId: string;
  /** How the person's identity was checked: "phone", "in person", "video". */
  readonly identityChecked: string;
  readonly reason: string;
  readonly context: EventContext;
}

export type WindowOpened =
  /** The code, this once, and until when it can be used and what rests on it lives (ms). */
  { readonly ok: true; readonly code: string; readonly until: number } | NotOpened;

/** One was used in the last 24 hours; or a password was chosen by mail, and none would count. One can be opened at `until` (ms). */
export interface NotOpened {
  readonly ok: false;
  readonly reason: 'used-recently' | 'password-by-mail';
  readonly until: number;
}

export interface BreakGlassProving extends Proving {
  readonly code: string;
}

export type BreakGlassVerified =
  | { readonly ok: true; readonly evidence: Evidence }
  /** `malformed` is not counted. `expired` also where none is open, `disabled` where no try is left. */
  | { readonly ok: false; readonly reason: 'malformed' | 'wrong' | 'expired' | 'disabled' }
  /** `notTried`: takes the counting back, for who finds that the very same sign-in had used it. */
  | { readonly ok: false; readonly reason: 'used-already'; readonly notTried: () => Promise<void> }
  /** Even a right code is refused until then (ms), and not used up. */
  | { readonly ok: false; readonly reason: 'locked'; readonly until: number };

export interface BreakGlass {
  /** Voids a window that was not used. Call it only for an account that exists and may sign in. */
  open(opening: OpeningWindow): Promise<WindowOpened>;
  /** Call it only in the sign-in in which a first factor was just right. */
  verify(proving: BreakGlassProving): Promise<BreakGlassVerified>;
}

const windowMs = 15 * 60_000;
const tries = 5;
const usedOnceIn = 24 * 60 * 60_000;

const fail = failureOf({ type: 'factor.failed', kind: 'break-glass' });

export function createBreakGlass(deps: BreakGlassDeps): BreakGlass {
  return { open: (opening) => open(deps, opening), verify: (proving) => verify(deps, proving) };
}

async function open(deps: BreakGlassDeps, opening: OpeningWindow): Promise<WindowOpened> {
  const { accountId, identityChecked, reason, context } = opening;
  const at = deps.now();
  const early = tooEarly(await deps.storage.enrollments.find(accountId), at);
  if (early) return early;
  const code = newTypedCode(deps.random, typedCodeLength.short);
  const id = newId(deps);
  const until = at + windowMs;
  const event: AuditEvent = { type: 'break-glass.opened', window: id, until, identityChecked, reason };
  const eventId = await deps.audit.append(event, context, at);
  const hash = deps.vault.hash(`${accountId} ${code}`, 'break-glass');
  const breakGlass = { id, hash, openedAt: at, until, triesLeft: tries, usedAt: null, eventId };
  // Before the window: whoever tries meanwhile tries the old one.
  await deps.factorAttempts.forget(accountId, 'break-glass');
  const opened = await changeEnrollments(
    deps,
    accountId,
    (present) => tooEarly(present, at) ?? ({ ok: true, changes: { breakGlass } } as const),
  );
  if (opened.ok) return { ok: true, code: showTypedCode(code), until };
  unfinished(deps, context, eventId, event.type);
  return opened;
}

/** Of two reasons the one that holds longer. */
function tooEarly({ breakGlass, passwordByMailAt }: Enrollments, at: number): NotOpened | null {
  const usedUntil = (breakGlass?.usedAt ?? Number.NEGATIVE_INFINITY) + usedOnceIn;
  const mailUntil = barredByMailUntil(passwordByMailAt) ?? Number.NEGATIVE_INFINITY;
  const reason = usedUntil >= mailUntil ? 'used-recently' : 'password-by-mail';
  const until = Math.max(usedUntil, mailUntil);
  return at < until ? { ok: false, reason, until } : null;
}

async function verify(deps: BreakGlassDeps, proving: BreakGlassProving): Promise<BreakGlassVerified> {
  const { accountId } = proving;
  const code = readTypedCode(proving.code, typedCodeLength.short);
  if (code === null) return refused('malformed');
  const { breakGlass } = await deps.storage.enrollments.find(accountId);
  if (breakGlass === null || !isOpen(breakGlass, deps.now())) return fail(deps, proving, refused('expired'));
  const admission = await deps.factorAttempts.take(accountId, 'break-glass');
  if (!admission.ok) return fail(deps, proving, refusalOf(admission));
  const isRight = ({ hash }: BreakGlassWindow) =>
    deps.vault.hashMatches(`${accountId} ${code}`, 'break-glass', hash) === true;
  const at = deps.now();
  const tried = await changeEnrollments(deps, accountId, (present) => tryOnce(present, isRight, at));
  if (!tried.ok || !tried.right) return wrong(deps, proving, admission, tried.ok ? 'wrong' : tried.reason);
  const { id: window, until } = tried.changes.breakGlass;
  const proof = { kind: 'break-glass', source: window } as const;
  try {
    const evidence = await recordProof(deps, { type: 'break-glass.used', window, until }, proving, proof);
    await admission.right();
    return { ok: true, evidence };
  } catch (error) {
    await giveBack(deps, accountId, window, at).catch(() => undefined);
    throw error;
  }
}

/**
 * Nobody else can be let in for 24 hours with a window that was used, and this one let nobody in. Its evidence may have been
 * written all the same, if only the answer was lost: under the new name it stands for no window any more. Where this fails too,
 * and after a crash, the window stays used.
 */
async function giveBack(
  deps: BreakGlassDeps,
  accountId: string,
  window: string,
  usedAt: number,
): Promise<void> {
  await changeEnrollments(deps, accountId, ({ breakGlass: present }) => {
    if (present?.id !== window || present.usedAt !== usedAt) return { ok: false };
    return { ok: true, changes: { breakGlass: { ...present, id: nameAfter(window), usedAt: null } } };
  });
}

/** Of the same window, so that the log can be followed. */
function nameAfter(window: string): string {
  return `${window}~`;
}

/** Uses the window up, or one of its tries; decided anew on every version of the record. */
function tryOnce({ breakGlass }: Enrollments, isRight: (window: BreakGlassWindow) => boolean, at: number) {
  if (breakGlass === null || !isOpen(breakGlass, at)) return refused('expired');
  const right = isRight(breakGlass);
  if (breakGlass.usedAt !== null) return refused(right ? 'used-already' : 'wrong');
  if (breakGlass.triesLeft <= 0) return refused('disabled');
  const change = right ? { usedAt: at } : { triesLeft: breakGlass.triesLeft - 1 };
  return { ok: true, right, changes: { breakGlass: { ...breakGlass, ...change } } } as const;
}

function isOpen({ until }: BreakGlassWindow, at: number): boolean {
  return at < until;
}

async function wrong(
  deps: BreakGlassDeps,
  proving: BreakGlassProving,
  { ifWrong, notTried }: Extract<Admission, { ok: true }>,
  reason: 'wrong' | 'expired' | 'disabled' | 'used-already',
): Promise<BreakGlassVerified> {
  const { accountId, context } = proving;
  // A window ends by its own tries: there is nothing that the hundredth failure could disable.
  await reportWrong(deps, 'break-glass', { ...ifWrong, spent: false }, { ...context, accountId });
  fail(deps, proving, refused(reason));
  return reason === 'used-already' ? { ...refused(reason), notTried } : refused(reason);
}
