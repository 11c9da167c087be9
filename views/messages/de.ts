// Every text that people read, in German: formal address, and the terms of docs/decisions/2026-11-26-german.md.
// Invariant: the keys and placeholders of English. Mails go on in lower case, because a greeting ends in a comma. A number
// and its noun are kept together by \u00a0, a word in a heading by U+2011.
import type { en } from './en.ts';

export const de = {
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
  'factor.totp': 'Authenticator-App',
  'factor.backup-codes': 'Ersatzcodes',

  // Find your organization
  'organization.title': 'Ihre Organisation finden',
  'organization.field': 'Dienstliche E-Mail-Adresse oder Kurzname der Organisation',
  'organization.hint': 'Zum Beispiel anna@klinik.example oder northwind',

  // Identifier and password
  'password.title': 'Anmelden',
  'password.identifier': 'E-Mail-Adresse oder Benutzername',
  'password.password': 'Passwort',
  'password.submit': 'Weiter',
  'password.locked':
    'Die Anmeldung mit diesem Passwort ist nach mehreren Fehlversuchen vorübergehend gesperrt. Ab dem {until} können Sie es wieder versuchen.',

  // Second step
  'second-factor.title': 'Code eingeben',
  'second-factor.account': 'Anmeldung als {account}',
  'second-factor.lead':
    'Öffnen Sie Ihre Authenticator-App und geben Sie den 6‑stelligen Code ein, den sie für {organization} anzeigt.',
  'second-factor.field': 'Code aus der Authenticator-App',
  'second-factor.use-totp': 'Authenticator-App verwenden',
  'second-factor.use-backup-code': 'Ersatzcode verwenden',
  'second-factor.locked':
    'Die Eingabe von Codes ist nach mehreren Fehlversuchen vorübergehend gesperrt. Ab dem {until} können Sie es wieder versuchen. Bis dahin wird auch ein richtiger Code abgelehnt.',
  'second-factor.lost':
    'Wenn Sie Ihr Gerät und Ihre Ersatzcodes verloren haben, kann Ihr Helpdesk den zweiten Schritt zurücksetzen.',

  'backup-code.title': 'Ersatzcode eingeben',
  'backup-code.lead':
    'Jeder Ihrer aufbewahrten Codes gilt einmal. Leerzeichen, Bindestriche und Großschreibung spielen keine Rolle.',
  'backup-code.field': 'Ersatzcode',
  'backup-codes-low.title':
    '{left, plural, =0 {Keine Ersatzcodes mehr} one {Noch ein Ersatzcode} other {Noch # Ersatzcodes}}',
  'backup-codes-low.lead':
    'Jeder Code gilt einmal, und der eben eingegebene ist verbraucht. Lassen Sie sich von Ihrem Helpdesk neue geben, bevor Ihnen die Codes ausgehen.',

  // Set-up
  'set-up.required':
    'Ihre Organisation verlangt Zwei-Faktor-Authentifizierung. Bitte richten Sie sie ein, um fortzufahren.',
  'set-up.account': 'Ihr Konto',
  'set-up.later': 'Später einrichten, bis zum {until}',

  'set-up-confirm.title': 'Bestätigen Sie, dass Sie es sind',
  'set-up-confirm.why':
    'Ein Passwort kann gestohlen werden. Zeigen Sie deshalb auf einem weiteren Weg, dass dieses Konto Ihnen gehört, bevor Sie einen zweiten Schritt einrichten.',
  'set-up-confirm.mail-lead':
    'Wir senden einen Code an {address}. Geben Sie ihn auf der nächsten Seite ein, in diesem Browser.',
  'set-up-confirm.mail-send': 'Code senden',
  'set-up-confirm.mail-sent': 'Wir haben einen Code an {address} gesendet. Er gilt bis zum {until}.',
  'set-up-confirm.mail-field': 'Code aus der E-Mail',
  'set-up-confirm.mail-again': 'Neuen Code senden',
  'set-up-confirm.mail-again-hint':
    'Nach zwei Minuten noch keine E-Mail? Sehen Sie im Spam-Ordner nach. Ein neuer Code macht den alten ungültig.',
  'set-up-confirm.enrollment-lead':
    'Ihr Helpdesk kann Ihnen einen Einrichtungscode geben, sobald feststeht, dass Sie es sind. Er gilt einmal und 24\u00a0Stunden lang.',
  'set-up-confirm.enrollment-field': 'Einrichtungscode von Ihrem Helpdesk',
  'set-up-confirm.use-mail': 'Code per E-Mail erhalten',
  'set-up-confirm.use-enrollment': 'Einrichtungscode von Ihrem Helpdesk eingeben',
  'set-up-confirm.none-title': 'Lassen Sie sich von Ihrem Helpdesk einen Einrichtungscode geben',
  'set-up-confirm.none-lead':
    'Zu Ihrem Konto gehört kein Postfach, über das Sie sich bestätigen können. Ihr Helpdesk vergewissert sich, dass Sie es sind, und gibt Ihnen einen Code. Kommen Sie dann hierher zurück und melden Sie sich erneut an.',

  'set-up-authenticator.title': 'Authenticator‑App einrichten',
  'set-up-authenticator.lead':
    'Verwenden Sie die Authenticator-App auf Ihrem Smartphone, oder installieren Sie eine aus Ihrem App-Store. Jede ist geeignet.',
  'set-up-authenticator.scan': 'Scannen Sie dieses Bild mit der App',
  'set-up-authenticator.qr': 'QR-Code mit dem Schlüssel für Ihre Authenticator-App',
  'set-up-authenticator.cannot-scan': 'Oder tippen Sie diesen Schlüssel in die App ein',
  'set-up-authenticator.key-kind': 'Art: zeitbasiert, 6\u00a0Ziffern, 30\u00a0Sekunden.',
  'set-up-authenticator.open-app': 'App auf diesem Gerät öffnen',
  'set-up-authenticator.enter': 'Geben Sie den Code ein, den die App anzeigt',
  'set-up-authenticator.field': '6‑stelliger Code',
  'set-up-authenticator.submit': 'Aktivieren',
  'set-up-authenticator.again': 'Mit einem neuen Schlüssel von vorn beginnen',

  'set-up-backup-codes.title': 'Ersatzcodes aufbewahren',
  'set-up-backup-codes.lead':
    'Wenn Ihr Smartphone verloren geht oder der Akku leer ist, tritt ein Ersatzcode an die Stelle der App. Jeder gilt einmal. Die Codes werden nur jetzt angezeigt: Niemand kann sie noch einmal anzeigen, auch Ihr Helpdesk nicht.',
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
  'backup-codes-print.back': 'Zurück zur Einrichtung',

  'set-up-overview.title': 'Ihr Konto',
  'set-up-overview.name': 'Name',
  'set-up-overview.email': 'E-Mail-Adresse',
  'set-up-overview.username': 'Benutzername',
  'set-up-overview.organization': 'Organisation',
  'set-up-overview.second-step': 'Zweiter Schritt',
  'set-up-overview.nothing': 'Noch nichts eingerichtet',
  'set-up-overview.factor': '{kind}, seit dem {at}',
  'set-up-overview.codes':
    '{left, plural, one {Ein unbenutzter Ersatzcode} other {# unbenutzte Ersatzcodes}}',
  'set-up-overview.requirement': 'Vorgabe',
  'set-up-overview.required-until':
    '{organization} verlangt einen zweiten Schritt. Er muss bis zum {until} eingerichtet sein.',
  'set-up-overview.required-now':
    '{organization} verlangt einen zweiten Schritt. Er muss jetzt eingerichtet werden.',
  'set-up-overview.optional': '{organization} überlässt es Ihnen.',
  'set-up-overview.back': 'Einrichtung fortsetzen',

  // Choosing an account, agreeing, going on
  'select-account.title': 'Konto wählen',
  'select-account.lead':
    'Sie sind in diesem Browser angemeldet. Machen Sie mit diesem Konto weiter, oder verwenden Sie ein anderes.',
  'select-account.submit': 'Weiter als {account}',
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
    'Es gab zu viele falsche Codes hintereinander. Deshalb gilt Ihre Authenticator-App hier nicht mehr, und es ist kein Ersatzcode übrig. Ihr Helpdesk kann den zweiten Schritt zurücksetzen.',
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
  'home.development': 'Im Entwicklungsbetrieb',
  'home.sample': 'Beispielanwendung öffnen',
  'home.outbox': 'Postausgang lesen',

  // Invitation
  'invitation-open.title': 'Willkommen bei {organization}',
  'invitation-open.title-plain': 'Willkommen',
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
  'invitation-done.open-application':
    'Öffnen Sie die Anwendung, die Sie nutzen möchten, und melden Sie sich dort an.',
  'invitation-invalid.title': 'Diese Einladung lässt sich nicht verwenden',
  'invitation-invalid.lead':
    'Sie gilt einmal und sieben Tage lang. Falls Sie sie schon verwendet haben, melden Sie sich an. Falls nicht, lassen Sie sich noch einmal einladen.',

  // Anything that can go wrong with a request
  'problem.not-found.title': 'Seite nicht gefunden',
  'problem.not-found.text':
    'Unter dieser Adresse gibt es nichts. Falls Sie sie eingetippt haben, prüfen Sie sie; falls ein Link hierher geführt hat, wenden Sie sich an die Stelle, von der er stammt.',
  'problem.method-not-allowed.title': 'Diese Adresse lässt sich so nicht verwenden',
  'problem.method-not-allowed.text':
    'Die Seite gibt es, aber nicht für diese Art von Anfrage. Gehen Sie zurück und verwenden Sie die Schaltflächen der Seite.',
  'problem.too-large.title': 'Das war zu viel auf einmal',
  'problem.too-large.text':
    'Es wurde mehr gesendet, als irgendein Formular hier braucht. Nichts wurde geändert. Gehen Sie zurück und kürzen Sie es.',
  'problem.bad-request.title': 'Die Anfrage war nicht verständlich',
  'problem.bad-request.text':
    'In dem, was gesendet wurde, fehlt etwas oder stimmt etwas nicht. Nichts wurde geändert. Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal.',
  'problem.bad-form.title': 'Dieses Formular ließ sich nicht lesen',
  'problem.bad-form.text':
    'Es muss jedes seiner Felder genau einmal enthalten, als Text. Nichts wurde geändert. Gehen Sie zurück, laden Sie die Seite neu und senden Sie es noch einmal.',
  'problem.forged.title': 'Dieses Formular ist zu alt',
  'problem.forged.text':
    'Zu Ihrer Sicherheit gilt ein Formular nur in dem Browser, der es geöffnet hat, und nicht unbegrenzt. Nichts wurde geändert. Gehen Sie zurück, laden Sie die Seite neu und versuchen Sie es noch einmal. Cookies müssen zugelassen sein.',
  'problem.too-many.title': 'Zu viele Versuche',
  'problem.too-many.text': 'Nichts wurde geändert.',
  'problem.server-error.title': 'Hier ist etwas schiefgegangen',
  'problem.server-error.text':
    'Es liegt nicht an Ihnen, und was Sie gesendet haben, ist möglicherweise nicht gespeichert. Versuchen Sie es in einigen Minuten noch einmal. Falls es wieder geschieht, verständigen Sie Ihren Helpdesk.',
  'problem.unavailable.title': 'Vorübergehend nicht verfügbar',
  'problem.unavailable.text': 'Nichts wurde geändert, und niemand wird inzwischen ungeprüft eingelassen.',
  'problem.retry-after':
    'Versuchen Sie es in {seconds, plural, one {einer Sekunde} other {#\u00a0Sekunden}} noch einmal.',
  'problem.reference': 'Referenz für Ihren Helpdesk: {reference}',

  // Development only
  'outbox.title': 'Postausgang',
  'outbox.lead': 'E-Mails, die sonst versandt worden wären. Nur dieser Computer kann diese Seite lesen.',
  'outbox.none':
    'Noch keine E-Mail. So entsteht eine: Melden Sie sich an und lassen Sie einen Code an das Postfach senden.',
  'outbox.to': 'An',
  'outbox.subject': 'Betreff',
  'outbox.at': 'Verfasst',
  'outbox.back': 'Alle E-Mails',
  'outbox.reload': 'Noch einmal nachsehen',
  'sample-code.title': 'Authenticator-App',
  'sample-code.lead': 'Diese Seite steht für das Smartphone von {account}, nur im Beispiel.',
  'sample-code.code': 'Aktueller Code',
  'sample-code.left': '{seconds, plural, one {Noch eine Sekunde} other {Noch #\u00a0Sekunden}}',
  'sample-code.reload': 'Aktuellen Code anzeigen',

  // Messages at fields
  'error.required.organization':
    'Geben Sie Ihre dienstliche E-Mail-Adresse oder den Kurznamen Ihrer Organisation ein.',
  'error.required.identifier': 'Geben Sie Ihre E-Mail-Adresse oder Ihren Benutzernamen ein.',
  'error.required.password': 'Geben Sie Ihr Passwort ein.',
  'error.required.code': 'Geben Sie den Code ein.',
  'error.required.new-password': 'Geben Sie ein neues Passwort ein.',
  'error.required.kept': 'Bringen Sie zuerst die Codes in Sicherheit, und setzen Sie dann den Haken.',
  'error.organization-unknown':
    'Hier gibt es keine Organisation mit diesem Namen. Prüfen Sie die Schreibweise, oder fragen Sie Ihren Helpdesk nach dem Kurznamen.',
  'error.credentials':
    'Anmeldename und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.',
  'error.locked': 'Zu viele Fehlversuche. Ab dem {until} können Sie es wieder versuchen.',
  'error.too-many': 'Zu viele Versuche in kurzer Zeit. Ab dem {until} können Sie es wieder versuchen.',
  'error.code-malformed': 'Der Code hat 6\u00a0Ziffern. Geben Sie ihn so ein, wie die App ihn anzeigt.',
  'error.code-wrong': 'Dieser Code ist nicht richtig. Geben Sie den ein, den die App jetzt anzeigt.',
  'error.code-used':
    'Dieser Code wurde schon verwendet. Warten Sie auf den nächsten, bis zu 30\u00a0Sekunden.',
  'error.code-clock':
    'Dieser Code ist nicht richtig. Falls das wieder geschieht, prüfen Sie, ob Ihr Smartphone die Uhrzeit automatisch einstellt.',
  'error.backup-code-malformed':
    'Ein Ersatzcode sieht anders aus. Prüfen Sie, ob Sie ihn vollständig eingegeben haben.',
  'error.backup-code-wrong': 'Das ist keiner Ihrer Ersatzcodes. Prüfen Sie ihn Zeichen für Zeichen.',
  'error.backup-code-used': 'Dieser Ersatzcode wurde schon verwendet. Geben Sie einen anderen ein.',
  'error.mail-code-malformed': 'Der Code in der E-Mail hat 8\u00a0Ziffern. Geben Sie alle ein.',
  'error.mail-code-wrong':
    'Dieser Code ist nicht der aus der neuesten E-Mail. {left, plural, one {Es bleibt ein Versuch} other {Es bleiben #\u00a0Versuche}}.',
  'error.mail-code-expired': 'Dieser Code gilt nicht mehr. Lassen Sie sich einen neuen senden.',
  'error.enrollment-code-wrong':
    'Dieser Einrichtungscode ist nicht richtig oder gilt nicht mehr. Prüfen Sie ihn, oder lassen Sie sich von Ihrem Helpdesk einen neuen geben.',
  'error.factor-disabled':
    'Zu viele falsche Codes: Dieser Weg ist deaktiviert. Verwenden Sie einen anderen, oder lassen Sie ihn von Ihrem Helpdesk zurücksetzen.',
  'error.password-disabled':
    'Zu viele falsche Passwörter: In diesem Browser wird keines mehr angenommen. Verwenden Sie einen, in dem Sie sich schon einmal angemeldet haben, oder fragen Sie Ihren Helpdesk.',
  'error.set-up-expired':
    'Dieser Schlüssel gilt nicht mehr. Scannen Sie den neuen und geben Sie den Code dazu ein.',
  'error.password-short': 'Verwenden Sie mindestens {min}\u00a0Zeichen. Dieses Passwort hat {length}.',
  'error.password-long': 'Verwenden Sie höchstens {max}\u00a0Zeichen.',
  'error.password-common':
    'Dieses Passwort wird bei Angriffen unter den ersten ausprobiert. Wählen Sie ein anderes.',
  'error.password-context':
    'Dieses Passwort ist Ihr Name, der Ihrer Organisation oder etwas anderes, das leicht zu erraten ist. Wählen Sie ein anderes.',
  'error.password-repeat': 'Die beiden Passwörter unterscheiden sich. Geben Sie zweimal dasselbe ein.',

  // Mails
  'mail.greeting': 'Guten Tag {name},',
  'mail.when': 'Wann: {at}',
  'mail.from': 'Von: {origin}',
  'mail.from-organization': 'Von: Ihrer Organisation',
  'mail.from-unknown': 'Von: unbekannt',
  'mail.not-you': 'Falls Sie das nicht waren, verständigen Sie sofort Ihren Helpdesk.',
  'mail.help': 'Hilfe: {help}',
  'mail.sign-off': '{organization}, Anmeldedienst',
  'mail.invitation.subject': 'Ihr Konto bei {organization}',
  'mail.invitation.text':
    '{organization} hat ein Konto für Sie angelegt. Sie melden sich als {identifier} an. Wählen Sie hier Ihr Passwort:',
  'mail.invitation.until': 'Der Link gilt einmal, bis zum {until}.',
  'mail.invitation.not-expected':
    'Falls Sie das nicht erwartet haben, tun Sie nichts: Ohne Ihr Passwort bleibt das Konto verschlossen.',
  'mail.mailbox-code.subject': 'Ihr Code für {organization}',
  'mail.mailbox-code.text':
    'geben Sie diesen Code auf der Seite ein, die danach fragt, um zu bestätigen, dass das Konto Ihnen gehört:',
  'mail.mailbox-code.until':
    'Er gilt bis zum {until}. Niemand aus Ihrer Organisation wird Sie je danach fragen.',
  'mail.mailbox-code.not-you':
    'Falls Sie sich nicht gerade anmelden, kennt jemand anderes Ihr Passwort. Geben Sie den Code nicht weiter, und verständigen Sie sofort Ihren Helpdesk.',
  'mail.factor-enrolled.subject': 'Für Ihr Konto wurde eine Authenticator-App eingerichtet',
  'mail.factor-enrolled.text':
    'ab jetzt fragt die Anmeldung bei {organization} nach einem Code aus Ihrer Authenticator-App.',
  'mail.backup-code-used.subject': 'Für Ihr Konto wurde ein Ersatzcode verwendet',
  'mail.backup-code-used.text':
    'jemand hat sich bei {organization} mit Ihrem Passwort und einem Ihrer Ersatzcodes angemeldet. {left, plural, =0 {Es ist keiner mehr} one {Es ist noch einer} other {Es sind noch #}} übrig.',
  'mail.backup-code-used.low':
    'Lassen Sie sich von Ihrem Helpdesk neue geben, bevor Ihnen die Codes ausgehen.',
  'mail.backup-codes-issued.subject': 'Neue Ersatzcodes für Ihr Konto',
  'mail.backup-codes-issued.text':
    'für Ihr Konto bei {organization} wurden zehn neue Ersatzcodes erstellt. Ältere gelten nicht mehr.',
  'mail.factors-reset.subject': 'Ihr zweiter Schritt wurde zurückgesetzt',
  'mail.factors-reset.text':
    '{organization} hat den zweiten Schritt von Ihrem Konto entfernt: Authenticator-App und Ersatzcodes. Sie sind überall abgemeldet und richten ihn bei der nächsten Anmeldung neu ein.',
  'mail.factor-disabled.subject-totp': 'Ihre Authenticator-App wurde nach falschen Codes deaktiviert',
  'mail.factor-disabled.subject-backup-code': 'Ihre Ersatzcodes wurden nach falschen Codes deaktiviert',
  'mail.factor-disabled.subject-password': 'Ihr Passwort wurde nach Fehlversuchen deaktiviert',
  'mail.factor-disabled.text':
    'bei {organization} gab es zu viele Fehlversuche, deshalb gilt dieser Weg nicht mehr. Ihr Helpdesk kann ihn wieder öffnen. Möglicherweise versucht jemand, in Ihr Konto zu gelangen.',
  'mail.password-set.subject': 'Ihr Passwort wurde festgelegt',
  'mail.password-set.text':
    'das Passwort Ihres Kontos bei {organization} wurde festgelegt. Ein früheres gilt nicht mehr.',
  'mail.email-changed.subject': 'Die E-Mail-Adresse Ihres Kontos wurde geändert',
  'mail.email-changed.text':
    'diese Adresse wurde aus Ihrem Konto bei {organization} entfernt. Das ist die letzte Nachricht zu dem Konto, die hier ankommt.',
  'mail.phone-changed.subject': 'Die Telefonnummer Ihres Kontos wurde geändert',
  'mail.phone-changed.text': 'die Telefonnummer Ihres Kontos bei {organization} wurde geändert.',
  'mail.enrollment-code-given.subject': 'Für Ihr Konto wurde ein Einrichtungscode ausgegeben',
  'mail.enrollment-code-given.text':
    'der Helpdesk von {organization} hat einen Code ausgegeben, mit dem sich für Ihr Konto ein zweiter Schritt einrichten lässt. Er gilt einmal, bis zum {until}.',
} as const satisfies Readonly<Record<keyof typeof en, string>>;
