// The texts of the sign-in, in English; see ../en.ts.
// Keys are grouped by the page or mail that shows them.
export const signIn = {
  // Find your organization
  'organization.title': 'Find your organization',
  'organization.field': 'Work e-mail or organization’s short name',
  'organization.hint': 'For example anna@clinic.example, or northwind',

  // Identifier and password
  'password.title': 'Sign in',
  'password.identifier': 'E-mail or username',
  'password.password': 'Password',
  'password.submit': 'Continue',

  'password.passkey': 'Sign in with a passkey',

  // Passkeys, wherever the browser is asked for one
  'passkey.waiting': 'Waiting for your passkey. Follow what your browser or device asks.',
  'passkey.cancelled':
    'No passkey was used: the dialog was closed, took too long, or found none for this site. Try again, or use another way.',
  'passkey.cancelled-new':
    'No passkey was made: the dialog was closed, or took too long. Try again, or set up something else.',
  'passkey.exists': 'This device has a passkey of your account already. Use another device or key.',
  'passkey.unsupported':
    'This browser or device can’t use passkeys that fit here. Use another way, or another browser.',
  'passkey.insecure':
    'Your browser allows no passkeys on this page, because it doesn’t take the connection for secure. Use another way, and tell your help desk.',
  'passkey.failed': 'Your browser couldn’t use the passkey. Try again, or use another way.',
  'passkey.no-script':
    'Passkeys need JavaScript, which is off in this browser. Turn it on, or use another way.',

  'second-factor-passkey.title': 'Use your passkey',
  'second-factor-passkey.lead':
    'Confirm with your fingerprint, your face, your PIN or your security key, as you set it up.',
  'second-factor-passkey.first-use':
    'Your passkey “{name}” is saved. Use it once now, so that you know that it works.',
  'second-factor-passkey.untried':
    'You have set up the passkey “{name}” and not used it yet. Once you do, it counts.',
  'second-factor-passkey.submit': 'Use passkey',

  // Second step
  'second-factor.title': 'Enter your code',
  'second-factor.account': 'Signing in as {account}',
  'second-factor.lead':
    'Open your authenticator app and enter the 6‑digit code that it shows for {organization}.',
  'second-factor.remember': 'Don’t ask on this browser for {days, plural, one {# day} other {# days}}',
  'second-factor.field': 'Code from the authenticator app',
  'second-factor.use-passkey': 'Use your passkey',
  'second-factor.use-totp': 'Use your authenticator app',
  'second-factor.use-sms': 'Get a code by text message',
  'second-factor.use-backup-code': 'Use a backup code',
  'second-factor.use-break-glass': 'Use a code from your help desk',
  'second-factor.lost': 'I can’t use any of these',

  'second-factor-sms.title': 'Get a code by text message',
  'second-factor-sms.lead': 'We send a 6‑digit code to your phone, {number}.',
  'second-factor-sms.send': 'Send the code',
  'second-factor-sms.code-title': 'Enter the code from the text message',
  'second-factor-sms.sent': 'We sent a 6‑digit code to {number}. It is valid until {until}.',
  'second-factor-sms.field': 'Code from the text message',
  'second-factor-sms.again-hint': 'No message after a minute? A new code voids the old one.',
  'second-factor-sms.again': 'Send a new code',

  'backup-code.title': 'Enter a backup code',
  'backup-code.lead':
    'Each of the codes that you kept works once. Spaces, dashes and capital letters don’t matter.',
  'backup-code.field': 'Backup code',
  'break-glass.title': 'Enter the code from your help desk',
  'break-glass.lead':
    'Your help desk has let you in once without a second step. Everything that you open ends 15 minutes after they gave you the code, and you are signed out then.',
  'break-glass.field': 'Code from your help desk',
  'break-glass.hint': '10 letters and digits. Spaces, dashes and capital letters don’t matter.',
  'break-glass.set-up': 'Set up a second step instead',

  'not-raised.title': 'Your security key does not replace your password yet',
  'not-raised.what':
    'You have used it with its PIN. That would let it stand in for your password from now on, but changes of your second steps are stopped until {until}, because “This wasn’t me” was chosen in a mail about your account.',
  'not-raised.do':
    'Until then, go on signing in with your password and the key. Afterwards, remove the key on your account pages and add it again; or ask your help desk now.',

  'backup-codes-low.title':
    '{left, plural, =0 {No backup codes left} one {One backup code left} other {# backup codes left}}',
  'backup-codes-low.lead':
    'Each code works once, and the one that you have just entered is used up. Make new ones on your account pages, or ask your help desk.',

  // Choosing an account, agreeing, going on
  'select-account.title': 'Choose an account',
  'select-account.lead': 'You are signed in in this browser. Go on with this account, or use another.',
  'select-account.submit': 'Continue as {account}',
  'select-account.submit-nameless': 'Continue with this account',
  'select-account.other-tenant-title': 'This account is of another organization',
  'select-account.other-tenant':
    'You are signed in as {account}, of {organization}. The application that you opened belongs to another organization, so it needs an account there.',

  'consent.title': 'Share your details with {application}?',
  'consent.lead': 'You are signed in as {account}. If you agree, {application} learns:',
  'consent.submit': 'Agree and continue',
  'consent.remembered': 'Your answer is remembered for this application, until it asks for more.',
  'consent.decline': 'Don’t agree',
  'consent.scope.openid': 'An identifier of your account, when and how you signed in',
  'consent.scope.profile': 'Your name and profile',
  'consent.scope.email': 'Your e-mail address',
  'consent.scope.address': 'Your postal address',
  'consent.scope.phone': 'Your phone number',
  'consent.scope.offline_access': 'All of this also later, while you are not using it',
  'consent.scope.other': 'What it calls “{scope}”',
  'consent.claim': 'The detail “{claim}” of your profile',

  'continue.title': 'You are signed in',
  'continue.lead': 'You have proved everything that is needed. One step remains.',
  'continue.submit': 'Continue to {application}',

  // The end of the road
  'denied.title.account-disabled': 'Your account is turned off',
  'denied.text.account-disabled':
    'An administrator of your organization turned it off. Only they can turn it on again.',
  'denied.title.tenant-suspended': 'Your organization is suspended',
  'denied.text.tenant-suspended':
    'Nobody of this organization can sign in at the moment. Ask its administrators when that ends.',
  'denied.title.other-tenant': 'This application belongs to another organization',
  'denied.text.other-tenant':
    'Your account is of a different organization. Sign in with an account that the application’s organization gave you.',
  'denied.title.level-unreachable': 'A stronger way to sign in is needed',
  'denied.text.level-unreachable':
    'The application asks for a stronger proof than any that your organization allows for your account. Tell the application’s support or your help desk.',
  'denied.title.enrollment-overdue': 'The time to set up a second step is over',
  'denied.text.enrollment-overdue':
    'Your organization requires a second step, and the deadline has passed. Your help desk can open set-up for you again.',
  'denied.title.second-factor-off': 'A second step is needed, but turned off',
  'denied.text.second-factor-off':
    'The application asks for a second step, and your organization has turned second steps off. Tell your help desk.',
  'denied.title.no-factor-allowed': 'No second step is allowed',
  'denied.text.no-factor-allowed':
    'Your organization requires a second step but allows no way to prove one. Tell your help desk.',
  'denied.title.factor-disabled': 'Your second step is turned off',
  'denied.text.factor-disabled':
    'There were too many wrong codes in a row, so your second step no longer counts here, and no backup code is left. Your help desk can reset it.',
  'denied.title.no-backup-code': 'No backup code is left',
  'denied.text.no-backup-code':
    'You have no password, so without your passkeys only a backup code can show that it is you, and none of yours counts any more. Your help desk can reset your second step.',
  'denied.back-to': 'Back to {application}',
  'denied.back': 'Back to the application',

  'expired.title': 'This sign-in is no longer valid',
  'expired.text': 'Start again from the application.',
  'expired.why': 'It took more than an hour, was finished already, or was started again in another tab.',
  'expired.start': 'Go to {application}',
  'expired.start-plain': 'Go to the application',
  'other-browser.title': 'This sign-in was started in another browser',
  'other-browser.text':
    'For your safety, it can only be finished where it was started. Go back to that browser, or start again from the application in this one.',
  'other-browser.warning':
    'If someone sent you this link, don’t go on: close this page and tell your help desk.',
} as const;
