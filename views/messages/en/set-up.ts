// The texts of set-up, in English; see ../en.ts.
// Keys are grouped by the page or mail that shows them.
export const setUp = {
  'set-up.required': 'Your organization requires two-factor authentication. Please set it up to continue.',
  'set-up.stronger':
    'Your organization requires a stronger second step than what you have set up. Set one up to continue.',
  'set-up.application':
    '{application} asks for a stronger sign-in than what you have set up. Set it up to continue, or cancel.',
  'set-up.own-pages':
    'Your account asks for a stronger sign-in than what you have set up. Set it up to continue, or cancel.',
  'set-up.account': 'Your account',
  'set-up.another-kind': 'Set up something else',
  'set-up.use-untried': 'Use the passkey that you have set up',
  'set-up.later': 'Later, until {until}',
  'set-up.help': 'I can’t set this up',

  'set-up-confirm.title': 'Confirm that it is you',
  'set-up-confirm.why':
    'What you have entered so far could be stolen. So before you set anything up, show in one more way that this account is yours.',
  'set-up-confirm.raising':
    'Your new passkey can do more than what you have set up so far. Before you add it, show in one more way that this account is yours. Then create it once more.',
  'set-up-confirm.mail-lead': 'We send a code to {address}. Enter it on the next page, in this browser.',
  'set-up-confirm.mail-send': 'Send the code',
  'set-up-confirm.mail-sent': 'We sent a code to {address}. It is valid until {until}.',
  'set-up-confirm.mail-field': 'Code from the e-mail',
  'set-up-confirm.mail-again': 'Send a new code',
  'set-up-confirm.mail-again-hint':
    'No e-mail after two minutes? Look in the spam folder. A new code voids the old one.',
  'set-up-confirm.frozen':
    'Only a code from your help desk lets you set anything up until {until}, because “This wasn’t me” was chosen in a mail about your account. Ask your help desk.',
  'set-up-confirm.mailbox-password-by-mail':
    'A code by e-mail does not count here: one already took the place of what you had forgotten or lost, and whoever reads your mail could have both. Ask your help desk.',
  'set-up-confirm.mailbox-changed-recently':
    'A code by e-mail does not count here yet: within the last 72 hours somebody else changed the e-mail address of your account. Ask your help desk, or come back when they are over.',
  'set-up-confirm.enrollment-lead':
    'Your help desk can give you an enrollment code, once they have made sure that it is you. It works once, for 24 hours.',
  'set-up-confirm.enrollment-field': 'Enrollment code from your help desk',
  'set-up-confirm.use-mail': 'Get a code by e-mail',
  'set-up-confirm.use-enrollment': 'Enter an enrollment code from your help desk',

  'set-up-choice.title': 'Choose your second step',
  'set-up-choice.field': 'How do you want to show that it is you?',
  'set-up-choice.about-passkey':
    'Your fingerprint, face or PIN on this device, or a security key. The safest and the quickest.',
  'set-up-choice.about-totp':
    'An app on your phone shows a new code every 30 seconds. Works without a network.',
  'set-up-choice.about-sms': 'We send a code to your phone. The weakest: messages can be read by others.',

  'set-up-passkey.title': 'Set up a passkey',
  'set-up-passkey.lead':
    'A passkey is kept on this device, in your password manager or on a security key. Your fingerprint, face or PIN unlocks it, and nobody can steal it with a false page.',
  'set-up-passkey.hardware':
    'Your organization asks for a security key that it has chosen. Have it at hand; other passkeys are refused.',
  'set-up-passkey.then': 'Your browser asks where to keep it. Then you use it once, to see that it works.',
  'set-up-passkey.submit': 'Create passkey',

  'set-up-authenticator.title': 'Set up your authenticator app',
  'set-up-authenticator.lead':
    'Use the authenticator app on your phone, or install one from your app store. Any of them works.',
  'set-up-authenticator.scan': 'Scan this picture with the app',
  'set-up-authenticator.qr': 'QR code with the key for your authenticator app',
  'set-up-authenticator.cannot-scan': 'Can’t scan it? Type this key into the app',
  'set-up-authenticator.key-kind': 'Kind: time-based, 6 digits, 30 seconds.',
  'set-up-authenticator.open-app': 'Open the app on this device',
  'set-up-authenticator.enter': 'Enter the code that the app shows',
  'set-up-authenticator.field': '6‑digit code',
  'set-up-authenticator.submit': 'Turn on',
  'set-up-authenticator.again': 'Start again with a new key',

  'set-up-phone.title': 'Set up your phone',
  'set-up-phone.lead': 'When you sign in, we will send a code to this phone. First, show that you have it.',
  'set-up-phone.proposed': 'Your profile has the number {number}.',
  'set-up-phone.field': 'Number of your mobile phone',
  'set-up-phone.hint': 'For example +41 79 123 45 67',
  'set-up-phone.other': 'Use another number',
  'set-up-phone.submit': 'Turn on',

  'set-up-backup-codes.title': 'Keep your backup codes',
  'set-up-backup-codes.lead':
    'If your phone is lost or empty, a backup code takes its place. Each works once. They are shown only now: nobody, not even your help desk, can show them again.',
  'set-up-backup-codes.list': 'Your backup codes',
  'set-up-backup-codes.download': 'Download as a text file',
  'set-up-backup-codes.print': 'Open a page to print',
  'set-up-backup-codes.kept': 'I have kept these codes in a safe place',
  'set-up-backup-codes.submit': 'Continue',

  'backup-codes-file.name': 'backup-codes.txt',
  'backup-codes-file.title': 'Backup codes for {organization}',
  'backup-codes-file.once': 'Each works once.',

  'backup-codes-print.title': 'Backup codes',
  'backup-codes-print.made':
    'For {account} at {organization}, made on {at}. Each code works once. Cross out what you have used.',
  'backup-codes-print.how':
    'Print this page with your browser, keep it away from your computer, and go back.',
  'backup-codes-print.back': 'Back to your codes',

  'set-up-overview.title': 'Your account',
  'set-up-overview.name': 'Name',
  'set-up-overview.email': 'E-mail',
  'set-up-overview.username': 'Username',
  'set-up-overview.organization': 'Organization',
  'set-up-overview.second-step': 'Second step',
  'set-up-overview.nothing': 'Nothing set up yet',
  'set-up-overview.factor': '{kind}, since {at}',
  'set-up-overview.untried': '{kind}, not used yet',
  'set-up-overview.codes': '{left, plural, one {One unused backup code} other {# unused backup codes}}',
  'set-up-overview.requirement': 'Requirement',
  'set-up-overview.required-until':
    '{organization} requires {level, select, mfa {a second step} hardware {a security key of its list} other {a passkey}}. It has to be set up by {until}.',
  'set-up-overview.required-now':
    '{organization} requires {level, select, mfa {a second step} hardware {a security key of its list} other {a passkey}}. It has to be set up now.',
  'set-up-overview.optional': '{organization} leaves it to you.',
  'set-up-overview.asked':
    '{application} asks for {level, select, mfa {a second step} hardware {a security key of your organization’s list} other {a passkey}}.',
  'set-up-overview.asked-by-account':
    'Your account asks for {level, select, mfa {a second step} hardware {a security key of your organization’s list} other {a passkey}}.',
  'set-up-overview.back': 'Go on with set-up',
} as const;
