// Says what went wrong with a sign-in, and what to do about it, for each error that can come back. Pure.
// Invariant: every problem leads to a page with a next step; texts of the server are shown as quotations, never as markup.

/** An OAuth error code, or one of our own: `unreachable`, `invalid-state`, `invalid-response`, `not-fresh`. */
export interface Problem {
  readonly code: string;
  /** What the server said of it, in its own words; null if nothing. */
  readonly description: string | null;
}

export interface ProblemPage {
  readonly title: string;
  readonly explanation: string;
  readonly whatToDo: string;
  /** HTTP status of the page. */
  readonly status: number;
}

const again = 'Start again with the button below.';

const pages: Readonly<Record<string, ProblemPage>> = {
  access_denied: {
    title: 'You were not signed in',
    explanation: 'The sign-in was cancelled, or the server does not let this account into this application.',
    whatToDo:
      'If you cancelled, sign in when you are ready. Otherwise use another account, or ask your help desk.',
    status: 403,
  },
  'invalid-state': {
    title: 'This sign-in is no longer valid',
    explanation:
      'It was finished already, or begun in another browser or before this application was restarted. Nothing was changed.',
    whatToDo: again,
    status: 400,
  },
  'invalid-response': {
    title: 'The answer could not be trusted',
    explanation: 'What came back does not fit what this application had asked for, so it was thrown away.',
    whatToDo: again,
    status: 400,
  },
  'not-fresh': {
    title: 'The fresh second step is missing',
    explanation:
      'This application had asked for a new proof with a second step, and got less. It does not go on.',
    whatToDo: 'Sign in again, and use your second step when you are asked for it.',
    status: 403,
  },
  unreachable: {
    title: 'The sign-in server cannot be reached',
    explanation: 'This application could not talk to the server that signs people in.',
    whatToDo: 'Check that it is running, then try again.',
    status: 502,
  },
  unmet_authentication_requirements: {
    title: 'The second step cannot be given',
    explanation:
      'This application asked for a second step, and your account has no way to give one under the present policy.',
    whatToDo: 'Ask your help desk, or sign in without it.',
    status: 403,
  },
  login_required: {
    title: 'You are not signed in',
    explanation: 'The server has no session for this browser.',
    whatToDo: again,
    status: 401,
  },
  interaction_required: {
    title: 'The server has something to ask you',
    explanation: 'The policy of your organization wants a step that can only be done on its pages.',
    whatToDo: again,
    status: 401,
  },
  temporarily_unavailable: {
    title: 'The sign-in server is busy',
    explanation: 'It cannot sign anybody in at the moment.',
    whatToDo: 'Wait a minute, then try again.',
    status: 503,
  },
};

const other: ProblemPage = {
  title: 'Signing in did not work',
  explanation: 'The server ended the sign-in with an error.',
  whatToDo: again,
  status: 400,
};

export function problemPage(problem: Problem): ProblemPage {
  return Object.hasOwn(pages, problem.code) ? (pages[problem.code] ?? other) : other;
}
