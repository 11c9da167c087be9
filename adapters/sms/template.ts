// The body that a gateway wants, with places for number, text and sender.
// Invariant: what is put in is escaped for the body's media type, so that no text can add a field to it.

export const contentTypes = ['application/json', 'application/x-www-form-urlencoded'] as const;
export type ContentType = (typeof contentTypes)[number];

/** `digits`: the number without its plus. */
export interface Filling {
  readonly to: string;
  readonly digits: string;
  readonly text: string;
  readonly from: string;
}

const places = ['to', 'digits', 'text', 'from'] as const;
/** JSON's own braces stand before quotes, spaces or braces. */
const placePattern = /\{([a-z]+)\}/g;

const escapes: Readonly<Record<ContentType, (value: string) => string>> = {
  'application/json': (value) => JSON.stringify(value).slice(1, -1),
  'application/x-www-form-urlencoded': encodeURIComponent,
};

export function fillTemplate(template: string, contentType: ContentType, filling: Filling): string {
  const escaped = escapes[contentType];
  return template.replace(placePattern, (whole, name: string) => {
    const place = places.find((one) => one === name);
    return place === undefined ? whole : escaped(filling[place]);
  });
}

/** The places that it names, known or not. */
export function placesIn(template: string): readonly string[] {
  return [...template.matchAll(placePattern)].map(([, name = '']) => name);
}

/** Whether it names a number and a text, and nothing that is not known. */
export function isTemplate(template: string): boolean {
  const named = placesIn(template);
  const known: readonly string[] = places;
  const hasNumber = named.includes('to') || named.includes('digits');
  return hasNumber && named.includes('text') && named.every((name) => known.includes(name));
}

/** Whether the filled template is what its media type says. */
export function suits(template: string, contentType: ContentType): boolean {
  const filled = fillTemplate(template, contentType, { to: '+1', digits: '1', text: '"', from: 'x' });
  return contentType === 'application/json' ? isJsonObject(filled) : /^[^\s{}"<>]+$/.test(filled);
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
