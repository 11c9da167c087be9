// The texts of the pages behind /account, in German; see ../de.ts.
import type { accountPages as english } from '../en/account-pages.ts';

export const accountPages = {
  'account.title': 'Ihr Konto',
  'account.back': 'Zurück zu Ihrem Konto',
  'account.home': 'Ihre Anwendungen',
  'account.application': 'Ihrem Konto',
  'account-stopped.title.cancelled': 'Sie haben abgebrochen',
  'account-stopped.text.cancelled': 'Es wurde nichts geändert.',
  'account-stopped.go-on.cancelled': 'Zu Ihrem Konto',
  'account-stopped.title.refused': 'Ihre Kontoseiten lassen sich jetzt nicht öffnen',
  'account-stopped.text.refused':
    'Was Sie nachgewiesen haben, reicht dafür nicht aus, oder Ihre Organisation lässt es nicht zu. Versuchen Sie es noch einmal, oder fragen Sie Ihren Helpdesk.',
  'account-stopped.go-on.refused': 'Noch einmal versuchen',
  'account-stopped.title.way-in-over': 'Diese Anmeldung ist nicht mehr gültig',
  'account-stopped.text.way-in-over':
    'Sie hat zu lange gedauert, war schon beendet oder wurde in einem anderen Browser begonnen. Es wurde nichts geändert.',
  'account-stopped.go-on.way-in-over': 'Zu Ihrem Konto',
  'account-stopped.title.signed-out': 'Sie sind hier nicht mehr angemeldet',
  'account-stopped.text.signed-out':
    'Ihre Sitzung ist beendet, oder Ihre Organisation verlangt jetzt mehr. Was Sie gesendet haben, wurde nicht ausgeführt. Melden Sie sich an und senden Sie es noch einmal.',
  'account-stopped.go-on.signed-out': 'Anmelden',
  'account-stopped.title.not-fresh': 'Zeigen Sie noch einmal, dass Sie es sind',
  'account-stopped.text.not-fresh':
    'Dafür müssen Sie sich in den letzten fünf Minuten angemeldet haben. Was Sie gesendet haben, wurde nicht ausgeführt. Melden Sie sich noch einmal an und senden Sie es dann erneut.',
  'account-stopped.go-on.not-fresh': 'Noch einmal anmelden',
  'account-section.profile': 'Profil',
  'account-overview.protection': 'Was Ihr Konto schützt',
  'account-overview.password': 'Passwort',
  'account-overview.no-second-step': 'Kein zweiter Schritt',
  'account-overview.required-met': '{organization} verlangt einen zweiten Schritt. Sie haben einen.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
