// Step 3: whether the hard need can be reached at all. If not, nobody is sent through pages that cannot help.
// Invariant: the client's registered level and essential acr values are never lowered to what happens to be possible.
import { reaches } from '../level.ts';
import { pass, type Rule } from './rule.ts';

export const hardNeed: Rule = ({ hardNeed: need, reachable }) => {
  const detail = { need, reachable };
  if (reaches(reachable, need)) return pass('hard-need-reachable', detail);
  return { opinion: { kind: 'deny', why: 'level-unreachable' }, found: 'level-unreachable', detail };
};
