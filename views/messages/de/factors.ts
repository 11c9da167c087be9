// The texts of the account pages about second steps, in German; see ../de.ts.
import type { factors as english } from '../en/factors.ts';

export const factors = {
  'account-section.factors': 'Zweite Schritte',
  'account-section.backup-codes': 'Ersatzcodes',

  'factors.title': 'Zweite Schritte',
  'factors.none': 'Es ist nichts eingerichtet. Wer Ihr Passwort erfährt, kann sich in Ihrem Namen anmelden.',
  'factors.add': 'Zweiten Schritt hinzufügen',
  'factors.kind-since': '{kind}, hinzugefügt am {at}',
  'factors.last-used': 'Zuletzt verwendet am {at}',
  'factors.never-used': 'Noch nicht verwendet',
  'factors.disabled': 'Nach zu vielen falschen Versuchen abgeschaltet',
  'factors.backup-codes': 'Ersatzcodes: {left, plural, =0 {keiner mehr übrig} other {noch #}}',
  'factors.done-added': 'Ihr zweiter Schritt ist eingerichtet.',

  'factor-page.saved': 'Gespeichert.',
  'factor-page.name': 'Ihre Bezeichnung',
  'factor-page.name-hint': 'Zum Beispiel das Telefon, auf dem er ist.',
  'factor-page.save': 'Namen speichern',
  'factor-page.disabled-renew':
    'Er wurde nach zu vielen falschen Versuchen abgeschaltet. Richten Sie ihn neu ein: Der neue tritt an seine Stelle.',
  'factor-page.disabled-ask':
    'Er wurde nach zu vielen falschen Versuchen abgeschaltet. Wenden Sie sich an Ihren Helpdesk.',
  'factor-page.renew': 'Neu einrichten',
  'factor-page.back': 'Zurück zu Ihren zweiten Schritten',

  'backup-codes.title': 'Ersatzcodes',
  'backup-codes.what':
    'Wenn Ihr Smartphone verloren geht oder der Akku leer ist, tritt ein Ersatzcode an die Stelle Ihres zweiten Schritts. Jeder gilt einmal.',
  'backup-codes.left':
    '{left, plural, =0 {Kein Code ist} one {# Code ist} other {# Codes sind}} von {of} übrig.',
  'backup-codes.made': 'Erstellt am {at}',
  'backup-codes.low':
    '{left, plural, =0 {Sie haben keine Ersatzcodes mehr.} one {Sie haben noch einen Ersatzcode.} other {Sie haben noch # Ersatzcodes.}} Erstellen Sie neue, bevor Sie sie brauchen.',
  'backup-codes.none': 'Sie haben keine.',
  'backup-codes.no-factor': 'Richten Sie zuerst einen zweiten Schritt ein: Ersatzcodes erhalten Sie mit ihm.',
  'backup-codes.add-factor': 'Zu Ihren zweiten Schritten',
  'backup-codes.new': 'Neue Codes erstellen',
  'backup-codes-new.title': 'Neue Ersatzcodes erstellen',
  'backup-codes-new.lead':
    'Sie erhalten zehn neue Codes, die einmal angezeigt werden. Die alten gelten sofort nicht mehr, auch gedruckte nicht.',
  'backup-codes-new.submit': 'Zehn neue Codes erstellen',
  'backup-codes-new.back': 'Die alten behalten',
} as const satisfies Record<keyof typeof english, string>;
