// Reads the body of a form: flat text fields, each given once, small.
// Invariant: a field is a string or absent; arrays and objects (`a[$gt]=`) never reach a handler (CVE-2021-22911).
import { bodyParser } from '@koa/bodyparser';
import type { Context, Middleware } from 'koa';

export type FormFields = Readonly<Record<string, string>>;

/** Bytes of a form: the longest is a password of 256 characters of four bytes, percent-encoded. */
export const formLimit = '16kb';

const readForm: Middleware = bodyParser({
  enableTypes: ['form'],
  formLimit,
  encoding: 'utf-8',
});

/** No browser compresses a form: what says that it is compressed may grow when it is read, or cannot be read at all. */
export const parseForm: Middleware = async (ctx, next) => {
  const coding = ctx.get('Content-Encoding').toLowerCase();
  if (coding !== '' && coding !== 'identity') ctx.throw(415);
  await readForm(ctx, next);
};

/** The fields of a parsed form; null if the body was no form, or a field came twice or as anything but text. */
export function formFields(ctx: Context): FormFields | null {
  if (!ctx.is('application/x-www-form-urlencoded')) return null;
  const body: unknown = ctx.request.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const entries = Object.entries(body);
  if (!entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')) return null;
  return Object.freeze(Object.fromEntries(entries));
}
