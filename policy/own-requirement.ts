// What the organisation asks of one account, for the person to read: whether a second factor is due, and whether it is there.
// Invariant: made of the same requirements as every decision, so that nobody reads of another deadline than the one that counts.
import { earliestAhead } from './deadline.ts';
import type { AccountFacts } from './facts.ts';
import { reaches, strongest } from './level.ts';
import { requirementsOf } from './needs.ts';
import { bestLevelOf } from './situation.ts';
import type { Level, TenantPolicy } from './tenant-policy.ts';

/** `level`: what is asked, at its strongest. */
export type OwnRequirement =
  /** Nothing is asked of this account. */
  | { readonly due: 'never' }
  /** It has what is asked. */
  | { readonly due: 'met'; readonly level: Level }
  /** It has what is asked, but all of it failed too often: it has to be set up anew. */
  | { readonly due: 'renew'; readonly level: Level }
  /** It has to set something up by then, ms. */
  | { readonly due: 'by'; readonly level: Level; readonly until: number }
  | { readonly due: 'now'; readonly level: Level };

/** @param now ms */
export function ownRequirement(policy: TenantPolicy, account: AccountFacts, now: number): OwnRequirement {
  const asking = requirementsOf(policy, account).filter(({ from }) => from !== 'optional');
  if (asking.length === 0) return { due: 'never' };
  const level = strongest(asking.map((one) => one.level));
  if (reaches(bestLevelOf(working(account), policy), level)) return { due: 'met', level };
  if (reaches(bestLevelOf(account, policy), level)) return { due: 'renew', level };
  const until = earliestAhead(asking, now);
  return until === null ? { due: 'now', level } : { due: 'by', level, until };
}

function working(account: AccountFacts): AccountFacts {
  return { ...account, factors: account.factors.filter(({ disabled }) => !disabled) };
}
