// Phone numbers that can get a text message: read as people type them, compared and kept as E.164, shown masked.
// Invariant: only numbers of mobile phones pass: none that costs its caller more and pays its owner (libphonenumber's tables).
import { createRequire } from 'node:module';
import type * as LibraryOfAll from 'libphonenumber-js/min';
import type * as Library from 'libphonenumber-js/mobile';

const require = createRequire(import.meta.url);

/** Loaded with the first number: its tables are 3 MB that no server needs where nobody gets texts. */
const library = (): typeof Library => require('libphonenumber-js/mobile');

export interface PhoneNumber {
  /** E.164: "+41791234567". */
  readonly number: string;
  /** ISO 3166-1 alpha-2; null for numbers that belong to no country, such as those of satellites. */
  readonly country: string | null;
}

/** Of phones of every kind, without telling which. */
const libraryOfAll = (): typeof LibraryOfAll => require('libphonenumber-js/min');

/** Longer is no number: E.164 has 15 digits, and people write spaces, brackets and dashes between them. */
const longest = 40;

/** @param country what numbers without a plus are taken to be of; null: only those with one are understood */
export function readPhoneNumber(text: string, country: string | null): PhoneNumber | null {
  const typed = text.normalize('NFKC').trim();
  if (typed.length > longest) return null;
  const defaultCountry = country !== null && isCountry(country) ? country : undefined;
  const read = library().parsePhoneNumberFromString(typed, {
    extract: false,
    ...(defaultCountry && { defaultCountry }),
  });
  if (!read?.isValid() || read.ext !== undefined) return null;
  return { number: read.number, country: read.country ?? null };
}

/** The E.164 of a phone of any kind, written with its country code: "+41 (0)44 123 45 67"; null for what is none. */
export function readAnyPhoneNumber(text: string): string | null {
  const typed = text.normalize('NFKC').trim();
  if (typed.length > longest || !typed.startsWith('+')) return null;
  const read = libraryOfAll().parsePhoneNumberFromString(typed, { extract: false });
  return read?.isPossible() && read.ext === undefined ? read.number : null;
}

/** ISO 3166-1 alpha-2, in capitals, of a country that has phone numbers. */
export function isCountry(code: string): code is Library.CountryCode {
  return library().isSupportedCountry(code);
}

/**
 * For pages, mails and lists: "+41 •• ••• •• 67", with spaces that do not break. Enough to know one's own, too little to find
 * out another's.
 */
export function maskPhoneNumber(number: string): string {
  const read = library().parsePhoneNumberFromString(number);
  const shown = (read?.formatInternational() ?? number).replaceAll(' ', '\u00a0');
  const codeLength = read ? `+${read.countryCallingCode}`.length : 1;
  const digits = [...shown.matchAll(/\d/g)].map(({ index }) => index);
  const open = new Set([...digits.filter((at) => at < codeLength), ...digits.slice(-2)]);
  return [...shown].map((each, at) => (/\d/.test(each) && !open.has(at) ? '•' : each)).join('');
}
