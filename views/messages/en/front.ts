// The texts of the front page, signing out and development, in English; see ../en.ts.
// Keys are grouped by the page or mail that shows them.
export const front = {
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
  'home.account': 'See your own account',
  'home.development': 'Running for development',
  'home.sample': 'Open the sample application',
  'home.outbox': 'Read the outbox',

  // Development only
  'outbox.title': 'Outbox',
  'outbox.lead': 'Mails and text messages that would have been sent. Only this computer can read this page.',
  'outbox.none': 'Nothing yet. Send one: sign in and let a code be sent to the mailbox.',
  'outbox.text-message': 'Text message',
  'outbox.to': 'To',
  'outbox.subject': 'Subject',
  'outbox.at': 'Written',
  'outbox.back': 'All messages',
  'outbox.reload': 'Look again',
  'sample-code.title': 'Authenticator app',
  'sample-code.lead': 'This stands in for the phone of {account}, in the sample only.',
  'sample-code.code': 'Code now',
  'sample-code.left': '{seconds, plural, one {One more second} other {# more seconds}}',
  'sample-code.reload': 'Show the current code',
} as const;
