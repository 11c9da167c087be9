// Every text is in the catalogue and every message of the catalogue is used; the language is chosen as documented.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import {
  chooseLocale,
  chooseZone,
  createTranslator,
  type LocaleWishes,
} from '../../views/messages/catalogue.ts';
import { de } from '../../views/messages/de.ts';
import { en } from '../../views/messages/en.ts';

const root = join(import.meta.dirname, '../../views');
const files = filesIn(root);
const templates = files.filter(({ path }) => path.endsWith('.njk'));
/** Views themselves, and the doors, which say what is wrong with a field. */
const sources = [
  ...files.filter(({ path }) => path.endsWith('.ts') && !path.startsWith('messages')),
  ...['interactions', 'account', 'http'].flatMap((door) => filesIn(join(root, '..', door))),
];
const keys = Object.keys(en);

/** Keys that a template puts together: "denied.title." + model.reason. */
const beginnings = templates.flatMap(({ text }) =>
  [...text.matchAll(/"([a-z.-]+[.-])" \+/g)].map(([, start]) => start),
);
const named = new Set([
  ...templates.flatMap(({ text }) =>
    [...text.matchAll(/\bt\(\s*["']([\w.-]+)["']\s*[,)]/g)].map(([, key]) => key),
  ),
  ...sources.flatMap(({ text }) => [...text.matchAll(/'([\w-]+\.[\w.-]+)'/g)].map(([, key]) => key)),
]);

function filesIn(folder: string) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => ({
    path,
    text: /\.(njk|ts)$/.test(path) ? readFileSync(join(folder, path), 'utf8') : '',
  }));
}

describe('the catalogue', () => {
  test('has every key that a template names', () => {
    const asked = templates.flatMap(({ path, text }) =>
      [...text.matchAll(/\bt\(\s*["']([\w.-]+)["']\s*[,)]/g)].map(([, key]) => `${path}: ${key}`),
    );
    expect(asked.length).toBeGreaterThan(80);
    expect(asked.filter((line) => !keys.includes(line.split(': ')[1] ?? ''))).toEqual([]);
  });

  test('has no message that nothing shows', () => {
    const used = (key: string) =>
      named.has(key) || beginnings.some((start) => start && key.startsWith(start));
    expect(keys.filter((key) => !used(key))).toEqual([]);
  });

  test.each([
    ['English', en, /please/i],
    ['German', de, /\bbitte\b/i],
  ])(
    'says things in %s as the house does: no exclamation marks, no "please" but in C2, no "successfully"',
    (_, messages, please) => {
      for (const [key, text] of Object.entries(messages)) {
        // Nobody reads the names of a choice's cases.
        const said = text.replaceAll(/, select, \w+|\} \w+ \{/g, ' ');
        expect(said).not.toMatch(/!|successful|erfolgreich|2FA|MFA|OTP\b/i);
        if (key !== 'set-up.required') expect(text).not.toMatch(please);
        expect(text).not.toMatch(/['"]|\.\.\./);
      }
    },
  );

  test('no text stands in a template', () => {
    for (const { path, text } of templates) {
      const bare = text
        .replace(/\{#[\s\S]*?#\}/g, '')
        .replace(/\{%[\s\S]*?%\}/g, '')
        .replace(/\{\{[\s\S]*?\}\}/g, '')
        .replace(/<[^>]*>/g, '');
      expect(`${path}: ${bare.replace(/[\s:]+/g, '')}`).toBe(`${path}: `);
      expect(text).not.toMatch(/\s(aria-label|alt|title|placeholder)="[A-Za-z]/);
    }
  });
});

type Elements = ReturnType<IntlMessageFormat['getAst']>;
/** As the parser numbers its elements. */
const literal = 0;

/** What a message takes, and what it chooses by: "until 1", "left 6 one,other". */
function argumentsOf(elements: Elements): readonly string[] {
  const named = elements.flatMap((element) => {
    if (element.type === literal || !('value' in element)) return [];
    if (!('options' in element)) return [`${element.value} ${element.type}`];
    const choices = Object.keys(element.options).toSorted();
    const inside = Object.values(element.options).flatMap(({ value }) => argumentsOf(value));
    return [`${element.value} ${element.type} ${choices}`, ...inside];
  });
  return [...new Set(named)].toSorted();
}

/** Markup is off, as in the product. */
function shapeOf(text: string): readonly string[] {
  return argumentsOf(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst());
}

describe('German beside English (C5)', () => {
  const pairs = keys.map((key) => ({ key, english: textIn(en, key), german: textIn(de, key) }));
  /** Names, and words that both languages have. */
  const alike = [
    'layout.title',
    'layout.product',
    'factor.passkey',
    'set-up-overview.name',
    'activity-kind.passkey',
    'profile.name',
  ];

  function textIn(messages: Readonly<Record<string, string>>, key: string): string {
    return messages[key] ?? '';
  }

  test('each has the keys of the other', () => {
    expect(Object.keys(de)).toEqual(keys);
  });

  test('each message takes the same values, and chooses by the same numbers and words', () => {
    const shape = (text: (pair: (typeof pairs)[number]) => string) =>
      pairs.map((pair) => [pair.key, shapeOf(text(pair))]);
    expect(shape(({ german }) => german)).toEqual(shape(({ english }) => english));
  });

  test('is translated, but for what is meant to be alike', () => {
    expect(pairs.filter(({ english, german }) => english === german).map(({ key }) => key)).toEqual(alike);
  });

  test('C2: the sentence has its counterpart', () => {
    expect(en['set-up.required']).toBe(
      'Your organization requires two-factor authentication. Please set it up to continue.',
    );
    expect(de['set-up.required']).toBe(
      'Ihre Organisation verlangt Zwei-Faktor-Authentifizierung. Bitte richten Sie sie ein, um fortzufahren.',
    );
  });

  test('is set as German is: its own quotation marks, numbers kept with what they count, never "du"', () => {
    for (const { german } of pairs) {
      expect(german).not.toMatch(/\b(?:du|dir|dich|dein\w*)\b/i);
      expect(german).not.toMatch(/[\d}#] (?=Zeichen|Ziffern|Stunden|Sekunden|Versuche)/);
      expect(german.replaceAll(/„[^“”]*“/g, '')).not.toMatch(/[„“”]/);
      expect(german).not.toMatch(/\b[Ee]-mail|\bEmail\b/);
    }
  });

  test('calls each thing by its one name', () => {
    const others =
      /Backup|Sicherungscode|Wiederherstellung|Login|einloggen|ausloggen|Account|Kennwort|Applikation|Handy|Support-Team|zweite\w* Faktor/i;
    const words = (text: string) => text.replaceAll(/\{\w+\}/g, '');
    expect(pairs.filter(({ german }) => others.test(words(german))).map(({ key }) => key)).toEqual([]);
  });
});

describe('the language', () => {
  const none: LocaleWishes = { uiLocales: null, accepted: [], tenant: null };

  test.each([
    ['nothing is wished for', none, 'en-GB'],
    ['ui_locales names one that we have', { ...none, uiLocales: 'fr en-US', accepted: ['de'] }, 'en-US'],
    ['ui_locales names German', { uiLocales: 'de', accepted: ['en'], tenant: 'en' }, 'de-DE'],
    ['the browser names one', { ...none, accepted: ['fr', 'en-AU', 'de'] }, 'en-AU'],
    ['the browser names German', { ...none, accepted: ['fr', 'de-AT', 'en'], tenant: 'en' }, 'de-AT'],
    ['only the tenant names one', { ...none, accepted: ['fr'], tenant: 'en-IE' }, 'en-IE'],
    ['only the tenant names German', { ...none, accepted: ['*'], tenant: 'de' }, 'de-DE'],
    ['tags are malformed', { ...none, uiLocales: '<x> -- *', accepted: ['*'] }, 'en-GB'],
    ['a tag carries extensions', { ...none, uiLocales: 'en-US-u-ca-buddhist-nu-thai' }, 'en-US'],
    ['a profile writes it with a dash below', { ...none, tenant: 'de_CH' }, 'de-CH'],
  ])('when %s', (_, wishes, tag) => {
    expect(chooseLocale(wishes)).toEqual({ language: tag.slice(0, 2), tag });
  });

  test('dates are written out with their zone; a zone that is none falls to the next, then to UTC', () => {
    const at = Date.UTC(2026, 11, 1, 13, 5);
    const date = (zone: string) => createTranslator({ language: 'en', tag: 'en-GB' }, zone).date(at);
    expect(date('Europe/Berlin')).toBe('1 December 2026 at 14:05 CET');
    expect(date(chooseZone([null, 'Mars/Base', 'Europe/Berlin']))).toBe('1 December 2026 at 14:05 CET');
    expect(date(chooseZone(['Mars/Base', undefined]))).toBe('1 December 2026 at 13:05 UTC');
  });

  test.each([
    ['de-DE', 'Europe/Berlin', 0, '1.\u00a0Januar 2026 um 14:05 MEZ'],
    ['de-AT', 'Europe/Vienna', 0, '1.\u00a0Jänner 2026 um 14:05 MEZ'],
    ['de-CH', 'Europe/Zurich', 6, '1.\u00a0Juli 2026 um 15:05 MESZ'],
    ['de-DE', 'UTC', 6, '1.\u00a0Juli 2026 um 13:05 UTC'],
  ])('dates in %s at %s', (tag, zone, month, written) => {
    const at = Date.UTC(2026, month, 1, 13, 5);
    const { t, date } = createTranslator({ language: 'de', tag }, zone);
    expect(date(at)).toBe(written);
    expect(t('set-up.later', { until: new Date(at) })).toBe(`Später einrichten, bis zum ${written}`);
  });

  test('values go in as they are, numbers by plural', () => {
    const { t } = createTranslator({ language: 'en', tag: 'en-GB' }, 'UTC');
    expect(t('problem.retry-after', { seconds: 1 })).toBe('Try again in one second.');
    expect(t('problem.retry-after', { seconds: 45 })).toBe('Try again in 45 seconds.');
    expect(t('layout.to-continue', { application: "<b>{x}</b> 'y'" })).toBe("to continue to <b>{x}</b> 'y'");
    expect(() => t('layout.to-continue')).toThrow();
  });

  test('German counts as German does', () => {
    const { t } = createTranslator({ language: 'de', tag: 'de-DE' }, 'UTC');
    expect(t('problem.retry-after', { seconds: 1 })).toBe('Versuchen Sie es in einer Sekunde noch einmal.');
    expect(t('problem.retry-after', { seconds: 45 })).toBe(
      'Versuchen Sie es in 45\u00a0Sekunden noch einmal.',
    );
    expect([0, 1, 2].map((left) => t('backup-codes-low.title', { left }))).toEqual([
      'Keine Ersatzcodes mehr',
      'Noch ein Ersatzcode',
      'Noch 2 Ersatzcodes',
    ]);
    expect(t('consent.claim', { claim: 'zoneinfo' })).toBe('Die Angabe „zoneinfo“ aus Ihrem Profil');
  });
});
