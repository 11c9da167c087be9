// Every page with each of its samples, in each surrounding: it renders, is well built, and shows nothing it should not.
import { describe, expect, test } from 'vitest';
import type { ViewContext } from '../../views/context.ts';
import type { PageName } from '../../views/pages.ts';
import { createViews, type Views } from '../../views/render.ts';
import { hasScript } from '../../views/script.ts';
import { type Element, fold, type Html, readHtml, textContent } from '../support/html.ts';
import { bare, extreme, german, usual } from './contexts.ts';
import { samples } from './samples.ts';

const views = createViews();

/** All samples of all pages. The map's values fit their keys, which `Object.entries` forgets. */
const all = Object.entries(samples).flatMap(([page, variants]) =>
  Object.entries(variants).map(([variant, model]) => ({ page: page as PageName, variant, model })),
);

function show(page: PageName, model: unknown, context: ViewContext): string {
  // `model` is a sample of this very page: see `all`.
  return views.render(page, model as Parameters<Views['render']>[1], context);
}

const attribute = (element: Element, name: string) =>
  element.attrs.find((one) => one.name === name)?.value ?? null;
const ids = (html: Html) =>
  html.find((one) => attribute(one, 'id') !== null).map((one) => attribute(one, 'id'));

/** Words of English that no German has; what is marked as English may have them. */
function englishIn(html: Html): readonly string[] {
  const marked = html.find((one) => one.tagName !== 'html' && attribute(one, 'lang') === 'en');
  const text = marked.reduce((left, one) => left.replace(fold(textContent(one)), ''), html.text);
  return text.match(/\b(?:the|your?|is|and|of|to|for|with|not|code from)\b/gi) ?? [];
}

function germanIn(html: Html): readonly string[] {
  return html.text.match(/\b(?:Sie|Ihre?|und|oder|nicht|der|die|das)\b/g) ?? [];
}

describe.each(all)('$page ($variant)', ({ page, model }) => {
  const body = show(page, model, usual);
  const html = readHtml(body);
  const tags = (name: string) => html.find((one) => one.tagName === name);

  test.each([
    ['of 60 letters', extreme],
    ['unknown', bare],
  ])('renders where the organization is %s', (_, context) => {
    expect(show(page, model, context)).toContain('</html>');
  });

  test('C4: has a language, a title, one h1, one main, and works on a narrow screen in light and dark', () => {
    expect(attribute(tags('html')[0] as Element, 'lang')).toBe('en');
    expect(html.title).toContain('Northwind Clinic');
    expect(tags('h1')).toHaveLength(1);
    expect(tags('main')).toHaveLength(1);
    expect(body).toContain('name="viewport" content="width=device-width, initial-scale=1"');
    expect(body).toContain('name="color-scheme" content="light dark"');
  });

  test('C5: in German it is German: language, title, and every sentence', () => {
    const translated = readHtml(show(page, model, german));
    expect(attribute(translated.find((one) => one.tagName === 'html')[0] as Element, 'lang')).toBe('de');
    // The outbox shows mails, and their subjects, as they were written.
    if (page.startsWith('ops/')) return;
    expect(translated.title).not.toBe(html.title);
    expect(englishIn(translated)).toEqual([]);
    expect(germanIn(html)).toEqual([]);
  });

  test('has no script but that of passkeys, no inline style and no handler', () => {
    const scripts = tags('script').map((script) => [attribute(script, 'src'), textContent(script)]);
    expect(scripts).toEqual(hasScript(page) ? [[views.script.href, '']] : []);
    expect(tags('style')).toHaveLength(0);
    const inline = html.find((one) =>
      one.attrs.some(({ name }) => name === 'style' || name.startsWith('on')),
    );
    expect(inline).toHaveLength(0);
  });

  test('C4: every field has a label, every reference a target, every id is unique', () => {
    const labelled = tags('label').map((label) => attribute(label, 'for'));
    const fields = tags('input').filter((field) => attribute(field, 'type') !== 'hidden');
    for (const field of fields) expect(labelled).toContain(attribute(field, 'id'));
    const known = ids(html);
    expect(new Set(known).size).toBe(known.length);
    const referring = ['aria-describedby', 'aria-labelledby'].flatMap((name) =>
      html
        .find((one) => attribute(one, name) !== null)
        .flatMap((one) => (attribute(one, name) ?? '').trim().split(' ')),
    );
    for (const id of referring) expect(known).toContain(id);
  });

  test('every form posts and defends itself against forgery; every link leads somewhere', () => {
    for (const form of tags('form')) {
      expect(attribute(form, 'method')).toBe('post');
      expect(attribute(form, 'action')).toMatch(/^\//);
    }
    const tokens = tags('input').filter((one) => ['csrf', 'xsrf'].includes(attribute(one, 'name') ?? ''));
    expect(tokens).toHaveLength(tags('form').length);
    for (const link of tags('a')) expect(attribute(link, 'href')).toBeTruthy();
  });

  test('at most one field takes the focus, and at most one button is the primary one', () => {
    expect(html.find((one) => attribute(one, 'autofocus') !== null).length).toBeLessThanOrEqual(1);
    expect(html.find((one) => attribute(one, 'class') === 'button').length).toBeLessThanOrEqual(1);
  });
});

describe.each(all.filter(({ variant }) => variant === 'error'))('$page with an error', ({ page, model }) => {
  const html = readHtml(show(page, model, usual));

  test('says so in the title and in a summary whose links lead to the fields', () => {
    expect(html.title).toMatch(/^Error: /);
    const links = html.find((one) => one.tagName === 'a' && (attribute(one, 'href') ?? '').startsWith('#'));
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(ids(html)).toContain((attribute(link, 'href') ?? '').slice(1));
  });

  test('ties the message to its field, which takes the focus', () => {
    const [field] = html.find((one) => attribute(one, 'aria-invalid') === 'true');
    // A button is never invalid: where the browser was to answer, it is the one to press again.
    const [button] = html.find((one) => attribute(one, 'aria-describedby') === 'passkey-error');
    const wrong = field ?? button;
    expect(wrong && attribute(wrong, 'autofocus')).toBe('');
    expect(wrong && attribute(wrong, 'aria-describedby')).toContain(
      `${wrong && attribute(wrong, 'id')}-error`,
    );
  });

  test('keeps no secret', () => {
    const filled = html.find((one) => one.tagName === 'input' && attribute(one, 'type') === 'password');
    for (const field of filled) expect(attribute(field, 'value')).toBe('');
  });
});

describe('the pages', () => {
  test('C2: set-up opens with its sentence, word for word', () => {
    const sentence = 'Your organization requires two-factor authentication. Please set it up to continue.';
    expect(show('interactions/set-up-confirm', samples['interactions/set-up-confirm'].send, usual)).toContain(
      sentence,
    );
    expect(
      show('interactions/set-up-authenticator', samples['interactions/set-up-authenticator'].opening, usual),
    ).toContain(sentence);
  });

  test.each([
    ['en', usual, 'Your account asks for a stronger', 'Your account asks for a passkey.'],
    ['de', german, 'Ihr Konto verlangt eine stärkere', 'Ihr Konto verlangt einen Passkey.'],
  ])('C2: a sentence about the account itself begins like one (%s)', (_, context, stronger, asked) => {
    const own = { ...context, application: null, firstParty: 'account' } as const;
    const opening = { ...samples['interactions/set-up-confirm'].send, opening: 'application' } as const;
    expect(show('interactions/set-up-confirm', opening, own)).toContain(`>${stronger}`);
    const { optional } = samples['interactions/set-up-overview'];
    expect(show('interactions/set-up-overview', optional, own)).toContain(`>${asked}`);
  });

  test('A5: what can be put off names until when, with the zone', () => {
    expect(show('interactions/set-up-confirm', samples['interactions/set-up-confirm'].send, usual)).toContain(
      'Later, until 1 December 2026 at 14:05 CET',
    );
  });

  test.each([
    ['en', usual, 'Can’t scan it?', 'Waiting for your passkey.'],
    ['de', german, 'Sie können nicht scannen?', 'Warten auf Ihren Passkey.'],
  ])(
    'C2: a QR code has its key as text, and a wait for a passkey its words (%s)',
    (_, context, scan, waiting) => {
      const shown = all.map(({ page, model }) => readHtml(show(page, model, context)));
      const withCode = shown.filter(
        (html) => html.find((one) => attribute(one, 'class') === 'qr').length > 0,
      );
      expect(withCode).not.toEqual([]);
      for (const html of withCode) {
        const [key] = html.find((one) => attribute(one, 'class') === 'key');
        const [link] = html.find((one) => attribute(one, 'href')?.startsWith('otpauth:') === true);
        const [label] = html.find(
          (one) => attribute(one, 'id') === (key && attribute(key, 'aria-labelledby')),
        );
        const secret = new URL((link && attribute(link, 'href')) ?? '').searchParams.get('secret');
        expect(key && textContent(key).replaceAll(/\s/g, '')).toBe(secret);
        expect(label && textContent(label)).toContain(scan);
      }
      const asking = shown.filter(
        (html) => html.find((one) => attribute(one, 'data-passkey') !== null).length > 0,
      );
      expect(asking).not.toEqual([]);
      for (const html of asking) {
        const states = html.find((one) => attribute(one, 'role') === 'status').map(textContent);
        expect(states).toContainEqual(expect.stringContaining(waiting));
      }
    },
  );

  test('escape what people and applications chose', () => {
    const evil = '<script>alert(1)</script>"\'';
    const page = show(
      'interactions/consent',
      { ...samples['interactions/consent'].plain, application: evil, scopes: [evil] },
      { ...usual, application: evil, brand: { name: evil, logoHref: null, styleHref: null, helpText: evil } },
    );
    expect(page).not.toContain('<script>');
    expect(page).toContain('&lt;script&gt;');
  });

  test('a mail shown in the outbox links web addresses only', () => {
    const text = 'see https://a.example/x?y=1 and javascript:alert(1)';
    const page = show('ops/mail', { ...samples['ops/mail'].plain, text }, usual);
    const links = readHtml(page).find((one) => one.tagName === 'a');
    expect(links.map((one) => attribute(one, 'href'))).toEqual(['https://a.example/x?y=1', '/outbox']);
  });

  test('C1: the autocomplete tokens and input modes that password managers and phones look for', () => {
    const password = show('interactions/password', samples['interactions/password'].plain, usual);
    expect(password).toContain('autocomplete="username webauthn"');
    expect(password).toContain('autocomplete="current-password"');
    const code = show('interactions/second-factor', samples['interactions/second-factor'].plain, usual);
    expect(code).toMatch(/autocomplete="one-time-code" inputmode="numeric"/);
    expect(show('account/invitation', samples['account/invitation'].plain, usual)).toContain(
      'autocomplete="new-password"',
    );
  });
});
