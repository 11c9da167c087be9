// Says what is wrong with a new password, at its field.
// Invariant: every problem has its words; the password itself is in none of them.
import type { FieldError } from './form.ts';

/** As factors/password/rules has them. */
type PasswordProblem =
  | { readonly kind: 'short'; readonly min: number; readonly length: number }
  | { readonly kind: 'long'; readonly max: number }
  | { readonly kind: 'common' | 'context' };

export function problemText(problem: PasswordProblem): FieldError {
  switch (problem.kind) {
    case 'short':
      return { key: 'error.password-short', params: { min: problem.min, length: problem.length } };
    case 'long':
      return { key: 'error.password-long', params: { max: problem.max } };
    case 'common':
      return { key: 'error.password-common' };
    case 'context':
      return { key: 'error.password-context' };
  }
}
