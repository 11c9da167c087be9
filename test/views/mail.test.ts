// What mails say: what, when, from where, and what to do if it was not them (C7, B3, E4).
import { describe, expect, test } from 'vitest';
import { factorKinds } from '../../policy/tenant-policy.ts';
import { renderMail } from '../../views/mail.ts';
import type { MailModels, MailName } from '../../views/mail-models.ts';
import type { Locale } from '../../views/messages/catalogue.ts';

const at = Date.UTC(2026, 11, 1, 13, 5);
const occurrence = { at, origin: { place: '192.0.2.7, Firefox on Windows' } };
const frame = { name: 'Anna Lindqvist', organization: 'Northwind Clinic', helpText: 'Extension 4400' };
const english = { language: 'en', tag: 'en-GB' } as const;
const german = { language: 'de', tag: 'de-DE' } as const;

const models: { readonly [Name in MailName]: MailModels[Name] } = {
  invitation: { identifier: 'anna', link: 'https://login.example/invitation?token=t0k3n', until: at },
  'mailbox-code': { ...occurrence, code: '483 920', until: at },
  'email-change-old': { ...occurrence, wanted: 'anna@clinic.example', code: '483 920', until: at },
  'email-change-new': { ...occurrence, wanted: 'anna@clinic.example', code: '483 920', until: at },
  'password-link': {
    ...occurrence,
    link: 'https://login.example/password-link?token=t.K7WQX-2MF9H',
    code: 'K7WQX-2MF9H',
    until: at,
  },
  'factor-enrolled': { ...occurrence, kind: 'totp' },
  'factor-raised': occurrence,
  'factor-removed': { ...occurrence, kind: 'totp' },
  'removal-requested': { ...occurrence, kind: 'passkey', until: at },
  'removal-cancelled': { ...occurrence, kind: 'totp' },
  'removal-lapsed': { ...occurrence, kind: 'totp', why: 'required' },
  'backup-code-used': { ...occurrence, left: 9 },
  'backup-codes-issued': occurrence,
  'new-browser': { ...occurrence, notMeLink: 'https://login.example/not-me?token=t' },
  'officers-help-requested': { ...occurrence, account: 'anna@northwind.example' },
  'officers-email-added': { ...occurrence, account: 'ward-7' },
  'officers-notice-disputed': { ...occurrence, account: 'anna@northwind.example', until: at },
  'factors-reset': occurrence,
  'factor-disabled': { ...occurrence, kind: 'totp' },
  'passkey-copied': occurrence,
  'remembered-device-reused': occurrence,
  'password-set': occurrence,
  'email-changed': occurrence,
  'phone-changed': occurrence,
  'enrollment-code-given': { ...occurrence, until: at },
  'break-glass-opened': { ...occurrence, until: at },
  'break-glass-used': { ...occurrence, until: at },
  'officers-break-glass-opened': {
    ...occurrence,
    account: 'mira@northwind.example',
    by: 'operator ops',
    identityChecked: 'video',
    reason: 'Broken phone',
    until: at,
  },
  'officers-break-glass-used': { ...occurrence, account: 'mira@northwind.example', until: at },
};

function write<Name extends MailName>(
  name: Name,
  model: MailModels[Name],
  surrounding = frame,
  locale: Locale = english,
) {
  return renderMail(name, { ...model, ...surrounding }, locale, 'Europe/Berlin');
}

// `Object.keys` forgets that the keys are names of mails.
const names = Object.keys(models) as MailName[];

describe.each(names)('%s', (name) => {
  const { subject, text } = write(name, models[name]);

  test('greets, says who sends it, where help is, and names the zone of every time', () => {
    expect(subject).toMatch(/\S/);
    expect(text).toMatch(/^Hello Anna Lindqvist,\n\n/);
    expect(text).toContain('Northwind Clinic');
    expect(text).toContain('Help: Extension 4400');
    expect(text).toContain('1 December 2026 at 14:05 CET');
    expect(text).not.toMatch(/[{}]|undefined|null/);
  });

  test('C7: a notice says from where, and what to do if it was not them', () => {
    if (name === 'invitation') return expect(text).toContain('If you did not expect this');
    if (name === 'officers-help-requested') return expect(text).toContain('Make sure that it is really them');
    if (name === 'officers-notice-disputed') return expect(text).toContain('Look into what happened');
    expect(text).toContain('From: 192.0.2.7, Firefox on Windows');
    expect(text).toMatch(
      /If this was not you|If you are not signing in now|If you did not ask for this|If it should not have/,
    );
  });

  test('C5: in German it is German from subject to sign-off, and goes on after the greeting as its comma asks', () => {
    const { subject: betreff, text: brief } = write(name, models[name], frame, german);
    expect(betreff).not.toBe(subject);
    expect(brief).toMatch(/^Guten Tag Anna Lindqvist,\n\n(?:\p{Ll}|Northwind Clinic )/u);
    expect(brief).toContain('1.\u00a0Dezember 2026 um 14:05 MEZ');
    expect(brief).toMatch(/\n\nHilfe: Extension 4400\n\nNorthwind Clinic, Anmeldedienst\n$/);
    expect(`${betreff}\n${brief}`).not.toMatch(/\b(?:the|your|you|was|code for|with)\b|[{}]|undefined|null/);
    if (name !== 'invitation') expect(brief).toContain('Von: 192.0.2.7, Firefox on Windows');
    expect(brief.split(/\n\n/)).toHaveLength(text.split(/\n\n/).length);
  });
});

describe('mails', () => {
  test('the link of an invitation and a code stand alone on their line', () => {
    expect(write('invitation', models.invitation).text).toContain(`\n\n${models.invitation.link}\n\n`);
    expect(write('mailbox-code', models['mailbox-code']).text).toContain('\n\n483 920\n\n');
  });

  test.each([
    [9, '9 are left', false],
    [3, '3 are left', true],
    [1, 'One is left', true],
    [0, 'None is left', true],
  ])('B3: with %i backup codes left it says so, and warns from three on', (left, words, warns) => {
    const { text } = write('backup-code-used', { ...occurrence, left });
    expect(text).toContain(words);
    expect(text.includes('before you run out')).toBe(warns);
  });

  test.each([
    [9, 'Es sind noch 9 übrig'],
    [1, 'Es ist noch einer übrig'],
    [0, 'Es ist keiner mehr übrig'],
  ])('B3: and in German, with %i left', (left, words) => {
    expect(write('backup-code-used', { ...occurrence, left }, frame, german).text).toContain(words);
  });

  test('C7: who did it stands in the language of the mail, too', () => {
    const from = (origin: 'organization' | 'unknown', locale: Locale) =>
      write('factors-reset', { at, origin }, frame, locale).text;
    expect(from('organization', english)).toContain('\nFrom: your organization\n');
    expect(from('unknown', english)).toContain('\nFrom: unknown\n');
    expect(from('organization', german)).toContain('\nVon: Ihrer Organisation\n');
    expect(from('unknown', german)).toContain('\nVon: unbekannt\n');
  });

  test('which factor was set up stands in the subject', () => {
    const subjects = factorKinds.map((kind) => write('factor-enrolled', { ...occurrence, kind }).subject);
    expect(new Set(subjects).size).toBe(factorKinds.length);
  });

  test('which factor was disabled stands in the subject', () => {
    const subjects = (['passkey', 'totp', 'sms', 'backup-code', 'password'] as const).map(
      (kind) => write('factor-disabled', { ...occurrence, kind }).subject,
    );
    expect(new Set(subjects).size).toBe(5);
  });

  test('a name cannot add a line of its own', () => {
    const { subject, text } = write('invitation', models.invitation, {
      ...frame,
      organization: 'Northwind\r\nBcc: x@evil.example\u2028\u0000',
      name: 'Anna\n\nPay here: https://evil.example',
    });
    expect(subject).toBe('Your account at Northwind Bcc: x@evil.example');
    expect(text).toContain('Hello Anna Pay here: https://evil.example,\n');
  });
});
