// The texts about what went wrong: with a request, and at fields, in English; see ../en.ts.
// Keys are grouped by the page or mail that shows them.
export const problems = {
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

  // Messages at fields
  'error.required.organization': 'Enter your work e-mail or your organization’s short name.',
  'error.required.identifier': 'Enter your e-mail or username.',
  'error.required.password': 'Enter your password.',
  'error.required.kind': 'Choose one of these.',
  'error.required.code': 'Enter the code.',
  'error.required.new-password': 'Enter a new password.',
  'error.required.factor-name': 'Enter a name.',
  'error.factor-name-long': 'At most {max} characters.',
  'error.required.kept': 'Keep the codes first, then tick the box.',
  'error.organization-unknown':
    'No organization here has that name. Check the spelling, or ask your help desk for the short name.',
  'error.credentials': 'E-mail or username and password don’t go together. Check both and try again.',
  'error.locked':
    'Too many wrong tries. You can try again on {until}. Until then, even a right one is refused.',
  'error.too-many': 'Too many tries in a short time. You can try again on {until}.',
  'error.code-malformed': 'The code has 6 digits. Enter it as the app shows it.',
  'error.code-wrong': 'That code is not right. Enter the one that the app shows now.',
  'error.code-used': 'That code was used already. Wait for the next one, up to 30 seconds.',
  'error.code-clock':
    'That code belongs to another time. Enter the one that the app shows now. If you did, the clock of your phone is off: let it set its time automatically.',
  'error.backup-code-malformed': 'A backup code looks different. Check that you entered all of it.',
  'error.backup-code-wrong': 'That is none of your backup codes. Check it letter by letter.',
  'error.backup-code-used': 'That backup code was used already. Enter another one.',
  'error.break-glass-malformed': 'The code has 10 letters and digits. Check that you entered all of it.',
  'error.break-glass-wrong': 'That code is not right. Check it letter by letter; there are five tries.',
  'error.break-glass-expired':
    'That code is no longer valid: its time is over, it was used, or there were too many wrong tries. Ask your help desk.',
  'error.mail-code-malformed': 'The code in the e-mail has 8 digits. Enter all of them.',
  'error.mail-code-wrong':
    'That code is not the one in the latest e-mail. {left, plural, one {One try is} other {# tries are}} left.',
  'error.mail-code-expired': 'That code is no longer valid. Have a new one sent.',
  'error.note-long': 'Use at most {max} characters.',
  'error.link-code-malformed': 'The code in the e-mail has 10 letters and digits. Enter all of them.',
  'error.link-code-wrong': 'That code is not right or no longer valid. Check it, or have a new e-mail sent.',
  'error.enrollment-code-wrong':
    'That enrollment code is not right or no longer valid. Check it, or ask your help desk for a new one.',
  'error.factor-disabled':
    'Too many wrong codes: this way is turned off. Use another, or ask your help desk for a reset.',
  'error.password-disabled':
    'Too many wrong passwords: it is refused in this browser. Use one that you signed in with before, or ask your help desk.',
  'error.sms-not-sent':
    'The text message could not be sent; a code that arrives all the same does not work. Use another way, try again in a minute, or ask your help desk.',
  'error.sms-country':
    'Your organization sends no text messages to numbers of that country. Use another number or another way.',
  'error.sms-wait':
    'A message was sent a short time ago, or too many were. You can have one sent again on {until}.',
  'error.sms-code-malformed': 'The code has 6 digits. Enter it as it stands in the message.',
  'error.sms-code-wrong': 'That code is not the one in the latest message. Check it, or have a new one sent.',
  'error.sms-code-expired': 'That code is no longer valid. Have a new one sent.',
  'error.required.phone': 'Enter the number of your mobile phone.',
  'error.phone-odd':
    'That is not the number of a mobile phone. Enter it with its country code, such as +41 79 123 45 67.',
  'error.phone-changed-recently':
    'Someone else entered this number for you less than 72 hours ago, so it cannot be used yet. Use another way, or wait.',
  'error.passkey-none':
    'Your browser sent no passkey. It needs JavaScript for that; turn it on, or use another way.',
  'error.passkey-unknown': 'This passkey isn’t known here. Use another one, or your password.',
  'error.passkey-expired': 'That took longer than five minutes. Try again.',
  'error.passkey-used': 'That answer of your passkey was used already. Use it once more.',
  'error.passkey-not-verified':
    'Your passkey didn’t check that it is you. Set a PIN or a fingerprint on it, or use another one.',
  'error.passkey-second-only':
    'This security key had no PIN when it was set up, so it can’t stand in for your password. Sign in with your password, then use the key.',
  'error.passkey-copied':
    'This passkey was refused, because there may be a copy of it. Use another way to sign in, and tell your help desk.',
  'error.passkey-disabled':
    'There were too many wrong tries, so this passkey no longer counts here. Use another way, or ask your help desk.',
  'error.passkey-other': 'That passkey isn’t one that counts here. Use another of yours, or another way.',
  'error.passkey-not-new': 'That passkey is set up already. Use another device or key.',
  'error.passkey-synced':
    'Your organization allows only passkeys that stay on one device, and this one is copied to others. Use a security key.',
  'error.passkey-too-weak':
    'That key isn’t among those that your organization has chosen. Use one that it gave you.',
  'error.passkey-odd': 'Your browser’s answer couldn’t be used. Try again, or use another passkey.',
  'error.set-up-expired': 'This key is no longer valid. Scan the new one and enter its code.',
  'error.password-short': 'Use at least {min} characters. This one has {length}.',
  'error.password-long': 'Use at most {max} characters.',
  'error.password-common': 'That password is among the first that attackers try. Choose another.',
  'error.password-context':
    'That password is your name, your organization’s or another that is easily guessed. Choose another.',
  'error.password-repeat': 'The two passwords differ. Enter the same one twice.',
} as const;
