// The cookies of remembered devices: one an account, so that several people share a browser.
// Invariant: a __Host- cookie (https), which no other host can plant and no script can read. Its name tells whose it is only
// to us: it carries a keyed hash of the account's id.
import type { Context } from 'koa';
import type { SentDevice } from '../ports/remembered-devices.ts';
import type { Vault } from '../ports/vault.ts';
import { addressOf } from './address.ts';

export interface DeviceCookies {
  /** What this browser sent for the account; null if nothing. */
  sent(ctx: Context, accountId: string): SentDevice | null;
  /** Keeps the token until then (ms). */
  write(ctx: Context, accountId: string, token: string, until: number): void;
  clear(ctx: Context, accountId: string): void;
}

/** Ten people may share a browser, a ward's for instance; the oldest makes room. */
const peopleRemembered = 10;
const hashContext = 'device-cookie';

export function createDeviceCookies(vault: Pick<Vault, 'hash' | 'hashWith'>, https: boolean): DeviceCookies {
  const prefix = `${https ? '__Host-' : ''}sallyport-device-`;
  const options = { httpOnly: true, sameSite: 'lax', secure: https, path: '/', signed: false } as const;
  const nameUnder = (hash: string) => `${prefix}${hash.split('.')[0]}.${hash.split('.')[1]?.slice(0, 22)}`;
  const isOf = (name: string, accountId: string) => {
    // By the key that the name names: it may have been rotated since.
    const keyId = name.slice(prefix.length).split('.')[0] ?? '';
    const hash = vault.hashWith(keyId, accountId, hashContext);
    return hash !== null && nameUnder(hash) === name;
  };
  /** In the order in which the browser got them (RFC 6265 5.4). */
  const sentNames = (ctx: Context) =>
    ctx
      .get('Cookie')
      .split(';')
      .map((pair) => pair.split('=')[0]?.trim() ?? '')
      .filter((name) => name.startsWith(prefix));

  return {
    sent(ctx, accountId) {
      const name = sentNames(ctx).find((one) => isOf(one, accountId));
      const token = name === undefined ? undefined : ctx.cookies.get(name, { signed: false });
      if (token === undefined) return null;
      return { token, address: addressOf(ctx), userAgent: ctx.get('User-Agent').slice(0, 256) || null };
    },
    write(ctx, accountId, token, until) {
      const name = nameUnder(vault.hash(accountId, hashContext));
      const others = sentNames(ctx).filter((one) => one !== name);
      const stale = others.filter((one) => isOf(one, accountId));
      const rest = others.filter((one) => !stale.includes(one));
      for (const one of [...stale, ...rest.slice(0, Math.max(0, rest.length + 1 - peopleRemembered))])
        ctx.cookies.set(one, null, options);
      ctx.cookies.set(name, token, { ...options, expires: new Date(until) });
    },
    clear(ctx, accountId) {
      for (const name of sentNames(ctx).filter((one) => isOf(one, accountId)))
        ctx.cookies.set(name, null, options);
    },
  };
}
