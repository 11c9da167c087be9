// The texts of the account pages about second steps, in German; see ../de.ts.
import type { factors as english } from '../en/factors.ts';

export const factors = {
  'account-section.factors': 'Zweite Schritte',
  'account-section.backup-codes': 'Ersatzcodes',

  'account-next.frozen':
    'Änderungen an Ihren zweiten Schritten sind bis zum {until} gestoppt, weil in einer E-Mail zu Ihrem Konto „Das war ich nicht“ gewählt wurde. Wenden Sie sich an Ihren Helpdesk.',
  'account-next.going':
    'Ein zweiter Schritt wird von Ihrem Konto entfernt. Wenn Sie das nicht waren, behalten Sie ihn.',
  'account-next.try':
    'Sie haben einen Passkey eingerichtet und noch nicht verwendet. Bis dahin zählt er nicht.',
  'account-next.add':
    'Nur Ihr Passwort schützt Ihr Konto. Wer es erfährt, kann sich in Ihrem Namen anmelden.',
  'account-next.renew':
    'Ihr zweiter Schritt wurde nach zu vielen Fehlversuchen deaktiviert. Richten Sie ihn neu ein.',
  'account-next.better': 'Ihre Organisation wird mehr verlangen, als Sie eingerichtet haben.',
  'account-next.codes':
    '{left, plural, =0 {Sie haben keine Ersatzcodes.} one {Sie haben noch einen Ersatzcode.} other {Sie haben noch # Ersatzcodes.}} Erstellen Sie neue, bevor Sie sie brauchen.',
  'account-next.do-going': 'Zu Ihren zweiten Schritten',
  'account-next.do-try': 'Jetzt verwenden',
  'account-next.do-add': 'Zweiten Schritt hinzufügen',
  'account-next.do-renew': 'Zu Ihren zweiten Schritten',
  'account-next.do-better': 'Zweiten Schritt hinzufügen',
  'account-next.do-codes': 'Zu Ihren Ersatzcodes',

  'factors.title': 'Zweite Schritte',
  'factors.none': 'Es ist nichts eingerichtet. Wer Ihr Passwort erfährt, kann sich in Ihrem Namen anmelden.',
  'factors.add': 'Zweiten Schritt hinzufügen',
  'factors.kind-since': '{kind}, hinzugefügt am {at}',
  'factors.last-used': 'Zuletzt verwendet am {at}',
  'factors.never-used': 'Noch nicht verwendet',
  'factors.untried': 'Noch nicht verwendet, zählt also nicht',
  'factors.try': 'Jetzt verwenden',
  'factors.disabled': 'Nach zu vielen Fehlversuchen deaktiviert',
  'factors.backup-codes': 'Ersatzcodes: {left, plural, =0 {keiner mehr übrig} other {noch #}}',
  'factors.done-added': 'Ihr zweiter Schritt ist eingerichtet.',
  'factors.done-removed': 'Er ist entfernt.',
  'factors.done-going': 'Er wird entfernt. Bis dahin können Sie das hier verhindern.',
  'factors.done-kept': 'Er bleibt.',
  'factors.done-off': 'Zweite Schritte sind deaktiviert.',
  'factors.goes': 'Wird am {at} entfernt',
  'factors.keep': 'Behalten',
  'factors.off': 'Zweite Schritte deaktivieren',

  'factor-page.saved': 'Gespeichert.',
  'factor-page.name': 'Ihr Name dafür',
  'factor-page.name-hint': 'Zum Beispiel „Diensttelefon“.',
  'factor-page.save': 'Namen speichern',
  'factor-page.disabled-renew':
    'Er wurde nach zu vielen Fehlversuchen deaktiviert. Richten Sie ihn neu ein: Der neue tritt an seine Stelle.',
  'factor-page.disabled-ask':
    'Er wurde nach zu vielen Fehlversuchen deaktiviert. Wenden Sie sich an Ihren Helpdesk.',
  'factor-page.renew': 'Neu einrichten',
  'factor-page.remove': 'Entfernen',
  'factor-page.lost': 'Ich habe ihn nicht mehr',
  'factor-page.last':
    'Er kann nicht entfernt werden: Er ist der letzte, der für Ihr Konto genügt. Richten Sie zuerst einen anderen ein.',
  'factor-page.back': 'Zurück zu Ihren zweiten Schritten',

  'factor-remove.title-passkey': 'Diesen Passkey entfernen?',
  'factor-remove.title-totp': 'Diese Authenticator‑App entfernen?',
  'factor-remove.title-sms': 'Diese Telefonnummer entfernen?',
  'factor-remove.what': 'Mit „{name}“ können Sie sich dann nicht mehr anmelden.',
  'factor-remove.untried':
    '„{name}“ wurde nie verwendet. Er wird sofort entfernt; Ihr Browser oder Sicherheitsschlüssel behält vielleicht einen Passkey, der nichts mehr öffnet. Sie erhalten eine Nachricht darüber.',
  'factor-remove.now':
    'Dies geschieht sofort. Browser, die den zweiten Schritt übersprungen haben, verlangen ihn wieder. Sie erhalten eine Nachricht darüber.',
  'factor-remove.later':
    'Dies geschieht in 72\u00a0Stunden, weil Sie sich nicht gerade damit angemeldet haben. Sie erhalten eine Nachricht. Bis dahin können Sie das verhindern, und auch wer noch darüber verfügt.',
  'factor-remove.submit': 'Entfernen',
  'factor-remove.submit-later': 'In 72\u00a0Stunden entfernen',
  'factor-remove.back': 'Behalten',
  'factor-remove.refused-last-factor':
    'Er wurde nicht entfernt: Er ist der letzte, der für Ihr Konto genügt. Richten Sie zuerst einen anderen ein.',
  'factor-remove.refused-frozen':
    'Es wurde nichts entfernt: Änderungen sind bis zum {until} gestoppt, weil in einer E-Mail zu Ihrem Konto „Das war ich nicht“ gewählt wurde. Wenden Sie sich an Ihren Helpdesk.',

  'factors-off.title': 'Zweite Schritte deaktivieren?',
  'factors-off.lead': 'Dann genügt Ihr Passwort, um Ihr Konto zu öffnen. Entfernt wird:',
  'factors-off.now': 'Dies geschieht sofort. Sie können alles jederzeit wieder einrichten.',
  'factors-off.later':
    'Dies geschieht in 72\u00a0Stunden, weil Sie sich nicht gerade mit allem davon angemeldet haben. Sie erhalten eine Nachricht. Bis dahin können Sie alles behalten.',
  'factors-off.submit': 'Deaktivieren',
  'factors-off.submit-later': 'In 72\u00a0Stunden deaktivieren',
  'factors-off.back': 'Alles behalten',

  'backup-codes.title': 'Ersatzcodes',
  'backup-codes.what':
    'Wenn Ihr Smartphone verloren geht oder der Akku leer ist, tritt ein Ersatzcode an die Stelle Ihres zweiten Schritts. Jeder gilt einmal.',
  'backup-codes.done-renewed': 'Ihre neuen Ersatzcodes gelten jetzt, frühere nicht mehr.',
  'backup-codes.left':
    '{left, plural, =0 {Kein Code ist} one {# Code ist} other {# Codes sind}} von {of} übrig.',
  'backup-codes.made': 'Erstellt am {at}',
  'backup-codes.low':
    '{left, plural, =0 {Sie haben keine Ersatzcodes mehr.} one {Sie haben noch einen Ersatzcode.} other {Sie haben noch # Ersatzcodes.}} Erstellen Sie neue, bevor Sie sie brauchen.',
  'backup-codes.none': 'Sie haben keine.',
  'backup-codes.no-factor': 'Richten Sie zuerst einen zweiten Schritt ein: Ersatzcodes erhalten Sie mit ihm.',
  'backup-codes.frozen':
    'Jetzt können keine neuen Codes erstellt werden: Änderungen sind bis zum {until} gestoppt, weil in einer E-Mail zu Ihrem Konto „Das war ich nicht“ gewählt wurde. Wenden Sie sich an Ihren Helpdesk.',
  'backup-codes.add-factor': 'Zu Ihren zweiten Schritten',
  'backup-codes.new': 'Neue Codes erstellen',
  'backup-codes-new.title': 'Neue Ersatzcodes erstellen',
  'backup-codes-new.lead':
    'Sie erhalten zehn neue Codes, die einmal angezeigt werden. Die alten gelten sofort nicht mehr, auch gedruckte nicht.',
  'backup-codes-new.submit': 'Zehn neue Codes erstellen',
  'backup-codes-new.back': 'Die alten behalten',
} as const satisfies Record<keyof typeof english, string>;
