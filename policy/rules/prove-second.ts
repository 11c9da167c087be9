// Steps 6 and 7: which of the confirmed factors must be proved now. First one that reaches both needs; else the best
// there is, which must be proved before a better one may be set up. A passkey that was never used may answer beside them.
// Invariant: a factor that was disabled opens nothing, so 100 wrong guesses with a stolen password do not lead to set-up.
import type { Finding, Found } from '../decision.ts';
import { reaches, strongest } from '../level.ts';
import { askFor, type Means, untriedMeans, usableMeans } from '../means.ts';
import { neededLevel } from '../situation.ts';
import { pass, type Rule } from './rule.ts';

export const proveSecond: Rule = (situation) => {
  const { account, reached, confirmed } = situation;
  if (account.factors.length === 0) return pass('nothing-confirmed');
  const usable = usableMeans(situation);
  const needed = neededLevel(situation);
  const reaching = usable.filter(({ level, isAllowed }) => isAllowed && reaches(level, needed));
  const untried = untriedMeans(situation, needed);
  if (reaching.length > 0) return prove([...reaching, ...untried], 'confirmed-factor-reaches');
  const best = strongest(usable.map(({ level }) => level));
  if (reaches(reached.byAnyKind, usable.length > 0 ? best : confirmed.byAnyKind))
    return pass('best-factor-proved');
  if (usable.length === 0 && untried.length === 0)
    return { opinion: { kind: 'deny', why: 'factor-disabled' }, found: 'factor-disabled' };
  return prove([...usable.filter(({ level }) => level === best), ...untried], 'best-factor-first');
};

function prove(means: readonly Means[], found: Found): Finding {
  const asked = askFor(means);
  return { opinion: asked, found, detail: { by: asked.by.join(', ') } };
}
