// What mails say: which, with what values, in which language. Plain text, so that nothing in it can hide where it leads.
// Invariant: a value that a person chose stays within its line, so that no name can add a paragraph or a link of its own.
import type { FactorKind } from '../policy/tenant-policy.ts';
import type { MailFrame, MailModels, MailName, Occurrence } from './mail-models.ts';
import { createTranslator, type Locale, type MessageKey, type MessageParams } from './messages/catalogue.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
}

type Say = (key: MessageKey, params?: MessageParams) => string;
interface Letter {
  readonly subject: string;
  readonly paragraphs: readonly string[];
}

/** From how many unused backup codes on a mail warns. */
const low = 3;

/** `zone` as in views/context: the account's, else the tenant's. */
export function renderMail<Name extends MailName>(
  name: Name,
  model: MailModels[Name] & MailFrame,
  locale: Locale,
  zone: string,
): MailText {
  const { t } = createTranslator(locale, zone);
  const say: Say = (key, params = {}) => t(key, inOneLine({ organization: model.organization, ...params }));
  const { subject, paragraphs } = letters[name](say, model);
  const help = model.helpText ? [say('mail.help', { help: model.helpText })] : [];
  const lines = [say('mail.greeting', { name: model.name }), ...paragraphs, ...help, say('mail.sign-off')];
  return { subject, text: `${lines.join('\n\n')}\n` };
}

const letters: { readonly [Name in MailName]: (say: Say, model: MailModels[Name]) => Letter } = {
  invitation: (say, { identifier, link, until }) => ({
    subject: say('mail.invitation.subject'),
    paragraphs: [
      say('mail.invitation.text', { identifier }),
      link,
      say('mail.invitation.until', { until: new Date(until) }),
      say('mail.invitation.not-expected'),
    ],
  }),
  'mailbox-code': (say, { code, until, ...occurrence }) => ({
    subject: say('mail.mailbox-code.subject'),
    paragraphs: [
      say('mail.mailbox-code.text'),
      code,
      say('mail.mailbox-code.until', { until: new Date(until) }),
      circumstances(say, occurrence),
      say('mail.mailbox-code.not-you'),
    ],
  }),
  'email-change-old': (say, model) =>
    codeToChange(say, model, 'mail.email-change-old.text', 'mail.email-change-old.not-you'),
  'email-change-new': (say, model) =>
    codeToChange(say, model, 'mail.email-change-new.text', 'mail.email-change-new.not-you'),
  'password-link': (say, { link, code, until, ...occurrence }) => ({
    subject: say('mail.password-link.subject'),
    paragraphs: [
      say('mail.password-link.text'),
      link,
      say('mail.password-link.code'),
      code,
      say('mail.password-link.until', { until: new Date(until) }),
      circumstances(say, occurrence),
      say('mail.password-link.not-you'),
    ],
  }),
  'factor-enrolled': (say, { kind, ...occurrence }) =>
    notice(say, enrolled[kind].subject, occurrence, [say(enrolled[kind].text)]),
  'factor-raised': (say, model) =>
    notice(say, 'mail.factor-raised.subject', model, [say('mail.factor-raised.text')]),
  'factor-removed': (say, { kind, ...occurrence }) =>
    notice(say, 'mail.factor-removed.subject', occurrence, [
      say('mail.factor-removed.text', { factor: say(`factor.${kind}`) }),
    ]),
  'removal-requested': (say, { kind, until, ...occurrence }) =>
    notice(say, 'mail.removal-requested.subject', occurrence, [
      say('mail.removal-requested.text', { factor: say(`factor.${kind}`), until: new Date(until) }),
      say('mail.removal-requested.cancel'),
    ]),
  'removal-cancelled': (say, { kind, ...occurrence }) =>
    notice(say, 'mail.removal-cancelled.subject', occurrence, [
      say('mail.removal-cancelled.text', { factor: say(`factor.${kind}`) }),
    ]),
  'removal-lapsed': (say, { kind, why, ...occurrence }) =>
    notice(say, 'mail.removal-lapsed.subject', occurrence, [
      say('mail.removal-lapsed.text', { factor: say(`factor.${kind}`) }),
      `${say(lapsedBecause[why])} ${say('mail.removal-lapsed.do')}`,
    ]),
  'backup-code-used': (say, { left, ...occurrence }) =>
    notice(say, 'mail.backup-code-used.subject', occurrence, [
      say('mail.backup-code-used.text', { left }),
      ...(left <= low ? [say('mail.backup-code-used.low')] : []),
    ]),
  'new-browser': (say, model) =>
    notice(say, 'mail.new-browser.subject', model, [say('mail.new-browser.text')]),
  'backup-codes-issued': (say, model) =>
    notice(say, 'mail.backup-codes-issued.subject', model, [say('mail.backup-codes-issued.text')]),
  'factors-reset': (say, model) =>
    notice(say, 'mail.factors-reset.subject', model, [say('mail.factors-reset.text')]),
  'factor-disabled': (say, { kind, ...occurrence }) =>
    notice(say, disabledSubject[kind], occurrence, [say('mail.factor-disabled.text')]),
  'password-set': (say, model) =>
    notice(say, 'mail.password-set.subject', model, [say('mail.password-set.text')]),
  'passkey-copied': (say, model) =>
    notice(say, 'mail.passkey-copied.subject', model, [say('mail.passkey-copied.text')]),
  'remembered-device-reused': (say, model) =>
    notice(say, 'mail.remembered-device-reused.subject', model, [say('mail.remembered-device-reused.text')]),
  'email-changed': (say, model) =>
    notice(say, 'mail.email-changed.subject', model, [say('mail.email-changed.text')]),
  'phone-changed': (say, model) =>
    notice(say, 'mail.phone-changed.subject', model, [say('mail.phone-changed.text')]),
  'enrollment-code-given': (say, { until, ...occurrence }) =>
    notice(say, 'mail.enrollment-code-given.subject', occurrence, [
      say('mail.enrollment-code-given.text', { until: new Date(until) }),
    ]),
  'break-glass-opened': (say, { until, ...occurrence }) =>
    notice(say, 'mail.break-glass-opened.subject', occurrence, [
      say('mail.break-glass-opened.text', { until: new Date(until) }),
    ]),
  'break-glass-used': (say, { until, ...occurrence }) =>
    notice(say, 'mail.break-glass-used.subject', occurrence, [
      say('mail.break-glass-used.text', { until: new Date(until) }),
    ]),
  'officers-break-glass-opened': (say, { account, by, identityChecked, reason, until, ...occurrence }) => ({
    subject: say('mail.officers-break-glass-opened.subject', { account }),
    paragraphs: [
      say('mail.officers-break-glass-opened.text', { account, until: new Date(until) }),
      [
        say('mail.officers.by', { by }),
        say('mail.officers.identity-checked', { identityChecked }),
        say('mail.officers.reason', { reason }),
      ].join('\n'),
      circumstances(say, occurrence),
      say('mail.officers.not-agreed'),
    ],
  }),
  'officers-help-requested': (say, { account, ...occurrence }) => ({
    subject: say('mail.officers-help-requested.subject', { account }),
    paragraphs: [
      say('mail.officers-help-requested.text', { account }),
      circumstances(say, occurrence),
      say('mail.officers-help-requested.do'),
    ],
  }),
  'officers-email-added': (say, { account, ...occurrence }) => ({
    subject: say('mail.officers-email-added.subject', { account }),
    paragraphs: [
      say('mail.officers-email-added.text', { account }),
      circumstances(say, occurrence),
      say('mail.officers-email-added.do'),
      say('mail.officers.not-agreed'),
    ],
  }),
  'officers-notice-disputed': (say, { account, until, ...occurrence }) => ({
    subject: say('mail.officers-notice-disputed.subject', { account }),
    paragraphs: [
      say('mail.officers-notice-disputed.text', { account, until: new Date(until) }),
      circumstances(say, occurrence),
      say('mail.officers-notice-disputed.do'),
    ],
  }),
  'officers-break-glass-used': (say, { account, until, ...occurrence }) => ({
    subject: say('mail.officers-break-glass-used.subject', { account }),
    paragraphs: [
      say('mail.officers-break-glass-used.text', { account, until: new Date(until) }),
      circumstances(say, occurrence),
      say('mail.officers.not-agreed'),
    ],
  }),
};

function codeToChange(
  say: Say,
  { wanted, code, until, ...occurrence }: MailModels['email-change-old'],
  text: MessageKey,
  notYou: MessageKey,
): Letter {
  return {
    subject: say('mail.email-change.subject'),
    paragraphs: [
      say(text, { wanted }),
      code,
      say('mail.mailbox-code.until', { until: new Date(until) }),
      circumstances(say, occurrence),
      say(notYou),
    ],
  };
}

const enrolled = {
  passkey: { subject: 'mail.factor-enrolled.subject-passkey', text: 'mail.factor-enrolled.text-passkey' },
  totp: { subject: 'mail.factor-enrolled.subject-totp', text: 'mail.factor-enrolled.text-totp' },
  sms: { subject: 'mail.factor-enrolled.subject-sms', text: 'mail.factor-enrolled.text-sms' },
} as const satisfies Readonly<
  Record<FactorKind, { readonly subject: MessageKey; readonly text: MessageKey }>
>;

const disabledSubject = {
  totp: 'mail.factor-disabled.subject-totp',
  passkey: 'mail.factor-disabled.subject-passkey',
  sms: 'mail.factor-disabled.subject-sms',
  'backup-code': 'mail.factor-disabled.subject-backup-code',
  password: 'mail.factor-disabled.subject-password',
} as const satisfies Readonly<Record<MailModels['factor-disabled']['kind'], MessageKey>>;

const lapsedBecause = {
  required: 'mail.removal-lapsed.why-required',
  'way-in': 'mail.removal-lapsed.why-way-in',
  'no-policy': 'mail.removal-lapsed.why-no-policy',
} as const satisfies Readonly<Record<MailModels['removal-lapsed']['why'], MessageKey>>;

const fromWhom = { organization: 'mail.from-organization', unknown: 'mail.from-unknown' } as const;

function notice(
  say: Say,
  subject: MessageKey,
  occurrence: Occurrence,
  paragraphs: readonly string[],
): Letter {
  return {
    subject: say(subject),
    paragraphs: [...paragraphs, circumstances(say, occurrence), ...notYou(say, occurrence)],
  };
}

/** A link that undoes what it can, where there is one. */
function notYou(say: Say, { notMeLink }: Occurrence): readonly string[] {
  return notMeLink === undefined ? [say('mail.not-you')] : [say('mail.not-you-link'), notMeLink];
}

function circumstances(say: Say, { at, origin }: Occurrence): string {
  const from =
    typeof origin === 'string' ? say(fromWhom[origin]) : say('mail.from', { origin: origin.place });
  return `${say('mail.when', { at: new Date(at) })}\n${from}`;
}

function inOneLine(params: MessageParams): MessageParams {
  const flat = (value: string | number | Date) =>
    typeof value === 'string' ? value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim() : value;
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, flat(value)]));
}
