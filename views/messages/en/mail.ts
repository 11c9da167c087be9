// The texts of mails and text messages, in English; see ../en.ts.
// Keys are grouped by the page or mail that shows them.
export const mail = {
  'text-message.code':
    '{code} is your code for {organization}. It works for 5 minutes. Never tell it to anybody.',
  'mail.greeting': 'Hello {name},',
  'mail.when': 'When: {at}',
  'mail.from': 'From: {origin}',
  'mail.from-organization': 'From: your organization',
  'mail.from-unknown': 'From: unknown',
  'mail.not-you': 'If this was not you, tell your help desk at once.',
  'mail.not-you-link':
    'If this was not you, tell your help desk, and open this at once. It signs everyone out of your account and stops changes to its second steps:',
  'mail.new-browser.subject': 'A sign-in to your account in a new browser',
  'mail.new-browser.text':
    'Someone signed in to your account at {organization} in a browser that had not been used for it before.',
  'mail.officers-help-requested.subject': '{account} cannot prove the second step',
  'mail.officers-help-requested.text':
    '{account} has shown the password or the mailbox, cannot use any second step, and asks for help. What they wrote stands in the list of requests.',
  'mail.officers-help-requested.do':
    'Make sure that it is really them, by phone, in person or by video, before you reset anything or give a code.',
  'mail.officers-email-added.subject': '{account} has added an e-mail address',
  'mail.officers-email-added.text':
    '{account} had no e-mail address at {organization} and has added one on the account pages. For 72 hours it confirms no second step and gets no link for a new password; after that it does.',
  'mail.officers-email-added.do':
    'Ask the person by phone or face to face whether it was them: nobody else is told of it.',
  'mail.officers-notice-disputed.subject': '{account} says: this wasn’t me',
  'mail.officers-notice-disputed.text':
    '{account} has said of a notice about the account that it was not them. All sessions were ended. Second steps can be changed only with an enrollment code until {until}.',
  'mail.officers-notice-disputed.do':
    'Look into what happened on the account, speak with the person, and reset the second steps if someone else may have set them up.',
  'mail.help': 'Help: {help}',
  'mail.sign-off': '{organization}, sign-in service',
  'mail.invitation.subject': 'Your account at {organization}',
  'mail.invitation.text':
    '{organization} has made an account for you. You will sign in as {identifier}. Choose your password here:',
  'mail.invitation.until': 'The link works once, until {until}.',
  'mail.invitation.not-expected':
    'If you did not expect this, do nothing: without your password the account stays closed.',
  'mail.password-link.subject': 'A new password for {organization}',
  'mail.password-link.text':
    'Someone, probably you, has forgotten the password or lost the passkey of your account. Open this in the browser that you asked in:',
  'mail.password-link.code': 'Or enter this code on the page that you asked on:',
  'mail.password-link.until':
    'Both are valid until {until}, once, and only where you asked. Nobody of your organization will ever ask you for the code.',
  'mail.password-link.not-you':
    'If you did not ask for this, do nothing: your password stays as it is. Don’t pass the code on to anyone.',
  'mail.mailbox-code.subject': 'Your code for {organization}',
  'mail.mailbox-code.text':
    'Enter this code on the page that asked for it, to confirm that the account is yours:',
  'mail.mailbox-code.until':
    'It is valid until {until}. Nobody of your organization will ever ask you for it.',
  'mail.mailbox-code.not-you':
    'If you are not signing in now, someone else knows your password. Don’t pass the code on, and tell your help desk at once.',
  'mail.factor-enrolled.subject-passkey': 'A passkey was added to your account',
  'mail.factor-enrolled.subject-sms': 'A phone was set up for your account',
  'mail.factor-enrolled.subject-totp': 'An authenticator app was set up for your account',
  'mail.factor-enrolled.text-passkey': 'From now on, you can use this passkey to sign in at {organization}.',
  'mail.factor-enrolled.text-sms':
    'From now on, signing in at {organization} can ask for a code that is sent to this phone.',
  'mail.factor-enrolled.text-totp':
    'From now on, signing in at {organization} asks for a code from your authenticator app.',
  'mail.factor-raised.subject': 'A security key can now replace your password',
  'mail.factor-raised.text':
    'It was used with its PIN and another second step. From now on, this key and its PIN are enough to sign in at {organization}, without your password.',
  'mail.factor-removed.subject': 'A second step was removed from your account',
  'mail.factor-removed.text':
    'This no longer works for your account at {organization}: {factor}. Browsers that you let remember you are forgotten.',
  'mail.removal-requested.subject': 'A second step will be removed from your account',
  'mail.removal-requested.text':
    'Someone who signed in without it asked to remove this from your account at {organization}: {factor}. It goes on {until}.',
  'mail.removal-requested.cancel':
    'If you still have it, keep it: sign in with it and stop the removal on your account pages.',
  'mail.removal-cancelled.subject': 'A second step stays on your account',
  'mail.removal-cancelled.text':
    'The removal of this from your account at {organization} was stopped: {factor}.',
  'mail.removal-lapsed.subject': 'A second step was not removed from your account',
  'mail.removal-lapsed.text':
    'This was to be removed from your account at {organization}, and it stays: {factor}.',
  'mail.removal-lapsed.why-required':
    '{organization} requires a second step, and nothing else that you have set up is enough.',
  'mail.removal-lapsed.why-way-in':
    'Without it you could not sign in any more: your account has no password and no other passkey to sign in with.',
  'mail.removal-lapsed.why-no-policy':
    'The settings of {organization} could not be found, so it was not decided.',
  'mail.removal-lapsed.do':
    'To remove it, set up another second step first, then remove it again on your account pages. If you have lost it, ask your help desk.',
  'mail.backup-code-used.subject': 'A backup code was used for your account',
  'mail.backup-code-used.text':
    'One of your backup codes was used at {organization}. {left, plural, =0 {None is} one {One is} other {# are}} left.',
  'mail.backup-code-used.low': 'Make new ones on your account pages before you run out.',
  'mail.backup-codes-issued.subject': 'New backup codes for your account',
  'mail.backup-codes-issued.text':
    'Ten new backup codes were made for your account at {organization}. Older ones no longer work.',
  'mail.factors-reset.subject': 'Your second step was reset',
  'mail.factors-reset.text':
    '{organization} has removed the second step from your account, with everything that was set up for it and the backup codes. You are signed out everywhere, and will set it up again when you next sign in.',
  'mail.factor-disabled.subject-totp': 'Your authenticator app was turned off after wrong codes',
  'mail.factor-disabled.subject-passkey': 'Your passkey was turned off after failed tries',
  'mail.factor-disabled.subject-sms': 'Codes to your phone were turned off after wrong codes',
  'mail.factor-disabled.subject-backup-code': 'Your backup codes were turned off after wrong codes',
  'mail.factor-disabled.subject-password': 'Your password was turned off after wrong tries',
  'mail.factor-disabled.text':
    'There were too many wrong tries at {organization}, so this no longer works. Your help desk can set it right. Someone may be trying to get into your account.',
  'mail.passkey-copied.subject': 'There may be a copy of one of your passkeys',
  'mail.passkey-copied.text':
    'A passkey of your account was used in a way that happens when there is a copy of it. It was refused. Remove that passkey from your account and set up a new one, or ask your help desk.',
  'mail.remembered-device-reused.subject': 'A remembered browser may have been copied',
  'mail.remembered-device-reused.text':
    'You had asked not to be asked for a second step on one of your browsers. What that browser holds for this was used a second time, as if it had been copied to another place. The browser is not remembered any more: you will be asked for the second step again. If you have restored a browser or a computer from a backup, that may be the reason.',
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
  'mail.break-glass-opened.subject': 'A sign-in without a second step was allowed for your account',
  'mail.break-glass-opened.text':
    'The help desk of {organization} gave out a code with which your account can be opened once without a second step, together with your password. It works until {until}, and everything that it opens ends then.',
  'mail.break-glass-used.subject': 'Your account was opened without a second step',
  'mail.break-glass-used.text':
    'Someone signed in at {organization} with your password and a code from the help desk, without a second step. Everything that was opened so ends at {until}.',
  'mail.officers-break-glass-opened.subject': 'Break-glass opened for {account}',
  'mail.officers-break-glass-opened.text':
    'At {organization} a code was given out with which {account} can sign in once without a second step, until {until}.',
  'mail.officers-break-glass-used.subject': 'Break-glass used by {account}',
  'mail.officers-break-glass-used.text':
    '{account} signed in at {organization} with a code from the help desk, without a second step. Everything that was opened so ends at {until}.',
  'mail.officers.by': 'Opened by: {by}',
  'mail.officers.identity-checked': 'Identity checked: {identityChecked}',
  'mail.officers.reason': 'Reason: {reason}',
  'mail.officers.not-agreed':
    'You get this as one of the people who look after security there. If it should not have happened, turn the account off at once and look at the audit log.',
  'mail.email-change.subject': 'Your code to change your e-mail address',
  'mail.email-change-old.text':
    'The e-mail address of your account at {organization} is to become {wanted}. If you want that, enter this code on the page that asked for it:',
  'mail.email-change-old.not-you':
    'If you did not ask for this, someone is in your account. Don’t pass the code on, and tell your help desk at once.',
  'mail.email-change-new.text':
    'This is to become the e-mail address of your account at {organization}: {wanted}. Enter this code on the page that asked for it:',
  'mail.email-change-new.not-you':
    'If you did not ask for this, do nothing: without the code the address is not used.',
} as const;
