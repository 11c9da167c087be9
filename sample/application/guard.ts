// Keeps the sample to this machine and its forms to itself: who may connect, under which name, from which page.
// Invariant: nothing but loopback is answered, and no other site can make a browser post here.
import type { Context, Middleware } from 'koa';

const loopback = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/;

export interface GuardOptions {
  /** The one origin that pages are served under. */
  readonly origin: string;
  /** Forms may be redirected there; Chromium holds `form-action` to redirects too. */
  readonly issuer: string;
  /** The path that the server posts to: no browser, so no Origin. */
  readonly backchannelPath: string;
}

export function guard({ origin, issuer, backchannelPath }: GuardOptions): Middleware {
  const { host, port } = new URL(origin);
  const otherNames = new Set([`127.0.0.1:${port}`, `[::1]:${port}`, `localhost:${port}`]);
  return async (ctx, next) => {
    setHeaders(ctx, issuer);
    if (!loopback.test(ctx.req.socket.remoteAddress ?? '')) {
      return refuse(ctx, 403, 'The sample application answers only on the machine that it runs on.');
    }
    // A name that leads to 127.0.0.1 but is none of ours is DNS rebinding.
    if (ctx.get('Host') !== host) {
      if (ctx.method !== 'GET' || !otherNames.has(ctx.get('Host')))
        return refuse(ctx, 403, `Open ${origin} instead.`);
      return ctx.redirect(origin + ctx.path);
    }
    if (ctx.method === 'POST' && ctx.path !== backchannelPath && ctx.get('Origin') !== origin)
      return refuse(ctx, 403, `This form was sent from another site. Open ${origin} instead.`);
    await next();
  };
}

function setHeaders(ctx: Context, issuer: string): void {
  ctx.set({
    'Content-Security-Policy': [
      "default-src 'none'",
      "style-src 'self'",
      "img-src 'self'",
      `form-action 'self' ${new URL(issuer).origin}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    // Not no-referrer: that would turn the Origin of our own forms into "null".
    'Referrer-Policy': 'same-origin',
  });
}

function refuse(ctx: Context, status: number, text: string): void {
  ctx.status = status;
  ctx.type = 'text/plain';
  ctx.body = `${text}\n`;
}
