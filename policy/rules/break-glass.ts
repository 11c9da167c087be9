// Step 5: whether an admin's break-glass window counts (A13). Its code, given here, waives the tenant's need until the window
// ends: never a hard need, not towards our own pages, and not for a password that a mailbox has just chosen.
// Invariant: it adds nothing to level, acr or amr; whoever is offered it has given a first factor since the request arrived.
import type { Finding, Found, Verdict } from '../decision.ts';
import type { AccountFacts, WindowFacts } from '../facts.ts';
import { breakGlassCounts } from '../freshness.ts';
import { reaches } from '../level.ts';
import type { Situation } from '../situation.ts';
import { allow, pass, type Rule } from './rule.ts';

/** So long after a password by mail the mailbox would be all that was proved. */
const afterMailMs = 24 * 3_600_000;

/** Until when no window counts (ms), whoever opens one; null where none was chosen by mail. @param passwordByMailAt ms */
export function barredByMailUntil(passwordByMailAt: number | null): number | null {
  return passwordByMailAt === null ? null : passwordByMailAt + afterMailMs;
}

export const breakGlass: Rule = (situation): Finding => {
  const { facts, account } = situation;
  const window = openWindow(account, facts.now);
  if (window === null) return pass('no-window-open');
  const obstacle = obstacleOf(situation);
  if (obstacle !== null) return pass(obstacle);
  if (!isGiven(situation, window)) return pass('window-code-not-given');
  const { id, until } = window;
  return {
    opinion: allow(situation, { kind: 'break-glass', window: id, until }),
    found: 'window-code-given',
    detail: { until },
  };
};

/** What is said to somebody who could use a window now: its code may answer, too. */
export function offeringBreakGlass(situation: Situation, verdict: Verdict): Verdict {
  if (!mayUse(situation)) return verdict;
  switch (verdict.kind) {
    case 'prove':
      return { ...verdict, by: [...verdict.by, 'break-glass'] };
    case 'enroll':
      return { ...verdict, breakGlass: !verdict.canPutOff };
    case 'deny':
      return { kind: 'prove', step: 'second', by: ['break-glass'], factors: [] };
    case 'allow':
      return verdict;
  }
}

function openWindow({ breakGlass: window }: AccountFacts, now: number): WindowFacts | null {
  return window !== null && now < window.until ? window : null;
}

function obstacleOf({ facts, account, reached, hardNeed }: Situation): Found | null {
  if (!reaches(reached.byAllowedKinds, hardNeed)) return 'hard-need-not-waived';
  if (facts.client.firstParty !== null) return 'window-not-here';
  const barredUntil = barredByMailUntil(account.passwordByMailAt);
  return barredUntil !== null && !(facts.now >= barredUntil) ? 'password-by-mail' : null;
}

/** On redemption the waiver that was copied tells: the evidence beneath it is of proofs only. */
function isGiven({ facts }: Situation, { id }: WindowFacts): boolean {
  const { request } = facts;
  if (request.occasion === 'authorize') return breakGlassCounts(facts);
  return request.waiver?.kind === 'break-glass' && request.waiver.window === id;
}

/** In the browser where a first factor was just given: an old session alone, perhaps stolen, is not asked for the code. */
function mayUse(situation: Situation): boolean {
  const { facts, account, proofs } = situation;
  const { request } = facts;
  if (request.occasion === 'redeem' || !openWindow(account, facts.now)?.usable) return false;
  const justGiven = proofs.some(({ isFirst, at }) => isFirst && at >= request.arrivedAt);
  return justGiven && obstacleOf(situation) === null;
}
