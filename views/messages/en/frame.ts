// The texts around every page, in English; see ../en.ts.
// Keys are grouped by the page or mail that shows them.
export const frame = {
  // Around every page
  'layout.error-prefix': 'Error: {title}',
  'layout.title': '{title} – {place}',
  'layout.product': 'Sallyport',
  'layout.to-continue': 'to continue to {application}',
  'layout.help': 'Help',
  'layout.problem': 'There is a problem',
  'layout.step': 'Step {number} of {of}',
  'layout.cancel-to': 'Cancel and go back to {application}',
  'layout.cancel': 'Cancel',
  'layout.continue': 'Continue',
  'layout.sign-out': 'Sign out',
  'layout.other-account': 'Use another account',
  'layout.account-overview': 'See what is set up on your account',
  'layout.signed-in-as': 'Signed in as {account}',
  'layout.older': 'Older',
  'layout.newer': 'Newer',
  'layout.error': 'Error:',

  // Kinds of factors, by name
  'factor.passkey': 'Passkey',
  'factor.security-key': 'Security key',
  'factor.totp': 'Authenticator app',
  'factor.sms': 'Text message (SMS)',
  'factor.backup-codes': 'Backup codes',
} as const;
