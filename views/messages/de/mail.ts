// The texts of mails, in German; see ../de.ts.
import type { mail as english } from '../en/mail.ts';

export const mail = {
  'text-message.code': '{code} ist Ihr Code für {organization}. Er gilt 5 Minuten. Nennen Sie ihn niemandem.',
  'mail.greeting': 'Guten Tag {name},',
  'mail.when': 'Wann: {at}',
  'mail.from': 'Von: {origin}',
  'mail.from-organization': 'Von: Ihrer Organisation',
  'mail.from-unknown': 'Von: unbekannt',
  'mail.not-you': 'Falls Sie das nicht waren, verständigen Sie sofort Ihren Helpdesk.',
  'mail.not-you-link':
    'Falls Sie das nicht waren, verständigen Sie Ihren Helpdesk, und öffnen Sie sofort diese Seite. Sie meldet alle von Ihrem Konto ab und stoppt Änderungen an den zweiten Schritten:',
  'mail.new-browser.subject': 'Anmeldung an Ihrem Konto in einem neuen Browser',
  'mail.new-browser.text':
    'jemand hat sich an Ihrem Konto bei {organization} in einem Browser angemeldet, der dafür noch nicht benutzt worden war.',
  'mail.officers-help-requested.subject': '{account} kommt am zweiten Schritt nicht weiter',
  'mail.officers-help-requested.text':
    '{account} hat das Passwort oder das Postfach gezeigt, kann keinen zweiten Schritt verwenden und bittet um Hilfe. Die Nachricht dazu steht in der Liste der Anfragen.',
  'mail.officers-help-requested.do':
    'Vergewissern Sie sich am Telefon, persönlich oder per Video, dass es wirklich die Person ist, bevor Sie etwas zurücksetzen oder einen Code geben.',
  'mail.officers-email-added.subject': '{account} hat eine E-Mail-Adresse hinzugefügt',
  'mail.officers-email-added.text':
    'bei {organization} hatte {account} bisher keine E-Mail-Adresse und hat auf den Kontoseiten eine hinzugefügt. 72\u00a0Stunden lang bestätigt sie keinen zweiten Schritt und bekommt keinen Link für ein neues Passwort; danach schon.',
  'mail.officers-email-added.do':
    'Fragen Sie die Person am Telefon oder persönlich, ob sie es selbst getan hat: Sonst erfährt niemand davon.',
  'mail.officers-notice-disputed.subject': '{account} sagt: Das war ich nicht',
  'mail.officers-notice-disputed.text':
    '{account} hat zu einer Nachricht über das Konto gesagt, es nicht gewesen zu sein. Alle Sitzungen wurden beendet. Zweite Schritte lassen sich bis zum {until} nur mit einem Einrichtungscode ändern.',
  'mail.officers-notice-disputed.do':
    'Prüfen Sie die Ereignisse des Kontos, sprechen Sie mit der Person, und setzen Sie die zweiten Schritte zurück, falls jemand anderes sie eingerichtet haben könnte.',
  'mail.help': 'Hilfe: {help}',
  'mail.sign-off': '{organization}, Anmeldedienst',
  'mail.invitation.subject': 'Ihr Konto bei {organization}',
  'mail.invitation.text':
    '{organization} hat ein Konto für Sie angelegt. Sie melden sich als {identifier} an. Wählen Sie hier Ihr Passwort:',
  'mail.invitation.until': 'Der Link gilt einmal, bis zum {until}.',
  'mail.invitation.not-expected':
    'Falls Sie das nicht erwartet haben, tun Sie nichts: Ohne Ihr Passwort bleibt das Konto verschlossen.',
  'mail.password-link.subject': 'Ein neues Passwort für {organization}',
  'mail.password-link.text':
    'jemand, vermutlich Sie, hat das Passwort Ihres Kontos vergessen oder den Passkey verloren. Öffnen Sie das hier in dem Browser, in dem Sie danach gefragt haben:',
  'mail.password-link.code':
    'Oder geben Sie diesen Code auf der Seite ein, auf der Sie danach gefragt haben:',
  'mail.password-link.until':
    'Beides gilt bis zum {until}, einmal und nur dort, wo Sie danach gefragt haben. Niemand aus Ihrer Organisation wird Sie je nach dem Code fragen.',
  'mail.password-link.not-you':
    'Falls Sie nicht danach gefragt haben, tun Sie nichts: Ihr Passwort bleibt, wie es ist. Geben Sie den Code an niemanden weiter.',
  'mail.mailbox-code.subject': 'Ihr Code für {organization}',
  'mail.mailbox-code.text':
    'geben Sie diesen Code auf der Seite ein, die danach fragt, um zu bestätigen, dass das Konto Ihnen gehört:',
  'mail.mailbox-code.until':
    'Er gilt bis zum {until}. Niemand aus Ihrer Organisation wird Sie je danach fragen.',
  'mail.mailbox-code.not-you':
    'Falls Sie sich nicht gerade anmelden, kennt jemand anderes Ihr Passwort. Geben Sie den Code nicht weiter, und verständigen Sie sofort Ihren Helpdesk.',
  'mail.factor-enrolled.subject-passkey': 'Für Ihr Konto wurde ein Passkey eingerichtet',
  'mail.factor-enrolled.subject-sms': 'Für Ihr Konto wurde ein Telefon eingerichtet',
  'mail.factor-enrolled.subject-totp': 'Für Ihr Konto wurde eine Authenticator-App eingerichtet',
  'mail.factor-enrolled.text-passkey':
    'ab jetzt können Sie sich bei {organization} mit diesem Passkey anmelden.',
  'mail.factor-enrolled.text-sms':
    'ab jetzt kann die Anmeldung bei {organization} nach einem Code fragen, der an dieses Telefon gesendet wird.',
  'mail.factor-enrolled.text-totp':
    'ab jetzt fragt die Anmeldung bei {organization} nach einem Code aus Ihrer Authenticator-App.',
  'mail.factor-raised.subject': 'Ein Sicherheitsschlüssel kann jetzt Ihr Passwort ersetzen',
  'mail.factor-raised.text':
    'er wurde mit seiner PIN und einem anderen zweiten Schritt verwendet. Ab jetzt genügen dieser Schlüssel und seine PIN, um sich bei {organization} ohne Passwort anzumelden.',
  'mail.factor-removed.subject': 'Ein zweiter Schritt wurde von Ihrem Konto entfernt',
  'mail.factor-removed.text':
    'das gilt für Ihr Konto bei {organization} nicht mehr: {factor}. Gemerkte Browser wurden vergessen.',
  'mail.removal-requested.subject': 'Ein zweiter Schritt wird von Ihrem Konto entfernt',
  'mail.removal-requested.text':
    'jemand hat sich ohne ihn angemeldet und verlangt, dass er von Ihrem Konto bei {organization} entfernt wird: {factor}. Er wird am {until} entfernt.',
  'mail.removal-requested.cancel':
    'Falls Sie ihn noch haben, behalten Sie ihn: Melden Sie sich damit an, und halten Sie das Entfernen auf Ihren Kontoseiten auf.',
  'mail.removal-cancelled.subject': 'Ein zweiter Schritt bleibt an Ihrem Konto',
  'mail.removal-cancelled.text':
    'das Entfernen von Ihrem Konto bei {organization} wurde aufgehalten: {factor}.',
  'mail.removal-lapsed.subject': 'Ein zweiter Schritt wurde nicht von Ihrem Konto entfernt',
  'mail.removal-lapsed.text':
    'er sollte von Ihrem Konto bei {organization} entfernt werden und bleibt: {factor}.',
  'mail.removal-lapsed.why-required':
    '{organization} verlangt einen zweiten Schritt, und alles andere, das Sie eingerichtet haben, reicht dafür nicht aus.',
  'mail.removal-lapsed.why-way-in':
    'Ohne ihn könnten Sie sich nicht mehr anmelden: Ihr Konto hat weder ein Passwort noch einen anderen Passkey zum Anmelden.',
  'mail.removal-lapsed.why-no-policy':
    'Die Einstellungen von {organization} waren nicht zu finden, also wurde nichts entschieden.',
  'mail.removal-lapsed.do':
    'Um ihn zu entfernen, richten Sie zuerst einen anderen zweiten Schritt ein und entfernen Sie ihn dann noch einmal auf Ihren Kontoseiten. Falls Sie ihn nicht mehr haben, wenden Sie sich an Ihren Helpdesk.',
  'mail.backup-code-used.subject': 'Für Ihr Konto wurde ein Ersatzcode verwendet',
  'mail.backup-code-used.text':
    'bei {organization} wurde einer Ihrer Ersatzcodes verwendet. {left, plural, =0 {Es ist keiner mehr} one {Es ist noch einer} other {Es sind noch #}} übrig.',
  'mail.backup-code-used.low': 'Erstellen Sie auf Ihren Kontoseiten neue, bevor Ihnen die Codes ausgehen.',
  'mail.backup-codes-issued.subject': 'Neue Ersatzcodes für Ihr Konto',
  'mail.backup-codes-issued.text':
    'für Ihr Konto bei {organization} wurden zehn neue Ersatzcodes erstellt. Ältere gelten nicht mehr.',
  'mail.factors-reset.subject': 'Ihr zweiter Schritt wurde zurückgesetzt',
  'mail.factors-reset.text':
    '{organization} hat den zweiten Schritt von Ihrem Konto entfernt, samt allem dafür Eingerichteten und den Ersatzcodes. Sie sind überall abgemeldet und richten ihn bei der nächsten Anmeldung neu ein.',
  'mail.factor-disabled.subject-totp': 'Ihre Authenticator-App wurde nach falschen Codes deaktiviert',
  'mail.factor-disabled.subject-passkey': 'Ihr Passkey wurde nach Fehlversuchen deaktiviert',
  'mail.factor-disabled.subject-sms': 'Codes an Ihr Telefon wurden nach falschen Codes deaktiviert',
  'mail.factor-disabled.subject-backup-code': 'Ihre Ersatzcodes wurden nach falschen Codes deaktiviert',
  'mail.factor-disabled.subject-password': 'Ihr Passwort wurde nach Fehlversuchen deaktiviert',
  'mail.factor-disabled.text':
    'bei {organization} gab es zu viele Fehlversuche, deshalb gilt dieser Weg nicht mehr. Ihr Helpdesk kann ihn wieder öffnen. Möglicherweise versucht jemand, in Ihr Konto zu gelangen.',
  'mail.passkey-copied.subject': 'Von einem Ihrer Passkeys kann es eine Kopie geben',
  'mail.passkey-copied.text':
    'ein Passkey Ihres Kontos wurde so verwendet, wie es vorkommt, wenn es eine Kopie davon gibt. Er wurde abgelehnt. Entfernen Sie diesen Passkey aus Ihrem Konto und richten Sie einen neuen ein, oder fragen Sie Ihren Helpdesk.',
  'mail.remembered-device-reused.subject': 'Ein gemerkter Browser wurde vielleicht kopiert',
  'mail.remembered-device-reused.text':
    'in einem Ihrer Browser wollten Sie nicht nach dem zweiten Schritt gefragt werden. Was dieser Browser dafür gespeichert hat, wurde ein zweites Mal verwendet, so als wäre es an einen anderen Ort kopiert worden. Der Browser ist nicht mehr gemerkt: Sie werden wieder nach dem zweiten Schritt gefragt. Wenn Sie einen Browser oder Computer aus einer Sicherung wiederhergestellt haben, kann das der Grund sein.',
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
  'mail.break-glass-opened.subject': 'Für Ihr Konto wurde eine Anmeldung ohne zweiten Schritt erlaubt',
  'mail.break-glass-opened.text':
    'der Helpdesk von {organization} hat einen Code ausgegeben, mit dem sich Ihr Konto zusammen mit Ihrem Passwort einmal ohne zweiten Schritt öffnen lässt. Er gilt bis zum {until}; alles damit Geöffnete endet dann.',
  'mail.break-glass-used.subject': 'Ihr Konto wurde ohne zweiten Schritt geöffnet',
  'mail.break-glass-used.text':
    'jemand hat sich bei {organization} mit Ihrem Passwort und einem Code des Helpdesks angemeldet, ohne zweiten Schritt. Alles so Geöffnete endet am {until}.',
  'mail.officers-break-glass-opened.subject': 'Notfallzugang geöffnet für {account}',
  'mail.officers-break-glass-opened.text':
    'bei {organization} wurde ein Code ausgegeben, mit dem sich {account} einmal ohne zweiten Schritt anmelden kann, bis zum {until}.',
  'mail.officers-break-glass-used.subject': 'Notfallzugang verwendet von {account}',
  'mail.officers-break-glass-used.text':
    'bei {organization} hat sich {account} mit einem Code des Helpdesks angemeldet, ohne zweiten Schritt. Alles so Geöffnete endet am {until}.',
  'mail.officers.by': 'Geöffnet von: {by}',
  'mail.officers.identity-checked': 'Identität geprüft: {identityChecked}',
  'mail.officers.reason': 'Grund: {reason}',
  'mail.officers.not-agreed':
    'Sie bekommen dies, weil Sie dort für die Sicherheit zuständig sind. Wenn es nicht hätte geschehen sollen, deaktivieren Sie das Konto sofort und sehen Sie das Protokoll durch.',
  'mail.email-change.subject': 'Ihr Code zum Ändern Ihrer E-Mail-Adresse',
  'mail.email-change-old.text':
    'die E-Mail-Adresse Ihres Kontos bei {organization} soll künftig {wanted} sein. Wenn Sie das möchten, geben Sie diesen Code auf der Seite ein, die danach fragt:',
  'mail.email-change-old.not-you':
    'Falls Sie das nicht veranlasst haben, hat jemand Zugang zu Ihrem Konto. Geben Sie den Code nicht weiter, und verständigen Sie sofort Ihren Helpdesk.',
  'mail.email-change-new.text':
    'dies soll künftig die E-Mail-Adresse Ihres Kontos bei {organization} sein: {wanted}. Geben Sie diesen Code auf der Seite ein, die danach fragt:',
  'mail.email-change-new.not-you':
    'Falls Sie das nicht veranlasst haben, müssen Sie nichts tun: Ohne den Code wird die Adresse nicht verwendet.',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
