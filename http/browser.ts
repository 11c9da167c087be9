// Knows a browser again: by a secret that binds its sign-ins to it, and by a mark that it signed in before.
// Invariant: the secret is a __Host- cookie (https), which no other host can plant; stores hold keyed hashes only.
import { randomBytes } from 'node:crypto';
import Tokens from 'csrf';
import type { Context } from 'koa';
import type { Vault } from '../ports/vault.ts';

export interface Browsers {
  /** The browser's secret, or null if it has none yet. */
  secret(ctx: Context): string | null;
  /** The browser's secret, made and set if it has none. Lasts as long as the browser is open. */
  ensureSecret(ctx: Context): string;
  /** What a sign-in keeps of the secret. */
  hash(secret: string, signInId: string): string;
  matches(secret: string | null, signInId: string, hash: string): boolean;
  /** A CSRF token for a form, bound to the browser and to what the form belongs to. */
  csrfToken(secret: string, scope: string): string;
  csrfMatches(secret: string | null, scope: string, token: unknown): boolean;
  /** The id of this browser if this person has signed in with it before; else null. */
  known(ctx: Context, person: string): string | null;
  /** Remembers that this person has signed in with this browser. Opens nothing: it only gives a counter of its own. */
  remember(ctx: Context, person: string): void;
}

/** Under which name a browser remembers a person: what they type, in their organisation. */
export function personOf(tenantId: string, identifier: string): string {
  return `${tenantId} ${identifier}`;
}

/** Ten people may share a browser, a ward's for instance; the oldest mark makes room. */
const peopleRemembered = 10;
const rememberedFor = 180 * 24 * 3600 * 1000;

export function createBrowsers(vault: Vault, https: boolean): Browsers {
  const tokens = new Tokens();
  const prefix = https ? '__Host-' : '';
  const secretName = `${prefix}sallyport-browser`;
  const knownName = `${prefix}sallyport-known`;
  const cookie = { httpOnly: true, sameSite: 'lax', secure: https, path: '/', signed: false } as const;
  const wellFormed = /^[\w-]{43}$/;

  const secretOf = (ctx: Context): string | null => {
    const value = ctx.state.browserSecret ?? ctx.cookies.get(secretName, { signed: false });
    return typeof value === 'string' && wellFormed.test(value) ? value : null;
  };
  const mark = (browserId: string, person: string) => vault.hash(`${browserId} ${person}`, 'known-browser');
  const readKnown = (ctx: Context): { id: string; marks: string[] } | null => {
    const [id, ...marks] = (ctx.cookies.get(knownName, { signed: false }) ?? '').split('~');
    return id && /^[\w-]{22}$/.test(id) ? { id, marks: marks.slice(-peopleRemembered) } : null;
  };
  const isMarked = (id: string, marks: readonly string[], person: string) =>
    marks.some((known) => vault.hashMatches(`${id} ${person}`, 'known-browser', known));

  return {
    secret: secretOf,
    ensureSecret(ctx) {
      const present = secretOf(ctx);
      if (present) return present;
      const secret = randomBytes(32).toString('base64url');
      ctx.state.browserSecret = secret;
      ctx.cookies.set(secretName, secret, cookie);
      return secret;
    },
    hash: (secret, signInId) => vault.hash(`${secret} ${signInId}`, 'sign-in-browser'),
    matches: (secret, signInId, hash) =>
      secret !== null && vault.hashMatches(`${secret} ${signInId}`, 'sign-in-browser', hash),
    csrfToken(secret, scope) {
      const bound = vault.hash(`${secret} ${scope}`, 'csrf');
      // It names its key, so that forms that are open while keys rotate still work.
      return `${bound.split('.')[0]}.${tokens.create(bound)}`;
    },
    csrfMatches(secret, scope, token) {
      if (secret === null || typeof token !== 'string') return false;
      const [keyId = '', made = ''] = token.split('.');
      const bound = vault.hashWith(keyId, `${secret} ${scope}`, 'csrf');
      return bound !== null && tokens.verify(bound, made);
    },
    known(ctx, person) {
      const known = readKnown(ctx);
      return known && isMarked(known.id, known.marks, person) ? known.id : null;
    },
    remember(ctx, person) {
      const known = readKnown(ctx) ?? { id: randomBytes(16).toString('base64url'), marks: [] };
      if (isMarked(known.id, known.marks, person)) return;
      const marks = [...known.marks, mark(known.id, person)].slice(-peopleRemembered);
      ctx.cookies.set(knownName, [known.id, ...marks].join('~'), { ...cookie, maxAge: rememberedFor });
    },
  };
}
