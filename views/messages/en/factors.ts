// The texts of the account pages about second steps, in English; see ../en.ts.
// Keys are grouped by the page that shows them.
export const factors = {
  'account-section.factors': 'Second steps',
  'account-section.backup-codes': 'Backup codes',

  'account-next.frozen':
    'Changes of your second steps are stopped until {until}, because “This wasn’t me” was chosen in a mail about your account. Ask your help desk.',
  'account-next.going': 'A second step will be removed from your account. If that was not you, keep it.',
  'account-next.try': 'You have set up a passkey and not used it yet. Until you do, it does not count.',
  'account-next.add': 'Only your password protects your account. Whoever learns it can sign in as you.',
  'account-next.renew': 'Your second step was turned off after too many wrong tries. Set it up anew.',
  'account-next.better': 'Your organization will ask for more than you have set up.',
  'account-next.codes':
    '{left, plural, =0 {You have no backup codes.} one {You have one backup code left.} other {You have # backup codes left.}} Make new ones before you need them.',
  'account-next.do-going': 'See your second steps',
  'account-next.do-try': 'Use it now',
  'account-next.do-add': 'Add a second step',
  'account-next.do-renew': 'See your second steps',
  'account-next.do-better': 'Add a second step',
  'account-next.do-codes': 'See your backup codes',

  'factors.title': 'Second steps',
  'factors.none': 'Nothing is set up. Whoever learns your password can sign in as you.',
  'factors.add': 'Add a second step',
  'factors.kind-since': '{kind}, added on {at}',
  'factors.last-used': 'Last used on {at}',
  'factors.never-used': 'Not used yet',
  'factors.untried': 'Not used yet, so it does not count',
  'factors.try': 'Use it now',
  'factors.disabled': 'Turned off after too many wrong tries',
  'factors.backup-codes': 'Backup codes: {left, plural, =0 {none left} other {# left}}',
  'factors.done-added': 'Your second step is set up.',
  'factors.done-removed': 'It is removed.',
  'factors.done-going': 'It will be removed. Until then you can stop that here.',
  'factors.done-kept': 'It stays.',
  'factors.done-off': 'Second steps are turned off.',
  'factors.goes': 'Will be removed on {at}',
  'factors.keep': 'Keep it',
  'factors.off': 'Turn off second steps',

  'factor-page.saved': 'Saved.',
  'factor-page.name': 'Your name for it',
  'factor-page.name-hint': 'Such as the phone that it is on.',
  'factor-page.save': 'Save name',
  'factor-page.disabled-renew':
    'It was turned off after too many wrong tries. Set it up anew: the new one takes its place.',
  'factor-page.disabled-ask': 'It was turned off after too many wrong tries. Ask your help desk.',
  'factor-page.renew': 'Set it up anew',
  'factor-page.remove': 'Remove it',
  'factor-page.lost': 'I no longer have it',
  'factor-page.last':
    'It cannot be removed: it is the last one that is enough for your account. Set up another one first.',
  'factor-page.back': 'Back to your second steps',

  'factor-remove.title-passkey': 'Remove this passkey?',
  'factor-remove.title-totp': 'Remove this authenticator app?',
  'factor-remove.title-sms': 'Remove this phone number?',
  'factor-remove.what': 'You can no longer sign in with “{name}”.',
  'factor-remove.untried':
    '“{name}” was never used. It is removed at once, and your browser or security key may keep a passkey that no longer opens anything. You get a message about it.',
  'factor-remove.now':
    'It is removed at once, and browsers that skipped the second step ask for it again. You get a message about it.',
  'factor-remove.later':
    'It is removed in 72 hours, because you have not just signed in with it. We send you a message. Until then you can keep it, and so can whoever still has it.',
  'factor-remove.submit': 'Remove',
  'factor-remove.submit-later': 'Remove in 72 hours',
  'factor-remove.back': 'Keep it',
  'factor-remove.refused-last-factor':
    'It was not removed: it is the last one that is enough for your account. Set up another one first.',
  'factor-remove.refused-frozen':
    'Nothing was removed: changes are stopped until {until}, because “This wasn’t me” was chosen in a mail about your account. Ask your help desk.',

  'factors-off.title': 'Turn off second steps?',
  'factors-off.lead': 'Then your password alone opens your account. This is removed:',
  'factors-off.now': 'It is removed at once. You can set it up again at any time.',
  'factors-off.later':
    'It is removed in 72 hours, because you have not just signed in with all of it. We send you a message. Until then you can keep it.',
  'factors-off.submit': 'Turn off',
  'factors-off.submit-later': 'Turn off in 72 hours',
  'factors-off.back': 'Keep them',

  'backup-codes.title': 'Backup codes',
  'backup-codes.what':
    'When your phone is lost or empty, a backup code takes the place of your second step. Each works once.',
  'backup-codes.done-renewed': 'Your new backup codes work now. Earlier ones no longer do.',
  'backup-codes.left': '{left, plural, =0 {No code is} one {# code is} other {# codes are}} left of {of}.',
  'backup-codes.made': 'Made on {at}',
  'backup-codes.low':
    '{left, plural, =0 {You have no backup codes left.} one {You have one backup code left.} other {You have # backup codes left.}} Make new ones before you need them.',
  'backup-codes.none': 'You have none.',
  'backup-codes.no-factor': 'First set up a second step: backup codes come with it.',
  'backup-codes.frozen':
    'No new codes can be made now: changes are stopped until {until}, because “This wasn’t me” was chosen in a mail about your account. Ask your help desk.',
  'backup-codes.add-factor': 'See your second steps',
  'backup-codes.new': 'Make new codes',
  'backup-codes-new.title': 'Make new backup codes',
  'backup-codes-new.lead':
    'You get ten new codes, shown once. The old ones stop working at once, printed ones too.',
  'backup-codes-new.submit': 'Make ten new codes',
  'backup-codes-new.back': 'Keep the old ones',
} as const;
