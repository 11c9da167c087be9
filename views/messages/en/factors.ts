// The texts of the account pages about second steps, in English; see ../en.ts.
// Keys are grouped by the page that shows them.
export const factors = {
  'account-section.factors': 'Second steps',
  'account-section.backup-codes': 'Backup codes',

  'factors.title': 'Second steps',
  'factors.none': 'Nothing is set up. Whoever learns your password can sign in as you.',
  'factors.add': 'Add a second step',
  'factors.kind-since': '{kind}, added on {at}',
  'factors.last-used': 'Last used on {at}',
  'factors.never-used': 'Not used yet',
  'factors.disabled': 'Turned off after too many wrong tries',
  'factors.backup-codes': 'Backup codes: {left, plural, =0 {none left} other {# left}}',
  'factors.done-added': 'Your second step is set up.',

  'factor-page.saved': 'Saved.',
  'factor-page.name': 'Your name for it',
  'factor-page.name-hint': 'Such as the phone that it is on.',
  'factor-page.save': 'Save name',
  'factor-page.disabled-renew':
    'It was turned off after too many wrong tries. Set it up anew: the new one takes its place.',
  'factor-page.disabled-ask': 'It was turned off after too many wrong tries. Ask your help desk.',
  'factor-page.renew': 'Set it up anew',
  'factor-page.back': 'Back to your second steps',

  'backup-codes.title': 'Backup codes',
  'backup-codes.what':
    'When your phone is lost or empty, a backup code takes the place of your second step. Each works once.',
  'backup-codes.left': '{left, plural, =0 {No code is} one {# code is} other {# codes are}} left of {of}.',
  'backup-codes.made': 'Made on {at}',
  'backup-codes.low':
    '{left, plural, =0 {You have no backup codes left.} one {You have one backup code left.} other {You have # backup codes left.}} Make new ones before you need them.',
  'backup-codes.none': 'You have none.',
  'backup-codes.no-factor': 'First set up a second step: backup codes come with it.',
  'backup-codes.add-factor': 'See your second steps',
  'backup-codes.new': 'Make new codes',
  'backup-codes-new.title': 'Make new backup codes',
  'backup-codes-new.lead':
    'You get ten new codes, shown once. The old ones stop working at once, printed ones too.',
  'backup-codes-new.submit': 'Make ten new codes',
  'backup-codes-new.back': 'Keep the old ones',
} as const;
