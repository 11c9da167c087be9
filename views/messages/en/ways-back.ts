// The texts of the ways back, for who cannot sign in, in English; see ../en.ts.
// Keys are grouped by the page or mail that shows them.
export const waysBack = {
  // A forgotten password
  'password.forgot': 'I can’t sign in',
  'password.new': 'Your new password is saved, and you are signed out everywhere. Sign in with it now.',
  'forgot-password.title': 'Get back in by e‑mail',
  'forgot-password.lead':
    'Have you forgotten your password, or lost your only passkey? We send you an e-mail. What you have set up as a second step is asked for as well.',
  'forgot-password.submit': 'Send the e-mail',
  'forgot-password.back': 'Back to sign-in',
  'password-link.title': 'Look into your mailbox',
  'password-link.lead':
    'If there is an account for {identifier} whose mailbox can be used for this, we have sent an e-mail there.',
  'password-link.how': 'Open its link in this browser, or enter its code here. Both are valid until {until}.',
  'password-link.field': 'Code from the e-mail',
  'password-link.none':
    'No e-mail after two minutes? Look in the spam folder. If none comes, your help desk can help. A new e-mail voids the one before.',
  'password-link.again': 'Send a new e-mail',
  'new-password.title': 'Choose a new password',
  'new-password.lead': 'Saving it signs you out everywhere. Then you sign in with it here.',
  'new-password.back': 'Keep the old password',
  'password-link-open.title': 'Go on here?',
  'password-link-open.lead':
    'You asked for this e-mail because you could not sign in. Go on only if that was you, a moment ago, in this browser.',
  'password-link-elsewhere.title': 'Enter this code where you asked',
  'password-link-elsewhere.lead':
    'The e-mail was asked for in another browser, or that sign-in has ended. Go back to the page that you asked on, and enter:',
  'password-link-elsewhere.warning':
    'If you have not asked for the e-mail, close this page. Don’t pass the code on to anyone, whoever they say they are.',
  'password-link-elsewhere.title-over': 'This link can no longer be used',
  'password-link-elsewhere.over':
    'It works once, for 20 minutes, and a newer e-mail voids it. Begin again in the application that you want to open.',

  // "This wasn't me"
  'not-me.title': 'Was this not you?',
  'not-me.lead':
    'If you did not do what the e-mail tells, someone else may be using your account. Go on, and talk to your help desk.',
  'not-me.what':
    'This signs everyone out of your account, you too, stops changes to its second steps for 72 hours, and alerts the security officers of your organization.',
  'not-me.submit': 'This wasn’t me',
  'not-me.was-me': 'If it was you, close this page. Nothing has happened.',
  'not-me-done.title': 'Changes of your account are stopped',
  'not-me-done.lead':
    'Everyone is signed out. Second steps cannot be changed until {until}, unless your help desk gives you a code for it. The security officers of your organization have been told.',
  'not-me-done.next':
    'Choose a new password now: open an application, and on the sign-in page “I can’t sign in”. Then call your help desk.',
  'not-me-done.next-help-desk':
    'Call your help desk now. The e-mail address of your account was changed lately, so no codes and no new password are sent to it for 72 hours; your help desk checks who you are and lets you in again.',
  'not-me-over.title': 'This link can no longer be used',
  'not-me-over.lead':
    'It works once, for seven days, and a newer one that was used voids it. If something is wrong with your account, call your help desk.',

  // All lost
  'lost-factor.title': 'I can’t use any of these',
  'lost-factor.lead':
    'Ask {organization}. Your help desk makes sure that it is you, and gives you a code with which you can set up a second step.',
  'lost-factor.note': 'What happened, and how can you be reached? (optional)',
  'lost-factor.hint': 'At most 500 characters. Don’t write a password or a code here.',
  'lost-factor.submit': 'Ask for help',
  'lost-factor.asked': 'You asked {organization} for help on {at}. Those who can help have been told.',
  'lost-factor.next': 'Nobody can call you back from here: get in touch with your help desk if it is urgent.',
  'lost-factor.back': 'Back',
} as const;
