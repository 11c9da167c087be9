// Who reads the answer to a request, once a door knows: in which language and time zone it speaks to them.
// Invariant: it is what the person's own details say, and only of whoever is signed in here.
import type { Context } from 'koa';
import type { Profile } from '../ports/accounts.ts';

type Reader = Pick<Profile, 'locale' | 'zoneinfo'>;

const readers = new WeakMap<Context, Reader>();

/** From here on every page of this answer speaks to them, one that says what went wrong, too. */
export function speakTo(ctx: Context, profile: Reader): void {
  readers.set(ctx, profile);
}

/** Empty while nobody is known. */
export function readerOf(ctx: Context): Reader {
  return readers.get(ctx) ?? {};
}
