// Chooses the language and gives texts in it: messages by key, dates with their zone written out.
// Invariant: what a request names can choose among our languages and nothing else; unknown tags and zones never throw.
import { IntlMessageFormat } from 'intl-messageformat';
import { de } from './de.ts';
import { en } from './en.ts';

export type MessageKey = keyof typeof en;
/** A whole language: each has every key. */
export type Messages = Readonly<Record<MessageKey, string>>;
/** Values for a message. A Date is written out with its zone, so that no text can forget to name it. */
export type MessageParams = Readonly<Record<string, string | number | Date>>;

const catalogues = { de, en } as const satisfies Readonly<Record<string, Messages>>;
export type Language = keyof typeof catalogues;
/** For discovery: `ui_locales_supported`. `Object.keys` forgets that the keys are languages. */
export const languages = Object.keys(catalogues) as readonly Language[];

/** How each language writes dates where the request names no region. */
const regionOf: Readonly<Record<Language, string>> = { de: 'de-DE', en: 'en-GB' };

export interface Locale {
  readonly language: Language;
  /** BCP 47, of that language: how dates and numbers are written. */
  readonly tag: string;
}

export interface LocaleWishes {
  /** The OpenID Connect parameter: tags parted by spaces, best first. */
  readonly uiLocales: string | null;
  /** Of Accept-Language, best first: `ctx.acceptsLanguages()`. */
  readonly accepted: readonly string[];
  readonly tenant: string | null;
}

export interface Translator {
  readonly locale: Locale;
  /** The text. Throws if a value that it needs is missing: that is a bug. */
  t(key: MessageKey, params?: MessageParams): string;
  /** ms since the epoch -> "1 December 2026 at 14:05 CET". */
  date(at: number): string;
}

/** The first language that is wished for and that we have: `ui_locales`, then the browser's, then the tenant's, then English. */
export function chooseLocale(wishes: LocaleWishes): Locale {
  const tags = [...(wishes.uiLocales ?? '').split(' '), ...wishes.accepted, wishes.tenant ?? ''];
  for (const tag of tags.slice(0, 50)) {
    const locale = localeOf(tag);
    if (locale) return locale;
  }
  return { language: 'en', tag: regionOf.en };
}

/** The first that is an IANA time zone, else UTC. An account's `zoneinfo` is text that anyone may have imported. */
export function chooseZone(candidates: readonly (string | null | undefined)[]): string {
  return candidates.find((zone) => zone && isZone(zone)) ?? 'UTC';
}

const dateStyle = {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
} as const satisfies Intl.DateTimeFormatOptions;

export function createTranslator(locale: Locale, zone: string): Translator {
  const format = dateFormat(locale.tag, zone);
  // "1. Dezember": a day that is an ordinal stays on the line of its month.
  const date = (at: number | Date) => format.format(at).replace(/^(\d+\.) /, '$1\u00a0');
  const written = (value: string | number | Date) => (value instanceof Date ? date(value) : value);
  return {
    locale,
    t(key, params = {}) {
      const values = Object.entries(params).map(([name, value]) => [name, written(value)]);
      return String(messageOf(locale, key).format(Object.fromEntries(values)));
    },
    date,
  };
}

/** Of the last pages. Both parts of the key come from outside, in any spelling, so they are not kept without end. */
const formats = new Map<string, Intl.DateTimeFormat>();
const mostKept = 50;

/** Making one takes longer than a page takes to render. Throws for what is no time zone. */
function dateFormat(tag: string, zone: string): Intl.DateTimeFormat {
  const id = `${tag} ${zone}`;
  const known = formats.get(id);
  if (known) return known;
  const format = new Intl.DateTimeFormat(tag, { ...dateStyle, timeZone: zone });
  if (formats.size >= mostKept) formats.clear();
  formats.set(id, format);
  return format;
}

const parsed = new Map<string, IntlMessageFormat>();

/** Parsed once: the keys are a closed set, and tags are checked, of our languages, and few. */
function messageOf(locale: Locale, key: MessageKey): IntlMessageFormat {
  const id = `${locale.language} ${key}`;
  const known = parsed.get(id);
  if (known) return known;
  const message = new IntlMessageFormat(catalogues[locale.language][key], locale.language, undefined, {
    ignoreTag: true,
  });
  parsed.set(id, message);
  return message;
}

/** Of the last tags: as with `formats`, reading one takes long, and browsers send them in any spelling. */
const locales = new Map<string, Locale | null>();

function localeOf(tag: string): Locale | null {
  const known = locales.get(tag);
  if (known !== undefined) return known;
  const locale = readLocale(tag);
  if (locales.size >= mostKept) locales.clear();
  locales.set(tag, locale);
  return locale;
}

function readLocale(tag: string): Locale | null {
  try {
    // Many who provision profiles write de_DE, as OpenID Connect Core 5.1 tells us to expect.
    const { language, region } = new Intl.Locale(tag.replaceAll('_', '-'));
    if (!isLanguage(language)) return null;
    return { language, tag: region ? `${language}-${region}` : regionOf[language] };
  } catch {
    return null;
  }
}

function isLanguage(language: string): language is Language {
  return Object.hasOwn(catalogues, language);
}

function isZone(zone: string): boolean {
  try {
    return dateFormat('en', zone) !== null;
  } catch {
    return false;
  }
}
