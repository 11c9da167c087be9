// The texts of the account pages, in German; see ../de.ts.
import type { account as english } from '../en/account.ts';

export const account = {
  'invitation-open.title': 'Willkommen',
  'invitation-open.lead':
    'Sie wurden eingeladen. Wählen Sie zuerst ein Passwort. Falls ein zweiter Schritt nötig ist, richten Sie ihn bei der ersten Anmeldung ein.',
  'invitation-open.submit': 'Passwort wählen',
  'invitation.title': 'Passwort wählen',
  'invitation.identifier': 'Sie melden sich an als',
  'invitation.password': 'Neues Passwort',
  'invitation.rules':
    'Mindestens {min}\u00a0Zeichen. Mehrere Wörter hintereinander sind leicht zu merken und schwer zu erraten. Alle Zeichen sind erlaubt, auch Leerzeichen; bekannte Passwörter werden abgelehnt.',
  'invitation.repeat': 'Dasselbe Passwort noch einmal',
  'invitation.submit': 'Passwort speichern',
  'invitation-done.title': 'Ihr Passwort ist gespeichert',
  'invitation-done.lead':
    'Sie können sich jetzt als {identifier} anmelden. Falls ein zweiter Schritt nötig ist, werden Sie durch die Einrichtung geführt.',
  'invitation-done.submit': 'Anmelden',
  'invitation-invalid.title': 'Diese Einladung lässt sich nicht verwenden',
  'invitation-invalid.lead':
    'Sie gilt einmal und sieben Tage lang. Falls Sie sie schon verwendet haben, melden Sie sich an. Falls nicht, lassen Sie sich noch einmal einladen.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
