// The texts of set-up, in German; see ../de.ts.
import type { setUp as english } from '../en/set-up.ts';

export const setUp = {
  'set-up.required':
    'Ihre Organisation verlangt Zwei-Faktor-Authentifizierung. Bitte richten Sie sie ein, um fortzufahren.',
  'set-up.stronger':
    'Ihre Organisation verlangt einen stärkeren zweiten Schritt als das, was Sie eingerichtet haben. Richten Sie einen ein, um fortzufahren.',
  'set-up.application':
    '{application} verlangt eine stärkere Anmeldung als das, was Sie eingerichtet haben. Richten Sie sie ein, um fortzufahren, oder brechen Sie ab.',
  'set-up.own-pages':
    'Ihr Konto verlangt eine stärkere Anmeldung als das, was Sie eingerichtet haben. Richten Sie sie ein, um fortzufahren, oder brechen Sie ab.',
  'set-up.account': 'Ihr Konto',
  'set-up.another-kind': 'Etwas anderes einrichten',
  'set-up.use-untried': 'Den eingerichteten Passkey verwenden',
  'set-up.later': 'Später einrichten, bis zum {until}',
  'set-up.help': 'Ich kann das nicht einrichten',

  'set-up-confirm.title': 'Bestätigen Sie, dass Sie es sind',
  'set-up-confirm.why':
    'Was Sie bisher eingegeben haben, könnte gestohlen sein. Zeigen Sie deshalb auf einem weiteren Weg, dass dieses Konto Ihnen gehört, bevor Sie etwas einrichten.',
  'set-up-confirm.raising':
    'Ihr neuer Passkey kann mehr als das, was Sie bisher eingerichtet haben. Zeigen Sie zuerst auf einem weiteren Weg, dass dieses Konto Ihnen gehört. Legen Sie ihn danach noch einmal an.',
  'set-up-confirm.mail-lead':
    'Wir senden einen Code an {address}. Geben Sie ihn auf der nächsten Seite ein, in diesem Browser.',
  'set-up-confirm.mail-send': 'Code senden',
  'set-up-confirm.mail-sent': 'Wir haben einen Code an {address} gesendet. Er gilt bis zum {until}.',
  'set-up-confirm.mail-field': 'Code aus der E-Mail',
  'set-up-confirm.mail-again': 'Neuen Code senden',
  'set-up-confirm.mail-again-hint':
    'Nach zwei Minuten noch keine E-Mail? Sehen Sie im Spam-Ordner nach. Ein neuer Code macht den alten ungültig.',
  'set-up-confirm.frozen':
    'Bis zum {until} können Sie nur mit einem Code von Ihrem Helpdesk etwas einrichten, weil in einer E-Mail zu Ihrem Konto „Das war ich nicht“ gewählt wurde. Wenden Sie sich an Ihren Helpdesk.',
  'set-up-confirm.mailbox-password-by-mail':
    'Ein Code per E-Mail zählt hier nicht: Einer hat schon ersetzt, was Sie vergessen oder verloren hatten, und wer Ihre E-Mails liest, könnte beide haben. Wenden Sie sich an Ihren Helpdesk.',
  'set-up-confirm.mailbox-changed-recently':
    'Ein Code per E-Mail zählt hier noch nicht: In den letzten 72\u00a0Stunden hat jemand anderes die E-Mail-Adresse Ihres Kontos geändert. Wenden Sie sich an Ihren Helpdesk, oder kommen Sie danach wieder.',
  'set-up-confirm.enrollment-lead':
    'Ihr Helpdesk kann Ihnen einen Einrichtungscode geben, sobald feststeht, dass Sie es sind. Er gilt einmal und 24\u00a0Stunden lang.',
  'set-up-confirm.enrollment-field': 'Einrichtungscode von Ihrem Helpdesk',
  'set-up-confirm.use-mail': 'Code per E-Mail erhalten',
  'set-up-confirm.use-enrollment': 'Einrichtungscode von Ihrem Helpdesk eingeben',

  'set-up-choice.title': 'Wählen Sie Ihren zweiten Schritt',
  'set-up-choice.field': 'Wie möchten Sie zeigen, dass Sie es sind?',
  'set-up-choice.about-passkey':
    'Fingerabdruck, Gesicht oder PIN auf diesem Gerät, oder ein Sicherheitsschlüssel. Am sichersten und am schnellsten.',
  'set-up-choice.about-totp':
    'Eine App auf Ihrem Smartphone zeigt alle 30\u00a0Sekunden einen neuen Code. Sie braucht kein Netz.',
  'set-up-choice.about-sms':
    'Wir senden einen Code auf Ihr Telefon. Am schwächsten: Andere können Nachrichten lesen.',

  'set-up-passkey.title': 'Passkey einrichten',
  'set-up-passkey.lead':
    'Ein Passkey liegt auf diesem Gerät, in Ihrem Passwortmanager oder auf einem Sicherheitsschlüssel. Ihr Fingerabdruck, Gesicht oder Ihre PIN entsperrt ihn, und keine gefälschte Seite kann ihn stehlen.',
  'set-up-passkey.hardware':
    'Ihre Organisation verlangt einen Sicherheitsschlüssel, den sie ausgewählt hat. Halten Sie ihn bereit; andere Passkeys werden abgelehnt.',
  'set-up-passkey.then':
    'Ihr Browser fragt, wo er liegen soll. Danach verwenden Sie ihn einmal, um zu sehen, dass er funktioniert.',
  'set-up-passkey.submit': 'Passkey anlegen',

  'set-up-authenticator.title': 'Authenticator‑App einrichten',
  'set-up-authenticator.lead':
    'Verwenden Sie die Authenticator-App auf Ihrem Smartphone, oder installieren Sie eine aus Ihrem App-Store. Jede ist geeignet.',
  'set-up-authenticator.scan': 'Scannen Sie dieses Bild mit der App',
  'set-up-authenticator.qr': 'QR-Code mit dem Schlüssel für Ihre Authenticator-App',
  'set-up-authenticator.cannot-scan': 'Sie können nicht scannen? Tippen Sie diesen Schlüssel in die App ein',
  'set-up-authenticator.key-kind': 'Art: zeitbasiert, 6\u00a0Ziffern, 30\u00a0Sekunden.',
  'set-up-authenticator.open-app': 'App auf diesem Gerät öffnen',
  'set-up-authenticator.enter': 'Geben Sie den Code ein, den die App anzeigt',
  'set-up-authenticator.field': '6‑stelliger Code',
  'set-up-authenticator.submit': 'Aktivieren',
  'set-up-authenticator.again': 'Mit einem neuen Schlüssel von vorn beginnen',

  'set-up-phone.title': 'Telefon einrichten',
  'set-up-phone.lead':
    'Beim Anmelden senden wir künftig einen Code an dieses Telefon. Zeigen Sie zuerst, dass Sie es haben.',
  'set-up-phone.proposed': 'In Ihrem Profil steht die Nummer {number}.',
  'set-up-phone.field': 'Nummer Ihres Mobiltelefons',
  'set-up-phone.hint': 'Zum Beispiel +41 79 123 45 67',
  'set-up-phone.other': 'Andere Nummer verwenden',
  'set-up-phone.submit': 'Aktivieren',

  'set-up-backup-codes.title': 'Ersatzcodes aufbewahren',
  'set-up-backup-codes.lead':
    'Wenn Ihr Smartphone verloren geht oder der Akku leer ist, tritt ein Ersatzcode an seine Stelle. Jeder gilt einmal. Die Codes werden nur jetzt angezeigt: Niemand kann sie noch einmal anzeigen, auch Ihr Helpdesk nicht.',
  'set-up-backup-codes.list': 'Ihre Ersatzcodes',
  'set-up-backup-codes.download': 'Als Textdatei herunterladen',
  'set-up-backup-codes.print': 'Seite zum Drucken öffnen',
  'set-up-backup-codes.kept': 'Ich bewahre diese Codes an einem sicheren Ort auf',
  'set-up-backup-codes.submit': 'Weiter',

  'backup-codes-file.name': 'Ersatzcodes.txt',
  'backup-codes-file.title': 'Ersatzcodes für {organization}',
  'backup-codes-file.once': 'Jeder gilt einmal.',

  'backup-codes-print.title': 'Ersatzcodes',
  'backup-codes-print.made':
    'Für {account} bei {organization}, erstellt am {at}. Jeder Code gilt einmal. Streichen Sie durch, was Sie verbraucht haben.',
  'backup-codes-print.how':
    'Drucken Sie diese Seite mit Ihrem Browser, bewahren Sie das Blatt getrennt von Ihrem Computer auf, und gehen Sie zurück.',
  'backup-codes-print.back': 'Zurück zu Ihren Codes',

  'set-up-overview.title': 'Ihr Konto',
  'set-up-overview.name': 'Name',
  'set-up-overview.email': 'E-Mail-Adresse',
  'set-up-overview.username': 'Benutzername',
  'set-up-overview.organization': 'Organisation',
  'set-up-overview.second-step': 'Zweiter Schritt',
  'set-up-overview.nothing': 'Noch nichts eingerichtet',
  'set-up-overview.factor': '{kind}, seit dem {at}',
  'set-up-overview.untried': '{kind}, noch nicht verwendet',
  'set-up-overview.codes':
    '{left, plural, one {Ein unverwendeter Ersatzcode} other {# unverwendete Ersatzcodes}}',
  'set-up-overview.requirement': 'Vorgabe',
  'set-up-overview.required-until':
    '{organization} verlangt {level, select, mfa {einen zweiten Schritt} hardware {einen Sicherheitsschlüssel von der eigenen Liste} other {einen Passkey}}. Er muss bis zum {until} eingerichtet sein.',
  'set-up-overview.required-now':
    '{organization} verlangt {level, select, mfa {einen zweiten Schritt} hardware {einen Sicherheitsschlüssel von der eigenen Liste} other {einen Passkey}}. Er muss jetzt eingerichtet werden.',
  'set-up-overview.optional': '{organization} überlässt es Ihnen.',
  'set-up-overview.asked':
    '{application} verlangt {level, select, mfa {einen zweiten Schritt} hardware {einen Sicherheitsschlüssel von der Liste Ihrer Organisation} other {einen Passkey}}.',
  'set-up-overview.asked-by-account':
    'Ihr Konto verlangt {level, select, mfa {einen zweiten Schritt} hardware {einen Sicherheitsschlüssel von der Liste Ihrer Organisation} other {einen Passkey}}.',
  'set-up-overview.back': 'Einrichtung fortsetzen',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
