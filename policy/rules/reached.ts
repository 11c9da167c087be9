// Step 4: both needs are reached, so allow. In grace, first offer to set up what will be needed, once a session.
// Invariant: an offer never stands in the way of a redemption, where nobody is there to take it.
import { earliestAhead, hasStarted, inGrace } from '../deadline.ts';
import type { Finding } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { reaches, strongest } from '../level.ts';
import { enrollmentsOf, untriedMeans } from '../means.ts';
import type { Requirement } from '../needs.ts';
import { levelOfKind } from '../proof.ts';
import { allowedKinds, reachesTenantNeed, type Situation } from '../situation.ts';
import type { Level } from '../tenant-policy.ts';
import { allow, pass, type Rule } from './rule.ts';

export const reached: Rule = (situation) => {
  const { reached: got, hardNeed: hard, tenantNeed, facts } = situation;
  const detail = { level: got.byAllowedKinds, hard, overdue: tenantNeed.overdue, grace: tenantNeed.inGrace };
  if (!reaches(got.byAllowedKinds, hard)) return pass('hard-need-open', detail);
  if (!reachesTenantNeed(got, tenantNeed)) return pass('tenant-need-open', detail);
  const lacking = lackingInGrace(situation);
  const deadline = earliestAhead(lacking, facts.now);
  if (deadline !== null) return offerOrGrace(situation, lacking, deadline);
  return { opinion: allow(situation, null), found: 'both-needs-reached', detail };
};

/** Requirements that have started, can still be put off, and will ask for more than the account has set up. */
function lackingInGrace({ requirements, confirmed, facts }: Situation): readonly Requirement[] {
  return requirements.filter(
    (one) =>
      one.offersEnrollment &&
      hasStarted(one, facts.now) &&
      inGrace(one, facts.now) &&
      !reaches(confirmed.byAllowedKinds, one.level),
  );
}

function offerOrGrace(situation: Situation, lacking: readonly Requirement[], deadline: number): Finding {
  const { facts, policy } = situation;
  const within = (most: Level) => lacking.filter((one) => reaches(most, one.level)).map((one) => one.level);
  const kinds = allowedKinds(policy).filter((kind) => within(levelOfKind(kind, policy)).length > 0);
  const level = strongest(within(strongest(kinds.map((kind) => levelOfKind(kind, policy)))));
  const detail = { deadline };
  if (!canAsk(facts.request) || kinds.length === 0) {
    return { opinion: allow(situation, { kind: 'grace', until: deadline }), found: 'in-grace', detail };
  }
  return {
    opinion: {
      kind: 'enroll',
      kinds,
      level,
      askedBy: 'organization',
      deadline,
      canPutOff: true,
      breakGlass: false,
      untried: enrollmentsOf(untriedMeans(situation, level)),
    },
    found: 'enrollment-offered',
    detail,
  };
}

function canAsk(request: Facts['request']): boolean {
  return request.occasion === 'authorize' && !request.putOff;
}
