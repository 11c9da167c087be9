// The headers of every answer: nothing inline, nothing framed, nothing kept.
// Invariant: a page can only be styled by us and can only post to us and to the application that it is for.
import type { Context, Middleware } from 'koa';
import helmet from 'koa-helmet';

export function securityHeaders(https: boolean): Middleware {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'none'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'none'"],
        'connect-src': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    // same-origin, not no-referrer: with the latter browsers send "Origin: null" with our own forms.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
}

/** Pages about a person are kept nowhere, not even for the back button. */
export const noStore: Middleware = async (ctx, next) => {
  ctx.set('Cache-Control', 'no-store');
  await next();
};

/**
 * Lets the forms of this page lead to these URLs: Chromium holds redirects after a form to `form-action`, so without
 * it the way back to the application would be blocked.
 */
export function allowFormTargets(ctx: Context, urls: readonly string[]): void {
  const policy = ctx.response.get('Content-Security-Policy');
  const sources = [...new Set(urls.map(sourceOf).filter((source) => source !== null))];
  if (!policy || sources.length === 0) return;
  ctx.set(
    'Content-Security-Policy',
    policy.replace("form-action 'self'", `form-action 'self' ${sources.join(' ')}`),
  );
}

/** Lets this page run our script, and nothing else's: no other page can run any. */
export function allowOwnScript(ctx: Context): void {
  const policy = ctx.response.get('Content-Security-Policy');
  ctx.set('Content-Security-Policy', policy.replace("script-src 'none'", "script-src 'self'"));
}

/** A CSP source for a redirect URI: its origin, or the scheme of a native application. */
function sourceOf(url: string): string | null {
  const parsed = URL.parse(url);
  if (!parsed) return null;
  return parsed.origin === 'null' ? parsed.protocol : parsed.origin;
}
