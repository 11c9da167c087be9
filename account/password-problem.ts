// Says what is wrong with a new password, at its field.
// Invariant: every problem has its words; the password itself is in none of them.
import type { PasswordProblem } from '../factors/password-rules.ts';
import type { FieldError } from '../views/form.ts';

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
