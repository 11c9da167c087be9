// What a command comes to, and the exit code that scripts see.
// Invariant: standard output holds the result and nothing else; whatever went wrong is on standard error and says what to do.
import type { InputProblem } from '../../admin/actions/action.ts';

export const exitCodes = {
  done: 0,
  /** Understood, but not done: not found, already taken, not valid, a chain that does not verify. */
  refused: 1,
  /** The command line itself was not understood. */
  usage: 2,
  /** sysexits EX_SOFTWARE: a bug. */
  failed: 70,
  /** sysexits EX_TEMPFAIL: the store cannot be reached now. */
  unavailable: 75,
  /** sysexits EX_CONFIG: settings or keys are wrong. */
  configuration: 78,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export type Outcome =
  | {
      readonly exit: typeof exitCodes.done;
      /** For `--json`. */
      readonly json: unknown;
      /** For people. */
      readonly text: string;
      /** For standard error: what they should know. */
      readonly notes?: readonly string[];
    }
  | {
      readonly exit: typeof exitCodes.done;
      /** Printed as it comes, while the store is open. Each piece ends with its newline. */
      readonly stream: AsyncIterable<string>;
      /** Asked once all of it was printed: what is wrong with it after all, for standard error; then the exit code is `refused`. */
      readonly problem?: () => string | null;
    }
  | {
      readonly exit: Exclude<ExitCode, typeof exitCodes.done>;
      /** One or more lines for standard error: what is wrong, and what to do. */
      readonly message: string;
      /** Printed to standard output all the same, as `audit verify` does. */
      readonly found?: { readonly json: unknown; readonly text: string };
    };

export function done(json: unknown, text: string, notes: readonly string[] = []): Outcome {
  return { exit: exitCodes.done, json, text, notes };
}

export function streamed(stream: AsyncIterable<string>, problem?: () => string | null): Outcome {
  return { exit: exitCodes.done, stream, problem };
}

export function failure(message: string): Outcome {
  return { exit: exitCodes.refused, message };
}

const sentences: Readonly<Record<string, string>> = {
  'not-allowed': 'You may not do this.',
  'unknown-tenant': 'There is no such tenant. `tenant list` shows those there are.',
  'unknown-group': 'There is no such group. `group list TENANT` shows those there are.',
  'unknown-account': 'There is no such account. `account list TENANT` shows those there are.',
  'unknown-request': 'There is no such request. `account help-requests TENANT` shows those there are.',
  'closed-already': 'That request was closed before.',
  'unknown-client': 'There is no such client. `client list` shows those there are.',
  'short-name-taken': 'Another tenant has that short name. Choose another one.',
  'domain-taken': 'Another tenant has one of these mail domains. A domain belongs to one tenant only.',
  'name-taken': 'There is a group of that name already.',
  'id-taken': 'There is a client with that id already. Leave --id out, and one is made.',
  'email-taken': 'Another account of the tenant has that e-mail address.',
  'username-taken': 'Another account of the tenant has that username.',
  'group-in-use':
    'Accounts are in this group. Take them out first: `account update ACCOUNT --remove-group NAME`.',
  'changed-meanwhile':
    'Somebody else changed it at the same moment. Look at it again and repeat the command.',
  'reason-needed':
    'Switching the requirement off leaves accounts with a password alone. Say why with --reason.',
  busy: 'Too many passwords are being hashed. Try again.',
  'no-email':
    'The account has no e-mail address. Give a password with --password-stdin, or an enrollment code.',
  'has-password':
    'The account has a password already, and an invitation gives the first one. Give another with `account set-password ACCOUNT`.',
  'has-factor':
    'The account has a second factor already. For a forgotten password: `account set-password ACCOUNT`. For a lost factor: `account reset-factors ACCOUNT`.',
  'must-enroll-again':
    'The account was reset, and a mailed link would be password and second way in one. Give a code with `account enrollment-code ACCOUNT` and, if it needs one, a password with `account set-password ACCOUNT`.',
  'tenant-suspended': 'The organisation is suspended: nobody of it is let in.',
  'account-disabled': 'The account is disabled. `account enable ACCOUNT` lets it in again.',
};

/** A refusal of an admin action, in words. */
export function refusedOutcome(result: {
  readonly reason: string;
  readonly problems?: readonly InputProblem[];
}): Outcome {
  if (result.problems) return failure(problemsText(result.problems));
  return failure(sentences[result.reason] ?? `Refused: ${result.reason}.`);
}

function problemsText(problems: readonly InputProblem[]): string {
  const lines = problems.map(
    ({ setting, expected }) => `  ${setting === '' ? 'input' : setting}: expected ${expected}`,
  );
  return ['Nothing was changed. These values cannot be taken:', ...lines].join('\n');
}
