// What the person should see to next, as the first of the account pages says it: one thing, the most urgent.
// Invariant: it names only what can be done now, and leads there.
import { frozenUntil } from '../factors/binding.ts';
import { confirmedOf } from '../factors/enrolled-factor.ts';
import { type OwnRequirement, ownRequirement } from '../policy/own-requirement.ts';
import type { Enrollments } from '../ports/enrollments.ts';
import type { NextOwnStep } from '../views/pages-account.ts';
import { leftOf } from './backup-codes.ts';
import { canBeTried, factorPath } from './factors.ts';
import { offersOf } from './offers.ts';
import { policyOf, type Visit } from './visit.ts';

const few = 3;

/** Null where all is well. @param now ms */
export function nextOwnStep(visit: Visit, record: Enrollments, now: number): NextOwnStep | null {
  const factorsHref = '/account/factors';
  const { factors, backupCodes, removals, frozen } = record;
  const until = frozenUntil(frozen, now);
  if (until !== null) return { what: 'frozen', until, href: null };
  if (removals.length > 0) return { what: 'going', href: factorsHref };
  // Under "off" nothing of it counts, and nothing can be set up.
  if (offersOf(visit).length === 0) return null;
  const untried = factors.find((factor) => canBeTried(factor, visit));
  if (untried) return { what: 'try', href: factorPath(untried.id, 'try') };
  const confirmed = confirmedOf(record);
  if (confirmed.length === 0) return { what: 'add', href: `${factorsHref}/add` };
  const due = dueOf(visit, now);
  if (due === 'renew' || confirmed.every(({ disabledAt }) => disabledAt !== null))
    return { what: 'renew', href: factorsHref };
  // The organization asks for more than is set up, by a deadline.
  if (due === 'by') return { what: 'better', href: `${factorsHref}/add` };
  const left = backupCodes ? leftOf(backupCodes) : 0;
  return left <= few ? { what: 'codes', left, href: '/account/backup-codes' } : null;
}

function dueOf(visit: Visit, now: number): OwnRequirement['due'] {
  const { account } = visit.judged.facts;
  return account ? ownRequirement(policyOf(visit), account, now).due : 'never';
}
