// In development: every mail and text message, readable in the browser, on this machine only.
// Invariant: it exists only where no mail server or no SMS gateway is configured, and answers loopback addresses only: they
// hold secrets.
import type { Context, Middleware } from 'koa';
import { addressOf, isLoopback } from '../http/address.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import type { Mail } from '../ports/outbox.ts';
import type { TextMessage } from '../ports/sms.ts';

/** A mail or text message as it was put into the outbox. */
export interface ReadableMail {
  readonly id: string;
  readonly mail: Mail | TextMessage;
  /** ms. */
  readonly createdAt: number;
}

export interface OutboxRoutesDeps {
  readonly pages: Pages;
  /** Newest first. */
  readonly read: () => Promise<readonly ReadableMail[]>;
}

export function outboxRoutes({ pages, read }: OutboxRoutesDeps): readonly RouteRow[] {
  const row = (path: string, handler: Middleware): RouteRow => ({
    method: 'GET',
    path,
    authorization: 'loopback',
    csrf: 'changes-nothing',
    limit: 'none: this machine only',
    handler: onLoopback(pages, handler),
  });
  return [
    row('/outbox', async (ctx) => {
      const mails = (await read()).map(({ id, mail, createdAt }) => ({
        href: `/outbox/${encodeURIComponent(id)}`,
        to: mail.to,
        subject: subjectOf(mail),
        at: createdAt,
      }));
      await pages.show(ctx, 'ops/outbox', { mails, selfHref: '/outbox', olderHref: null, newerHref: null });
    }),
    row('/outbox/:id', async (ctx) => {
      const found = (await read()).find(({ id }) => id === ctx.params.id);
      if (!found) return showProblem(pages, ctx, 404, 'not-found');
      const { mail, createdAt } = found;
      await pages.show(ctx, 'ops/mail', {
        ...mail,
        subject: subjectOf(mail),
        at: createdAt,
        backHref: '/outbox',
      });
    }),
  ];
}

/** Null for text messages, which have none. */
function subjectOf(message: Mail | TextMessage): string | null {
  return 'subject' in message ? message.subject : null;
}

function onLoopback(pages: Pages, handler: Middleware): Middleware {
  return async (ctx: Context, next) => {
    if (!isLoopback(addressOf(ctx))) return showProblem(pages, ctx, 404, 'not-found');
    await handler(ctx, next);
  };
}
