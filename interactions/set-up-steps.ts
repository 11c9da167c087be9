// Which step of a set-up the sign-in stands at, for the person: see decision/set-up-steps.ts.
import type { Judged } from '../decision/decisions.ts';
import { countSetUpSteps, type SetUpStepName } from '../decision/set-up-steps.ts';
import type { Enroll } from '../policy/decision.ts';
import { allowedKinds } from '../policy/situation.ts';
import { offeredKinds } from './next-step.ts';
import { secondWayShown } from './second-way-shown.ts';
import type { Visit } from './visit.ts';

/** @param enroll null where it is over: then what was chosen tells */
export function setUpStep(visit: Visit, at: SetUpStepName, judged: Judged, enroll: Enroll | null) {
  const { raisesLevel, setUpKind } = visit.signIn;
  const confirmation = secondWayShown({ visit, judged });
  const allowed = judged.account && setUpKind !== null ? allowedKinds(judged.account.policy) : [];
  const kinds = enroll ? offeredKinds(enroll) : allowed;
  const chosen = kinds.find((kind) => kind === setUpKind) ?? null;
  const level = enroll?.level ?? 'none';
  return countSetUpSteps(at, { confirmation, kinds, choiceFirst: false, chosen, level, raisesLevel }, judged);
}
