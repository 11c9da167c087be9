// Every text is in the catalogue and every message of the catalogue is used; the language is chosen as documented.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  chooseLocale,
  chooseZone,
  createTranslator,
  type LocaleWishes,
} from '../../views/messages/catalogue.ts';
import { en } from '../../views/messages/en.ts';

const root = join(import.meta.dirname, '../../views');
const files = filesIn(root);
const templates = files.filter(({ path }) => path.endsWith('.njk'));
/** Views themselves, and the doors, which say what is wrong with a field. */
const sources = [
  ...files.filter(({ path }) => path.endsWith('.ts') && !path.startsWith('messages')),
  ...['interactions', 'account'].flatMap((door) => filesIn(join(root, '..', door))),
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

  test('says things as the house does: no exclamation marks, no "please" but in C2, no "successfully"', () => {
    for (const [key, text] of Object.entries(en)) {
      expect(text).not.toMatch(/!|successful|2FA|MFA|OTP\b/i);
      if (key !== 'set-up.required') expect(text).not.toMatch(/please/i);
      expect(text).not.toContain("'");
    }
  });

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

describe('the language', () => {
  const none: LocaleWishes = { uiLocales: null, accepted: [], tenant: null };

  test.each([
    ['nothing is wished for', none, 'en-GB'],
    ['ui_locales names one that we have', { ...none, uiLocales: 'fr en-US', accepted: ['en-AU'] }, 'en-US'],
    ['the browser names one', { ...none, accepted: ['fr', 'en-AU', 'en'] }, 'en-AU'],
    ['only the tenant names one', { ...none, accepted: ['fr'], tenant: 'en-IE' }, 'en-IE'],
    ['tags are malformed', { ...none, uiLocales: '<x> -- *', accepted: ['*'] }, 'en-GB'],
    ['a tag carries extensions', { ...none, uiLocales: 'en-US-u-ca-buddhist-nu-thai' }, 'en-US'],
  ])('when %s', (_, wishes, tag) => {
    expect(chooseLocale(wishes)).toEqual({ language: 'en', tag });
  });

  test('dates are written out with their zone; a zone that is none falls to the next, then to UTC', () => {
    const at = Date.UTC(2026, 11, 1, 13, 5);
    const date = (zone: string) => createTranslator({ language: 'en', tag: 'en-GB' }, zone).date(at);
    expect(date('Europe/Berlin')).toBe('1 December 2026 at 14:05 CET');
    expect(date(chooseZone([null, 'Mars/Base', 'Europe/Berlin']))).toBe('1 December 2026 at 14:05 CET');
    expect(date(chooseZone(['Mars/Base', undefined]))).toBe('1 December 2026 at 13:05 UTC');
  });

  test('values go in as they are, numbers by plural', () => {
    const { t } = createTranslator({ language: 'en', tag: 'en-GB' }, 'UTC');
    expect(t('problem.retry-after', { seconds: 1 })).toBe('Try again in one second.');
    expect(t('problem.retry-after', { seconds: 45 })).toBe('Try again in 45 seconds.');
    expect(t('layout.to-continue', { application: "<b>{x}</b> 'y'" })).toBe("to continue to <b>{x}</b> 'y'");
    expect(() => t('layout.to-continue')).toThrow();
  });
});
