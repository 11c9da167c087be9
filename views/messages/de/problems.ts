// The texts about what went wrong: with a request, and at fields, in German; see ../de.ts.
import type { problems as english } from '../en/problems.ts';

export const problems = {
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

  // Messages at fields
  'error.required.organization':
    'Geben Sie Ihre dienstliche E-Mail-Adresse oder den Kurznamen Ihrer Organisation ein.',
  'error.required.identifier': 'Geben Sie Ihre E-Mail-Adresse oder Ihren Benutzernamen ein.',
  'error.required.password': 'Geben Sie Ihr Passwort ein.',
  'error.required.kind': 'Wählen Sie eine der Möglichkeiten.',
  'error.required.code': 'Geben Sie den Code ein.',
  'error.required.new-password': 'Geben Sie ein neues Passwort ein.',
  'error.required.factor-name': 'Geben Sie einen Namen ein.',
  'error.factor-name-long': 'Höchstens {max}\u00a0Zeichen.',
  'error.required.kept': 'Bringen Sie zuerst die Codes in Sicherheit, und setzen Sie dann den Haken.',
  'error.organization-unknown':
    'Hier gibt es keine Organisation mit diesem Namen. Prüfen Sie die Schreibweise, oder fragen Sie Ihren Helpdesk nach dem Kurznamen.',
  'error.credentials':
    'E-Mail-Adresse oder Benutzername und Passwort passen nicht zusammen. Prüfen Sie beides und versuchen Sie es noch einmal.',
  'error.locked':
    'Zu viele Fehlversuche. Ab dem {until} können Sie es wieder versuchen. Bis dahin wird auch eine richtige Eingabe abgelehnt.',
  'error.too-many': 'Zu viele Versuche in kurzer Zeit. Ab dem {until} können Sie es wieder versuchen.',
  'error.code-malformed': 'Der Code hat 6\u00a0Ziffern. Geben Sie ihn so ein, wie die App ihn anzeigt.',
  'error.code-wrong': 'Dieser Code ist nicht richtig. Geben Sie den ein, den die App jetzt anzeigt.',
  'error.code-used':
    'Dieser Code wurde schon verwendet. Warten Sie auf den nächsten, bis zu 30\u00a0Sekunden.',
  'error.code-clock':
    'Dieser Code gehört zu einer anderen Zeit. Geben Sie den ein, den die App jetzt anzeigt. Falls Sie das getan haben, geht die Uhr Ihres Smartphones falsch: Lassen Sie es die Uhrzeit automatisch einstellen.',
  'error.backup-code-malformed':
    'Ein Ersatzcode sieht anders aus. Prüfen Sie, ob Sie ihn vollständig eingegeben haben.',
  'error.backup-code-wrong': 'Das ist keiner Ihrer Ersatzcodes. Prüfen Sie ihn Zeichen für Zeichen.',
  'error.backup-code-used': 'Dieser Ersatzcode wurde schon verwendet. Geben Sie einen anderen ein.',
  'error.break-glass-malformed':
    'Der Code hat 10\u00a0Buchstaben und Ziffern. Prüfen Sie, ob Sie ihn ganz eingegeben haben.',
  'error.break-glass-wrong':
    'Dieser Code stimmt nicht. Prüfen Sie ihn Zeichen für Zeichen; es gibt fünf Versuche.',
  'error.break-glass-expired':
    'Dieser Code gilt nicht mehr: Seine Zeit ist um, er wurde verwendet, oder es gab zu viele Fehlversuche. Fragen Sie Ihren Helpdesk.',
  'error.mail-code-malformed': 'Der Code in der E-Mail hat 8\u00a0Ziffern. Geben Sie alle ein.',
  'error.mail-code-wrong':
    'Dieser Code ist nicht der aus der neuesten E-Mail. {left, plural, one {Es bleibt ein Versuch} other {Es bleiben #\u00a0Versuche}}.',
  'error.mail-code-expired': 'Dieser Code gilt nicht mehr. Lassen Sie sich einen neuen senden.',
  'error.note-long': 'Verwenden Sie höchstens {max}\u00a0Zeichen.',
  'error.link-code-malformed':
    'Der Code in der E-Mail hat 10\u00a0Buchstaben und Ziffern. Geben Sie alle ein.',
  'error.link-code-wrong':
    'Dieser Code ist nicht richtig oder gilt nicht mehr. Prüfen Sie ihn, oder lassen Sie sich eine neue E-Mail senden.',
  'error.enrollment-code-wrong':
    'Dieser Einrichtungscode ist nicht richtig oder gilt nicht mehr. Prüfen Sie ihn, oder lassen Sie sich von Ihrem Helpdesk einen neuen geben.',
  'error.factor-disabled':
    'Zu viele falsche Codes: Dieser Weg ist deaktiviert. Verwenden Sie einen anderen, oder lassen Sie ihn von Ihrem Helpdesk zurücksetzen.',
  'error.password-disabled':
    'Zu viele falsche Passwörter: In diesem Browser wird keines mehr angenommen. Verwenden Sie einen, in dem Sie sich schon einmal angemeldet haben, oder fragen Sie Ihren Helpdesk.',
  'error.sms-not-sent':
    'Die SMS konnte nicht gesendet werden; ein Code, der trotzdem ankommt, gilt nicht. Verwenden Sie einen anderen Weg, versuchen Sie es in einer Minute erneut, oder fragen Sie Ihren Helpdesk.',
  'error.sms-country':
    'Ihre Organisation sendet keine SMS an Nummern dieses Landes. Verwenden Sie eine andere Nummer oder einen anderen Weg.',
  'error.sms-wait':
    'Vor Kurzem wurde eine SMS gesendet, oder es waren zu viele. Die nächste kann ab dem {until} gesendet werden.',
  'error.sms-code-malformed': 'Der Code hat 6 Ziffern. Geben Sie ihn so ein, wie er in der SMS steht.',
  'error.sms-code-wrong':
    'Dieser Code ist nicht der aus der letzten SMS. Prüfen Sie ihn, oder lassen Sie einen neuen senden.',
  'error.sms-code-expired': 'Dieser Code gilt nicht mehr. Lassen Sie einen neuen senden.',
  'error.required.phone': 'Geben Sie die Nummer Ihres Mobiltelefons ein.',
  'error.phone-odd':
    'Das ist keine Nummer eines Mobiltelefons. Geben Sie sie mit Landesvorwahl ein, etwa +41 79 123 45 67.',
  'error.phone-changed-recently':
    'Jemand anderes hat diese Nummer vor weniger als 72 Stunden für Sie eingetragen. Sie kann deshalb noch nicht verwendet werden. Verwenden Sie einen anderen Weg, oder warten Sie.',
  'error.passkey-none':
    'Ihr Browser hat keinen Passkey geschickt. Dafür braucht er JavaScript; schalten Sie es ein, oder wählen Sie einen anderen Weg.',
  'error.passkey-unknown':
    'Dieser Passkey ist hier nicht bekannt. Verwenden Sie einen anderen oder Ihr Passwort.',
  'error.passkey-expired': 'Das hat länger als fünf Minuten gedauert. Versuchen Sie es noch einmal.',
  'error.passkey-used': 'Diese Antwort Ihres Passkeys wurde schon verwendet. Verwenden Sie ihn noch einmal.',
  'error.passkey-not-verified':
    'Ihr Passkey hat nicht geprüft, dass Sie es sind. Richten Sie darauf eine PIN oder einen Fingerabdruck ein, oder verwenden Sie einen anderen.',
  'error.passkey-second-only':
    'Dieser Sicherheitsschlüssel hatte beim Einrichten keine PIN und kann darum Ihr Passwort nicht ersetzen. Melden Sie sich mit dem Passwort an, und verwenden Sie dann den Schlüssel.',
  'error.passkey-copied':
    'Dieser Passkey wurde abgelehnt, weil es eine Kopie davon geben kann. Melden Sie sich auf einem anderen Weg an, und verständigen Sie Ihren Helpdesk.',
  'error.passkey-disabled':
    'Es gab zu viele Fehlversuche, darum gilt dieser Passkey hier nicht mehr. Wählen Sie einen anderen Weg, oder fragen Sie Ihren Helpdesk.',
  'error.passkey-other':
    'Dieser Passkey zählt hier nicht. Verwenden Sie einen anderen von Ihnen oder einen anderen Weg.',
  'error.passkey-not-new':
    'Dieser Passkey ist schon eingerichtet. Verwenden Sie ein anderes Gerät oder einen anderen Schlüssel.',
  'error.passkey-synced':
    'Ihre Organisation lässt nur Passkeys zu, die auf einem Gerät bleiben, und dieser wird auf andere kopiert. Verwenden Sie einen Sicherheitsschlüssel.',
  'error.passkey-too-weak':
    'Dieser Schlüssel gehört nicht zu denen, die Ihre Organisation ausgewählt hat. Verwenden Sie einen, den Sie von ihr haben.',
  'error.passkey-odd':
    'Mit der Antwort Ihres Browsers ließ sich nichts anfangen. Versuchen Sie es noch einmal, oder verwenden Sie einen anderen Passkey.',
  'error.set-up-expired':
    'Dieser Schlüssel gilt nicht mehr. Scannen Sie den neuen und geben Sie den Code dazu ein.',
  'error.password-short': 'Verwenden Sie mindestens {min}\u00a0Zeichen. Dieses Passwort hat {length}.',
  'error.password-long': 'Verwenden Sie höchstens {max}\u00a0Zeichen.',
  'error.password-common':
    'Dieses Passwort wird bei Angriffen unter den ersten ausprobiert. Wählen Sie ein anderes.',
  'error.password-context':
    'Dieses Passwort ist Ihr Name, der Ihrer Organisation oder etwas anderes, das leicht zu erraten ist. Wählen Sie ein anderes.',
  'error.password-repeat': 'Die beiden Passwörter unterscheiden sich. Geben Sie zweimal dasselbe ein.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
