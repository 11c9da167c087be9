// The texts of the sign-in, in German; see ../de.ts.
import type { signIn as english } from '../en/sign-in.ts';

export const signIn = {
  // Find your organization
  'organization.title': 'Ihre Organisation finden',
  'organization.field': 'Dienstliche E-Mail-Adresse oder Kurzname der Organisation',
  'organization.hint': 'Zum Beispiel anna@klinik.example oder northwind',

  // Identifier and password
  'password.title': 'Anmelden',
  'password.identifier': 'E-Mail-Adresse oder Benutzername',
  'password.password': 'Passwort',
  'password.submit': 'Weiter',

  'password.passkey': 'Mit Passkey anmelden',

  // Passkeys, wherever the browser is asked for one
  'passkey.waiting': 'Warten auf Ihren Passkey. Folgen Sie dem, was Ihr Browser oder Gerät verlangt.',
  'passkey.cancelled':
    'Es wurde kein Passkey verwendet: Der Dialog wurde geschlossen, dauerte zu lange oder fand keinen für diese Seite. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
  'passkey.cancelled-new':
    'Es wurde kein Passkey angelegt: Der Dialog wurde geschlossen oder dauerte zu lange. Versuchen Sie es noch einmal, oder richten Sie etwas anderes ein.',
  'passkey.exists':
    'Dieses Gerät hat schon einen Passkey Ihres Kontos. Verwenden Sie ein anderes Gerät oder einen anderen Schlüssel.',
  'passkey.unsupported':
    'Dieser Browser oder dieses Gerät hat keine Passkeys, die hier gelten. Wählen Sie einen anderen Weg oder einen anderen Browser.',
  'passkey.insecure':
    'Ihr Browser lässt auf dieser Seite keine Passkeys zu, weil er die Verbindung nicht für sicher hält. Wählen Sie einen anderen Weg, und verständigen Sie Ihren Helpdesk.',
  'passkey.failed':
    'Ihr Browser konnte den Passkey nicht verwenden. Versuchen Sie es noch einmal, oder wählen Sie einen anderen Weg.',
  'passkey.no-script':
    'Passkeys brauchen JavaScript, und das ist in diesem Browser ausgeschaltet. Schalten Sie es ein, oder wählen Sie einen anderen Weg.',

  'second-factor-passkey.title': 'Passkey verwenden',
  'second-factor-passkey.lead':
    'Bestätigen Sie mit Fingerabdruck, Gesicht, PIN oder Sicherheitsschlüssel, wie Sie es eingerichtet haben.',
  'second-factor-passkey.first-use':
    'Ihr Passkey „{name}“ ist gespeichert. Verwenden Sie ihn jetzt einmal, damit Sie wissen, dass er funktioniert.',
  'second-factor-passkey.untried':
    'Sie haben den Passkey „{name}“ eingerichtet und noch nicht verwendet. Sobald Sie ihn verwenden, zählt er.',
  'second-factor-passkey.submit': 'Passkey verwenden',

  // Second step
  'second-factor.title': 'Code eingeben',
  'second-factor.account': 'Anmeldung als {account}',
  'second-factor.lead':
    'Öffnen Sie Ihre Authenticator-App und geben Sie den 6‑stelligen Code ein, den sie für {organization} anzeigt.',
  'second-factor.remember':
    'In diesem Browser {days, plural, one {# Tag} other {# Tage}} lang nicht danach fragen',
  'second-factor.field': 'Code aus der Authenticator-App',
  'second-factor.use-passkey': 'Passkey verwenden',
  'second-factor.use-totp': 'Authenticator-App verwenden',
  'second-factor.use-sms': 'Code per SMS erhalten',
  'second-factor.use-backup-code': 'Ersatzcode verwenden',
  'second-factor.use-break-glass': 'Code Ihres Helpdesks verwenden',
  'second-factor.lost': 'Ich kann nichts davon verwenden',

  'second-factor-sms.title': 'Code per SMS erhalten',
  'second-factor-sms.lead': 'Wir senden einen 6‑stelligen Code an Ihr Telefon, {number}.',
  'second-factor-sms.send': 'Code senden',
  'second-factor-sms.code-title': 'Code aus der SMS eingeben',
  'second-factor-sms.sent': 'Wir haben einen 6‑stelligen Code an {number} gesendet. Er gilt bis zum {until}.',
  'second-factor-sms.field': 'Code aus der SMS',
  'second-factor-sms.again-hint': 'Nach einer Minute keine SMS? Ein neuer Code macht den alten ungültig.',
  'second-factor-sms.again': 'Neuen Code senden',

  'backup-code.title': 'Ersatzcode eingeben',
  'backup-code.lead':
    'Jeder Ihrer aufbewahrten Codes gilt einmal. Leerzeichen, Bindestriche und Großschreibung spielen keine Rolle.',
  'backup-code.field': 'Ersatzcode',
  'break-glass.title': 'Code Ihres Helpdesks eingeben',
  'break-glass.lead':
    'Ihr Helpdesk lässt Sie einmal ohne zweiten Schritt ein. Alles, was Sie öffnen, endet 15\u00a0Minuten, nachdem Sie den Code bekommen haben; dann werden Sie abgemeldet.',
  'break-glass.field': 'Code Ihres Helpdesks',
  'break-glass.hint':
    '10\u00a0Buchstaben und Ziffern. Leerzeichen, Bindestriche und Großschreibung spielen keine Rolle.',
  'break-glass.set-up': 'Stattdessen einen zweiten Schritt einrichten',

  'not-raised.title': 'Ihr Sicherheitsschlüssel ersetzt Ihr Passwort noch nicht',
  'not-raised.what':
    'Sie haben ihn mit seiner PIN verwendet. Damit könnte er künftig Ihr Passwort ersetzen, aber Änderungen an Ihren zweiten Schritten sind bis zum {until} gestoppt, weil in einer E-Mail zu Ihrem Konto „Das war ich nicht“ gewählt wurde.',
  'not-raised.do':
    'Melden Sie sich bis dahin weiter mit Passwort und Schlüssel an. Entfernen Sie danach den Schlüssel auf Ihren Kontoseiten, und fügen Sie ihn neu hinzu; oder fragen Sie jetzt Ihren Helpdesk.',

  'backup-codes-low.title':
    '{left, plural, =0 {Keine Ersatzcodes mehr} one {Noch ein Ersatzcode} other {Noch # Ersatzcodes}}',
  'backup-codes-low.lead':
    'Jeder Code gilt einmal, und der eben eingegebene ist verbraucht. Erstellen Sie auf Ihren Kontoseiten neue, oder fragen Sie Ihren Helpdesk.',

  // Choosing an account, agreeing, going on
  'select-account.title': 'Konto wählen',
  'select-account.lead':
    'Sie sind in diesem Browser angemeldet. Machen Sie mit diesem Konto weiter, oder verwenden Sie ein anderes.',
  'select-account.submit': 'Weiter als {account}',
  'select-account.submit-nameless': 'Weiter mit diesem Konto',
  'select-account.other-tenant-title': 'Dieses Konto gehört zu einer anderen Organisation',
  'select-account.other-tenant':
    'Sie sind als {account} bei {organization} angemeldet. Die Anwendung, die Sie geöffnet haben, gehört zu einer anderen Organisation und verlangt ein Konto von dort.',

  'consent.title': 'Ihre Daten an {application} weitergeben?',
  'consent.lead': 'Sie sind als {account} angemeldet. Wenn Sie zustimmen, erfährt {application}:',
  'consent.submit': 'Zustimmen und weiter',
  'consent.remembered': 'Ihre Antwort wird für diese Anwendung gespeichert, bis sie nach mehr fragt.',
  'consent.decline': 'Nicht zustimmen',
  'consent.scope.openid': 'Eine Kennung Ihres Kontos sowie wann und wie Sie sich angemeldet haben',
  'consent.scope.profile': 'Ihren Namen und Ihr Profil',
  'consent.scope.email': 'Ihre E-Mail-Adresse',
  'consent.scope.address': 'Ihre Postanschrift',
  'consent.scope.phone': 'Ihre Telefonnummer',
  'consent.scope.offline_access': 'All das auch später, während Sie sie nicht nutzen',
  'consent.scope.other': 'Was sie „{scope}“ nennt',
  'consent.claim': 'Die Angabe „{claim}“ aus Ihrem Profil',

  'continue.title': 'Sie sind angemeldet',
  'continue.lead': 'Sie haben alles nachgewiesen, was nötig ist. Nur ein Schritt fehlt noch.',
  'continue.submit': 'Weiter zu {application}',

  // The end of the road
  'denied.title.account-disabled': 'Ihr Konto ist deaktiviert',
  'denied.text.account-disabled':
    'Die Administration Ihrer Organisation hat es deaktiviert. Nur sie kann es wieder aktivieren.',
  'denied.title.tenant-suspended': 'Ihre Organisation ist gesperrt',
  'denied.text.tenant-suspended':
    'Zurzeit kann sich niemand aus dieser Organisation anmelden. Fragen Sie die Administration, wann das endet.',
  'denied.title.other-tenant': 'Diese Anwendung gehört zu einer anderen Organisation',
  'denied.text.other-tenant':
    'Ihr Konto gehört nicht dazu. Melden Sie sich mit einem Konto an, das Sie von der Organisation der Anwendung erhalten haben.',
  'denied.title.level-unreachable': 'Eine stärkere Anmeldung ist nötig',
  'denied.text.level-unreachable':
    'Die Anwendung verlangt einen stärkeren Nachweis, als Ihre Organisation für Ihr Konto zulässt. Melden Sie das dem Support der Anwendung oder Ihrem Helpdesk.',
  'denied.title.enrollment-overdue': 'Die Frist für den zweiten Schritt ist abgelaufen',
  'denied.text.enrollment-overdue':
    'Ihre Organisation verlangt einen zweiten Schritt, und die Frist zum Einrichten ist vorbei. Ihr Helpdesk kann die Einrichtung noch einmal für Sie öffnen.',
  'denied.title.second-factor-off': 'Ein zweiter Schritt ist nötig, aber deaktiviert',
  'denied.text.second-factor-off':
    'Die Anwendung verlangt einen zweiten Schritt, und Ihre Organisation hat zweite Schritte deaktiviert. Melden Sie das Ihrem Helpdesk.',
  'denied.title.no-factor-allowed': 'Kein zweiter Schritt ist zugelassen',
  'denied.text.no-factor-allowed':
    'Ihre Organisation verlangt einen zweiten Schritt, lässt aber keinen Weg dafür zu. Melden Sie das Ihrem Helpdesk.',
  'denied.title.factor-disabled': 'Ihr zweiter Schritt ist deaktiviert',
  'denied.text.factor-disabled':
    'Es gab zu viele falsche Codes hintereinander. Deshalb gilt Ihr zweiter Schritt hier nicht mehr, und es ist kein Ersatzcode übrig. Ihr Helpdesk kann den zweiten Schritt zurücksetzen.',
  'denied.title.no-backup-code': 'Es ist kein Ersatzcode übrig',
  'denied.text.no-backup-code':
    'Sie haben kein Passwort. Ohne Ihre Passkeys kann deshalb nur ein Ersatzcode zeigen, dass Sie es sind, und von Ihren gilt keiner mehr. Ihr Helpdesk kann den zweiten Schritt zurücksetzen.',
  'denied.back-to': 'Zurück zu {application}',
  'denied.back': 'Zurück zur Anwendung',

  'expired.title': 'Diese Anmeldung gilt nicht mehr',
  'expired.text': 'Beginnen Sie neu, von der Anwendung aus.',
  'expired.why':
    'Sie hat länger als eine Stunde gedauert, war schon abgeschlossen oder wurde in einem anderen Tab neu begonnen.',
  'expired.start': 'Zu {application}',
  'expired.start-plain': 'Zur Anwendung',
  'other-browser.title': 'Diese Anmeldung wurde in einem anderen Browser begonnen',
  'other-browser.text':
    'Zu Ihrer Sicherheit lässt sie sich nur dort abschließen, wo sie begonnen wurde. Kehren Sie zu jenem Browser zurück, oder beginnen Sie in diesem neu, von der Anwendung aus.',
  'other-browser.warning':
    'Falls Ihnen jemand diesen Link geschickt hat, machen Sie nicht weiter: Schließen Sie diese Seite und verständigen Sie Ihren Helpdesk.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
