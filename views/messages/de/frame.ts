// The texts around every page, in German; see ../de.ts.
import type { frame as english } from '../en/frame.ts';

export const frame = {
  // Around every page
  'layout.error-prefix': 'Fehler: {title}',
  'layout.title': '{title} – {place}',
  'layout.product': 'Sallyport',
  'layout.to-continue': 'weiter zu {application}',
  'layout.help': 'Hilfe',
  'layout.problem': 'Es gibt ein Problem',
  'layout.step': 'Schritt {number} von {of}',
  'layout.cancel-to': 'Abbrechen und zurück zu {application}',
  'layout.cancel': 'Abbrechen',
  'layout.continue': 'Weiter',
  'layout.sign-out': 'Abmelden',
  'layout.other-account': 'Anderes Konto verwenden',
  'layout.account-overview': 'Ansehen, was für Ihr Konto eingerichtet ist',
  'layout.signed-in-as': 'Angemeldet als {account}',
  'layout.older': 'Ältere',
  'layout.newer': 'Neuere',
  'layout.error': 'Fehler:',

  // Kinds of factors, by name
  'factor.passkey': 'Passkey',
  'factor.security-key': 'Sicherheitsschlüssel',
  'factor.totp': 'Authenticator-App',
  'factor.sms': 'SMS',
  'factor.backup-codes': 'Ersatzcodes',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
