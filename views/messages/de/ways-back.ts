// The texts of the ways back, for who cannot sign in, in German; see ../de.ts.
import type { waysBack as english } from '../en/ways-back.ts';

export const waysBack = {
  // A forgotten password
  'password.forgot': 'Ich kann mich nicht anmelden',
  'password.new':
    'Ihr neues Passwort ist gespeichert, und Sie sind überall abgemeldet. Melden Sie sich jetzt damit an.',
  'forgot-password.title': 'Per E-Mail wieder hineinkommen',
  'forgot-password.lead':
    'Haben Sie Ihr Passwort vergessen oder Ihren einzigen Passkey verloren? Wir senden Ihnen eine E-Mail. Was Sie als zweiten Schritt eingerichtet haben, wird ebenfalls verlangt.',
  'forgot-password.submit': 'E-Mail senden',
  'forgot-password.back': 'Zurück zur Anmeldung',
  'password-link.title': 'Sehen Sie in Ihr Postfach',
  'password-link.lead':
    'Falls es für {identifier} ein Konto gibt, dessen Postfach sich dafür nutzen lässt, haben wir eine E-Mail dorthin gesendet.',
  'password-link.how':
    'Öffnen Sie den Link darin in diesem Browser, oder geben Sie den Code hier ein. Beides gilt bis zum {until}.',
  'password-link.field': 'Code aus der E-Mail',
  'password-link.none':
    'Nach zwei Minuten noch keine E-Mail? Sehen Sie im Spam-Ordner nach. Falls keine kommt, hilft Ihr Helpdesk. Eine neue E-Mail macht die vorige ungültig.',
  'password-link.again': 'Neue E-Mail senden',
  'new-password.title': 'Neues Passwort wählen',
  'new-password.lead':
    'Sobald Sie es speichern, sind Sie überall abgemeldet. Dann melden Sie sich hier damit an.',
  'new-password.back': 'Altes Passwort behalten',
  'password-link-open.title': 'Hier weitermachen?',
  'password-link-open.lead':
    'Sie haben diese E-Mail verlangt, weil Sie sich nicht anmelden konnten. Machen Sie nur weiter, wenn das gerade eben Sie waren, in diesem Browser.',
  'password-link-elsewhere.title': 'Geben Sie diesen Code dort ein, wo Sie die E-Mail angefordert haben',
  'password-link-elsewhere.lead':
    'Die E-Mail wurde in einem anderen Browser angefordert, oder jene Anmeldung ist beendet. Kehren Sie zu der Seite zurück, auf der Sie sie angefordert haben, und geben Sie dort ein:',
  'password-link-elsewhere.warning':
    'Falls Sie die E-Mail nicht verlangt haben, schließen Sie diese Seite. Geben Sie den Code an niemanden weiter, wer immer danach fragt.',
  'password-link-elsewhere.title-over': 'Dieser Link lässt sich nicht mehr verwenden',
  'password-link-elsewhere.over':
    'Er gilt einmal und 20\u00a0Minuten lang, und eine neuere E-Mail macht ihn ungültig. Beginnen Sie neu, von der Anwendung aus.',

  // "This wasn't me"
  'not-me.title': 'Waren Sie das nicht?',
  'not-me.lead':
    'Falls Sie nicht getan haben, was in der E-Mail steht, verwendet vielleicht jemand anderes Ihr Konto. Machen Sie weiter, und sprechen Sie mit Ihrem Helpdesk.',
  'not-me.what':
    'Damit werden alle von Ihrem Konto abgemeldet, auch Sie. Änderungen an den zweiten Schritten sind 72\u00a0Stunden lang gestoppt, und die Sicherheitsverantwortlichen Ihrer Organisation werden verständigt.',
  'not-me.submit': 'Das war ich nicht',
  'not-me.was-me': 'Falls Sie es doch waren, schließen Sie diese Seite. Es ist nichts geschehen.',
  'not-me-done.title': 'Änderungen an Ihrem Konto sind gestoppt',
  'not-me-done.lead':
    'Alle sind abgemeldet. Zweite Schritte lassen sich bis zum {until} nicht ändern, es sei denn, Ihr Helpdesk gibt Ihnen einen Code dafür. Die Sicherheitsverantwortlichen Ihrer Organisation sind verständigt.',
  'not-me-done.next':
    'Wählen Sie jetzt ein neues Passwort: Öffnen Sie eine Anwendung und auf der Anmeldeseite „Ich kann mich nicht anmelden“. Rufen Sie dann Ihren Helpdesk an.',
  'not-me-done.next-help-desk':
    'Rufen Sie jetzt Ihren Helpdesk an. Die E-Mail-Adresse Ihres Kontos wurde vor Kurzem geändert, deshalb gehen dorthin 72 Stunden lang keine Codes und kein neues Passwort; Ihr Helpdesk prüft, wer Sie sind, und lässt Sie wieder hinein.',
  'not-me-over.title': 'Dieser Link lässt sich nicht mehr verwenden',
  'not-me-over.lead':
    'Er gilt einmal und sieben Tage lang, und ein neuerer, der verwendet wurde, macht ihn ungültig. Wenn mit Ihrem Konto etwas nicht stimmt, rufen Sie Ihren Helpdesk an.',

  // All lost
  'lost-factor.title': 'Ich kann nichts davon verwenden',
  'lost-factor.lead':
    'Wenden Sie sich an {organization}. Ihr Helpdesk vergewissert sich, dass Sie es sind, und gibt Ihnen einen Code, mit dem Sie einen zweiten Schritt einrichten können.',
  'lost-factor.note': 'Was ist geschehen, und wie sind Sie zu erreichen? (freiwillig)',
  'lost-factor.hint': 'Höchstens 500\u00a0Zeichen. Schreiben Sie hier kein Passwort und keinen Code.',
  'lost-factor.submit': 'Um Hilfe bitten',
  'lost-factor.asked': 'Sie haben {organization} am {at} um Hilfe gebeten. Wer helfen kann, ist verständigt.',
  'lost-factor.next':
    'Von hier aus ruft Sie niemand zurück: Wenden Sie sich an Ihren Helpdesk, wenn es eilt.',
  'lost-factor.back': 'Zurück',
} as const satisfies Readonly<Record<keyof typeof english, string>>;
