// The texts of the account pages, in English; see ../en.ts.
// Keys are grouped by the page or mail that shows them.
export const account = {
  'invitation-open.title': 'Welcome',
  'invitation-open.lead':
    'You have been invited. Choose a password first. If a second step is needed, you set it up when you first sign in.',
  'invitation-open.submit': 'Choose a password',
  'invitation.title': 'Choose a password',
  'invitation.identifier': 'You will sign in as',
  'invitation.password': 'New password',
  'invitation.rules':
    'At least {min} characters. Several words in a row are easy to remember and hard to guess. Any characters, spaces too; well-known passwords are refused.',
  'invitation.repeat': 'The same password once more',
  'invitation.submit': 'Save password',
  'invitation-done.title': 'Your password is saved',
  'invitation-done.lead':
    'You can now sign in as {identifier}. If a second step is needed, you are led through setting it up.',
  'invitation-done.submit': 'Sign in',
  'invitation-invalid.title': 'This invitation cannot be used',
  'invitation-invalid.lead':
    'It works once and for seven days. If you have used it already, sign in. If not, ask the person who invited you for a new one.',
} as const;
