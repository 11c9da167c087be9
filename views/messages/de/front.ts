// The texts of the front page, signing out and development, in German; see ../de.ts.
import type { front as english } from '../en/front.ts';

export const front = {
  // Signing out, and errors towards applications
  'sign-out.title': 'Abmelden?',
  'sign-out.lead': 'Damit endet Ihre Sitzung hier und in den Anwendungen, die Sie mit ihr geöffnet haben.',
  'sign-out.lead-as':
    'Sie sind als {account} angemeldet. Mit dem Abmelden endet Ihre Sitzung hier und in den Anwendungen, die Sie mit ihr geöffnet haben.',
  'sign-out.stay': 'Angemeldet bleiben',
  'signed-out.title': 'Sie sind abgemeldet',
  'signed-out.lead': 'Schließen Sie an einem gemeinsam genutzten Computer auch den Browser.',
  'signed-out.home': 'Ihre Anwendungen ansehen',
  'provider-error.title': 'Die Anwendung hat eine unbrauchbare Anfrage gesendet',
  'provider-error.lead':
    'Sie haben nichts falsch gemacht, und ein neuer Versuch hilft nicht. Senden Sie dies an die Stelle, die die Anwendung betreibt:',
  'provider-error.code': 'Fehler',
  'provider-error.description': 'Was nicht stimmt',
  'provider-error.client': 'Anwendung',
  'provider-error.at': 'Zeitpunkt',

  // Front page
  'home.title': 'Ihre Anwendungen',
  'home.title-plain': 'Anmelden mit Sallyport',
  'home.lead-plain':
    'Dieser Server meldet Menschen bei den Anwendungen ihrer Organisation an. Öffnen Sie die Anwendung, die Sie nutzen möchten: Sie führt Sie hierher, wenn es nötig ist.',
  'home.none': 'Ihre Organisation hat hier noch keine Anwendungen aufgeführt.',
  'home.account': 'Das eigene Konto ansehen',
  'home.development': 'Im Entwicklungsbetrieb',
  'home.sample': 'Beispielanwendung öffnen',
  'home.outbox': 'Postausgang lesen',

  // Development only
  'outbox.title': 'Postausgang',
  'outbox.lead':
    'E-Mails und SMS, die sonst versandt worden wären. Nur dieser Computer kann diese Seite lesen.',
  'outbox.none':
    'Noch keine Nachricht. So entsteht eine: Melden Sie sich an und lassen Sie einen Code an das Postfach senden.',
  'outbox.text-message': 'SMS',
  'outbox.to': 'An',
  'outbox.subject': 'Betreff',
  'outbox.at': 'Verfasst',
  'outbox.back': 'Alle Nachrichten',
  'outbox.reload': 'Noch einmal nachsehen',
  'sample-code.title': 'Authenticator-App',
  'sample-code.lead': 'Diese Seite steht für das Smartphone von {account}, nur im Beispiel.',
  'sample-code.code': 'Aktueller Code',
  'sample-code.left': '{seconds, plural, one {Noch eine Sekunde} other {Noch #\u00a0Sekunden}}',
  'sample-code.reload': 'Aktuellen Code anzeigen',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
