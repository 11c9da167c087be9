// The texts of the pages behind /account, in English; see ../en.ts.
// Keys are grouped by the page that shows them.
export const accountPages = {
  'account.title': 'Your account',
  'account.back': 'Back to your account',
  'account.home': 'Your applications',
  'account.application': 'your account',
  'account-stopped.title.cancelled': 'You cancelled',
  'account-stopped.text.cancelled': 'Nothing was changed.',
  'account-stopped.go-on.cancelled': 'Go to your account',
  'account-stopped.title.refused': 'Your account pages cannot be opened now',
  'account-stopped.text.refused':
    'What you have proved is not enough for them, or your organization does not allow it. Try again, or ask your help desk.',
  'account-stopped.go-on.refused': 'Try again',
  'account-stopped.title.way-in-over': 'This sign-in is no longer valid',
  'account-stopped.text.way-in-over':
    'It took too long, was finished already, or was started in another browser. Nothing was changed.',
  'account-stopped.go-on.way-in-over': 'Go to your account',
  'account-stopped.title.signed-out': 'You are no longer signed in here',
  'account-stopped.text.signed-out':
    'Your session has ended, or your organization now asks for more. What you sent was not carried out. Sign in and send it again.',
  'account-stopped.go-on.signed-out': 'Sign in',
  'account-stopped.title.not-fresh': 'Show again that it is you',
  'account-stopped.text.not-fresh':
    'For this, you have to have signed in within the last five minutes. What you sent was not carried out. Sign in again, then send it once more.',
  'account-stopped.go-on.not-fresh': 'Sign in again',
  'account-section.profile': 'Profile',
  'account-overview.protection': 'What protects your account',
  'account-overview.password': 'Password',
  'account-overview.no-second-step': 'No second step',
  'account-overview.required-met': '{organization} requires a second step. You have one.',
} as const;
