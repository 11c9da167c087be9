// Step 8, and the end of 7: set up a factor that reaches both needs, or refuse.
// Invariant: it always has an opinion, so every decision ends here at the latest.
import { earliestAhead, inGrace } from '../deadline.ts';
import type { DenyReason, Finding, Verdict } from '../decision.ts';
import { reaches, strongest } from '../level.ts';
import { askFor, enrollmentsOf, type Means, untriedMeans } from '../means.ts';
import { levelOfKind } from '../proof.ts';
import { allowedKinds, neededLevel, type Situation } from '../situation.ts';
import type { Rule } from './rule.ts';

export const enroll: Rule<Verdict> = (situation) => {
  const { facts, policy, requirements, tenantNeed } = situation;
  const need = neededLevel(situation);
  const kinds = allowedKinds(policy).filter((kind) => reaches(levelOfKind(kind, policy), need));
  if (kinds.length === 0) return deny('no-factor-allowed', need);
  const untried = untriedMeans(situation, need);
  if (isRefused(situation)) return untried.length > 0 ? use(untried) : deny('enrollment-overdue', need);
  const deadline = earliestAhead(requirements, facts.now);
  const opinion = {
    kind: 'enroll',
    kinds,
    level: need,
    askedBy: reaches(strongest([tenantNeed.overdue, tenantNeed.inGrace]), need)
      ? 'organization'
      : 'application',
    deadline,
    canPutOff: false,
    breakGlass: false,
    untried: enrollmentsOf(untried),
  } as const;
  return { opinion, found: 'enrollment-needed', detail: { need, deadline } };
};

/** Refused after the deadline, unless a reset or the help desk has opened set-up. Who has proved a factor may go on. */
function isRefused({ facts, policy, account, requirements }: Situation): boolean {
  const isOverdue = requirements.some((one) => !inGrace(one, facts.now));
  const isOpen = account.enrollmentOpenUntil !== null && facts.now < account.enrollmentOpenUntil;
  const mayEnroll = account.factors.length > 0 || account.markedForReenrollment || isOpen;
  return policy.afterDeadline === 'refuse' && isOverdue && !mayEnroll;
}

/** It was set up while that was open, by somebody who may. */
function use(untried: readonly Means[]): Finding<Verdict> {
  return { opinion: askFor(untried), found: 'untried-passkey' };
}

function deny(why: DenyReason, need: string): Finding<Verdict> {
  return { opinion: { kind: 'deny', why }, found: why, detail: { need } };
}
