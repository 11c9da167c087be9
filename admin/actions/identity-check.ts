// That an admin has checked who somebody is, before giving out what lets them in (E4).
// Invariant: the way of checking and the reason are told, and both are kept in the audit log.
import type { InputProblem } from './action.ts';

export interface IdentityCheck {
  /** "phone", "in person", "video", ... */
  readonly identityChecked: string;
  readonly reason: string;
}

/** Of the check as it was typed: without spaces around, and what is wrong with it. */
export function readCheck({ identityChecked, reason }: IdentityCheck): {
  readonly check: IdentityCheck;
  readonly problems: readonly InputProblem[];
} {
  const check = { identityChecked: identityChecked.trim(), reason: reason.trim() };
  const wrong = Object.entries(check).filter(([, text]) => text === '' || text.length > 500);
  const expected = 'a few words, at most 500 characters';
  return { check, problems: wrong.map(([setting]) => ({ setting, expected })) };
}
