// Every text that people read, in English, as ICU messages; keys are grouped by the page or mail that shows them.
// Invariant: no text stands in a template. Apostrophes are typographic, because ICU gives the plain one a meaning.
export const en = {
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
  'factor.totp': 'Authenticator app',
  'factor.backup-codes': 'Backup codes',

  // Find your organization
  'organization.title': 'Find your organization',
  'organization.field': 'Work e-mail or organization’s short name',
  'organization.hint': 'For example anna@clinic.example, or northwind',

  // Identifier and password
  'password.title': 'Sign in',
  'password.identifier': 'E-mail or username',
  'password.password': 'Password',
  'password.submit': 'Continue',
  'password.locked':
    'Sign-in with this password is paused after several wrong tries. You can try again on {until}.',

  // Second step
  'second-factor.title': 'Enter your code',
  'second-factor.account': 'Signing in as {account}',
  'second-factor.lead':
    'Open your authenticator app and enter the 6‑digit code that it shows for {organization}.',
  'second-factor.field': 'Code from the authenticator app',
  'second-factor.use-totp': 'Use your authenticator app',
  'second-factor.use-backup-code': 'Use a backup code',
  'second-factor.locked':
    'Codes are paused after several wrong tries. You can try again on {until}. Until then, even a right code is refused.',
  'second-factor.lost': 'If you have lost your device and your backup codes, ask your help desk for a reset.',

  'backup-code.title': 'Enter a backup code',
  'backup-code.lead':
    'Each of the codes that you kept works once. Spaces, dashes and capital letters don’t matter.',
  'backup-code.field': 'Backup code',
  'backup-codes-low.title':
    '{left, plural, =0 {No backup codes left} one {One backup code left} other {# backup codes left}}',
  'backup-codes-low.lead':
    'Each code works once, and the one that you have just entered is used up. Ask your help desk for new ones before you run out.',

  // Set-up
  'set-up.required': 'Your organization requires two-factor authentication. Please set it up to continue.',
  'set-up.account': 'Your account',
  'set-up.later': 'Later, until {until}',

  'set-up-confirm.title': 'Confirm that it is you',
  'set-up-confirm.why':
    'A password can be stolen. So before you set up a second step, show in one more way that this account is yours.',
  'set-up-confirm.mail-lead': 'We send a code to {address}. Enter it on the next page, in this browser.',
  'set-up-confirm.mail-send': 'Send the code',
  'set-up-confirm.mail-sent': 'We sent a code to {address}. It is valid until {until}.',
  'set-up-confirm.mail-field': 'Code from the e-mail',
  'set-up-confirm.mail-again': 'Send a new code',
  'set-up-confirm.mail-again-hint':
    'No mail after two minutes? Look in the spam folder. A new code voids the old one.',
  'set-up-confirm.enrollment-lead':
    'Your help desk can give you an enrollment code, once they have made sure that it is you. It works once, for 24 hours.',
  'set-up-confirm.enrollment-field': 'Enrollment code from your help desk',
  'set-up-confirm.use-mail': 'Get a code by e-mail',
  'set-up-confirm.use-enrollment': 'Enter an enrollment code from your help desk',
  'set-up-confirm.none-title': 'Ask your help desk for an enrollment code',
  'set-up-confirm.none-lead':
    'Your account has no mailbox that can confirm you. Your help desk makes sure that it is you and gives you a code. Then come back here and sign in again.',

  'set-up-authenticator.title': 'Set up your authenticator app',
  'set-up-authenticator.lead':
    'Use the authenticator app on your phone, or install one from your app store. Any of them works.',
  'set-up-authenticator.scan': 'Scan this picture with the app',
  'set-up-authenticator.qr': 'QR code with the key for your authenticator app',
  'set-up-authenticator.cannot-scan': 'Or type this key into the app',
  'set-up-authenticator.key-kind': 'Kind: time-based, 6 digits, 30 seconds.',
  'set-up-authenticator.open-app': 'Open the app on this device',
  'set-up-authenticator.enter': 'Enter the code that the app shows',
  'set-up-authenticator.field': '6‑digit code',
  'set-up-authenticator.submit': 'Turn on',
  'set-up-authenticator.again': 'Start again with a new key',

  'set-up-backup-codes.title': 'Keep your backup codes',
  'set-up-backup-codes.lead':
    'If your phone is lost or empty, a backup code takes the place of the app. Each works once. They are shown only now: nobody, not even your help desk, can show them again.',
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
  'backup-codes-print.back': 'Back to set-up',

  'set-up-overview.title': 'Your account',
  'set-up-overview.name': 'Name',
  'set-up-overview.email': 'E-mail',
  'set-up-overview.username': 'Username',
  'set-up-overview.organization': 'Organization',
  'set-up-overview.second-step': 'Second step',
  'set-up-overview.nothing': 'Nothing set up yet',
  'set-up-overview.factor': '{kind}, since {at}',
  'set-up-overview.codes': '{left, plural, one {One unused backup code} other {# unused backup codes}}',
  'set-up-overview.requirement': 'Requirement',
  'set-up-overview.required-until': '{organization} requires a second step. It has to be set up by {until}.',
  'set-up-overview.required-now': '{organization} requires a second step. It has to be set up now.',
  'set-up-overview.optional': '{organization} leaves it to you.',
  'set-up-overview.back': 'Go on with set-up',

  // Choosing an account, agreeing, going on
  'select-account.title': 'Choose an account',
  'select-account.lead': 'You are signed in in this browser. Go on with this account, or use another.',
  'select-account.submit': 'Continue as {account}',
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
    'There were too many wrong codes in a row, so your authenticator app no longer counts here, and no backup code is left. Your help desk can reset it.',
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

  // Signing out, and errors towards applications
  'sign-out.title': 'Sign out?',
  'sign-out.lead': 'This ends your session here and at the applications that you opened with it.',
  'sign-out.lead-as':
    'You are signed in as {account}. This ends your session here and at the applications that you opened with it.',
  'sign-out.stay': 'Stay signed in',
  'signed-out.title': 'You are signed out',
  'signed-out.lead': 'On a shared computer, close the browser as well.',
  'signed-out.home': 'See your applications',
  'provider-error.title': 'The application sent something that cannot be used',
  'provider-error.lead':
    'You have done nothing wrong, and trying again will not help. Send this to the people who run the application:',
  'provider-error.code': 'Error',
  'provider-error.description': 'What is wrong',
  'provider-error.client': 'Application',
  'provider-error.at': 'When',

  // Front page
  'home.title': 'Your applications',
  'home.title-plain': 'Sign in with Sallyport',
  'home.lead-plain':
    'This server signs people in to their organization’s applications. Open the application that you want to use: it brings you here when it needs to.',
  'home.none': 'Your organization has listed no applications yet.',
  'home.development': 'Running for development',
  'home.sample': 'Open the sample application',
  'home.outbox': 'Read the outbox',

  // Invitation
  'invitation-open.title': 'Welcome to {organization}',
  'invitation-open.title-plain': 'Welcome',
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
  'invitation-done.open-application': 'Open the application that you want to use, and sign in there.',
  'invitation-invalid.title': 'This invitation cannot be used',
  'invitation-invalid.lead':
    'It works once and for seven days. If you have used it already, sign in. If not, ask the person who invited you for a new one.',

  // Anything that can go wrong with a request
  'problem.not-found.title': 'Page not found',
  'problem.not-found.text':
    'There is nothing at this address. If you typed it, check it; if a link led here, tell whoever gave you the link.',
  'problem.method-not-allowed.title': 'This address cannot be used like that',
  'problem.method-not-allowed.text':
    'The page exists, but not for this kind of request. Go back and use the buttons on the page.',
  'problem.too-large.title': 'That was too much to send',
  'problem.too-large.text':
    'What was sent is larger than any form here needs. Nothing was changed. Go back and shorten it.',
  'problem.bad-request.title': 'That could not be understood',
  'problem.bad-request.text':
    'Something in what was sent is missing or wrong. Nothing was changed. Go back, reload the page and try again.',
  'problem.bad-form.title': 'That form could not be read',
  'problem.bad-form.text':
    'It has to give each of its fields once, as text. Nothing was changed. Go back, reload the page and send it again.',
  'problem.forged.title': 'This form is too old',
  'problem.forged.text':
    'For your safety, a form works only in the browser that opened it, and not forever. Nothing was changed. Go back, reload the page and try again. Cookies must be allowed.',
  'problem.too-many.title': 'Too many tries',
  'problem.too-many.text': 'Nothing was changed.',
  'problem.server-error.title': 'Something went wrong here',
  'problem.server-error.text':
    'It is not your doing, and what you sent may not have been saved. Try again in a few minutes. If it happens again, tell your help desk.',
  'problem.unavailable.title': 'Not available for a moment',
  'problem.unavailable.text': 'Nothing was changed, and nobody is let in unchecked meanwhile.',
  'problem.retry-after': 'Try again in {seconds, plural, one {one second} other {# seconds}}.',
  'problem.reference': 'Reference for your help desk: {reference}',

  // Development only
  'outbox.title': 'Outbox',
  'outbox.lead': 'Mails that would have been sent. Only this computer can read this page.',
  'outbox.none': 'No mail yet. Send one: sign in and let a code be sent to the mailbox.',
  'outbox.to': 'To',
  'outbox.subject': 'Subject',
  'outbox.at': 'Written',
  'outbox.back': 'All mails',
  'outbox.reload': 'Look again',
  'sample-code.title': 'Authenticator app',
  'sample-code.lead': 'This stands in for the phone of {account}, in the sample only.',
  'sample-code.code': 'Code now',
  'sample-code.left': '{seconds, plural, one {One more second} other {# more seconds}}',
  'sample-code.reload': 'Show the current code',

  // Messages at fields
  'error.required.organization': 'Enter your work e-mail or your organization’s short name.',
  'error.required.identifier': 'Enter your e-mail or username.',
  'error.required.password': 'Enter your password.',
  'error.required.code': 'Enter the code.',
  'error.required.new-password': 'Enter a new password.',
  'error.required.kept': 'Keep the codes first, then tick the box.',
  'error.organization-unknown':
    'No organization here has that name. Check the spelling, or ask your help desk for the short name.',
  'error.credentials': 'That identifier and password don’t go together. Check both and try again.',
  'error.locked': 'Too many wrong tries. You can try again on {until}.',
  'error.too-many': 'Too many tries in a short time. You can try again on {until}.',
  'error.code-malformed': 'The code has 6 digits. Enter it as the app shows it.',
  'error.code-wrong': 'That code is not right. Enter the one that the app shows now.',
  'error.code-used': 'That code was used already. Wait for the next one, up to 30 seconds.',
  'error.code-clock':
    'That code is not right. If this happens again, check that your phone sets its time automatically.',
  'error.backup-code-malformed': 'A backup code looks different. Check that you entered all of it.',
  'error.backup-code-wrong': 'That is none of your backup codes. Check it letter by letter.',
  'error.backup-code-used': 'That backup code was used already. Enter another one.',
  'error.mail-code-malformed': 'The code in the e-mail has 8 digits. Enter all of them.',
  'error.mail-code-wrong':
    'That code is not the one in the latest e-mail. {left, plural, one {One try is} other {# tries are}} left.',
  'error.mail-code-expired': 'That code is no longer valid. Have a new one sent.',
  'error.enrollment-code-wrong':
    'That enrollment code is not right or no longer valid. Check it, or ask your help desk for a new one.',
  'error.factor-disabled':
    'Too many wrong codes: this way is turned off. Use another, or ask your help desk for a reset.',
  'error.password-disabled':
    'Too many wrong passwords: it is refused in this browser. Use one that you signed in with before, or ask your help desk.',
  'error.set-up-expired': 'This key is no longer valid. Scan the new one and enter its code.',
  'error.password-short': 'Use at least {min} characters. This one has {length}.',
  'error.password-long': 'Use at most {max} characters.',
  'error.password-common': 'That password is among the first that attackers try. Choose another.',
  'error.password-context':
    'That password is your name, your organization’s or another that is easily guessed. Choose another.',
  'error.password-repeat': 'The two passwords differ. Enter the same one twice.',

  // Mails
  'mail.greeting': 'Hello {name},',
  'mail.when': 'When: {at}',
  'mail.from': 'From: {origin}',
  'mail.from-organization': 'From: your organization',
  'mail.from-unknown': 'From: unknown',
  'mail.not-you': 'If this was not you, tell your help desk at once.',
  'mail.help': 'Help: {help}',
  'mail.sign-off': '{organization}, sign-in service',
  'mail.invitation.subject': 'Your account at {organization}',
  'mail.invitation.text':
    '{organization} has made an account for you. You will sign in as {identifier}. Choose your password here:',
  'mail.invitation.until': 'The link works once, until {until}.',
  'mail.invitation.not-expected':
    'If you did not expect this, do nothing: without your password the account stays closed.',
  'mail.mailbox-code.subject': 'Your code for {organization}',
  'mail.mailbox-code.text':
    'Enter this code on the page that asked for it, to confirm that the account is yours:',
  'mail.mailbox-code.until':
    'It is valid until {until}. Nobody of your organization will ever ask you for it.',
  'mail.mailbox-code.not-you':
    'If you are not signing in now, someone else knows your password. Don’t pass the code on, and tell your help desk at once.',
  'mail.factor-enrolled.subject': 'An authenticator app was set up for your account',
  'mail.factor-enrolled.text':
    'From now on, signing in at {organization} asks for a code from your authenticator app.',
  'mail.backup-code-used.subject': 'A backup code was used for your account',
  'mail.backup-code-used.text':
    'Someone signed in at {organization} with your password and one of your backup codes. {left, plural, =0 {None is} one {One is} other {# are}} left.',
  'mail.backup-code-used.low': 'Ask your help desk for new ones before you run out.',
  'mail.backup-codes-issued.subject': 'New backup codes for your account',
  'mail.backup-codes-issued.text':
    'Ten new backup codes were made for your account at {organization}. Older ones no longer work.',
  'mail.factors-reset.subject': 'Your second step was reset',
  'mail.factors-reset.text':
    '{organization} has removed the second step from your account: authenticator app and backup codes. You are signed out everywhere, and will set it up again when you next sign in.',
  'mail.factor-disabled.subject-totp': 'Your authenticator app was turned off after wrong codes',
  'mail.factor-disabled.subject-backup-code': 'Your backup codes were turned off after wrong codes',
  'mail.factor-disabled.subject-password': 'Your password was turned off after wrong tries',
  'mail.factor-disabled.text':
    'There were too many wrong tries at {organization}, so this no longer works. Your help desk can set it right. Someone may be trying to get into your account.',
  'mail.password-set.subject': 'Your password was set',
  'mail.password-set.text':
    'The password of your account at {organization} was set. The old one, if there was one, no longer works.',
  'mail.email-changed.subject': 'The e-mail address of your account was changed',
  'mail.email-changed.text':
    'This address was taken off your account at {organization}. This is the last message about the account that comes here.',
  'mail.phone-changed.subject': 'The phone number of your account was changed',
  'mail.phone-changed.text': 'The phone number of your account at {organization} was changed.',
  'mail.enrollment-code-given.subject': 'An enrollment code was given out for your account',
  'mail.enrollment-code-given.text':
    'The help desk of {organization} gave out a code with which a second step can be set up for your account. It works once, until {until}.',
} as const;
