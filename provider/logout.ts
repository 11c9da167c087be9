// Signing out: the page that asks, the page that says it is done, and the end of everything given under the session.
// Invariant: whatever ends a session revokes all its grants that end with it; the library knows only the latest one.
import type { Context, Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import type { AuditLog } from '../audit/event.ts';
import type { Grants } from '../decision/grants.ts';
import { eventContext } from '../http/event-context.ts';
import { allowFormTargets } from '../http/headers.ts';
import type { Pages } from '../http/pages.ts';
import type { Directory } from '../ports/directory.ts';
import type { GrantBases } from '../ports/grant-bases.ts';
import type { Sessions } from '../ports/sessions.ts';
import { plainContext } from './plain-context.ts';

export interface LogoutPages {
  confirm(ctx: KoaContextWithOIDC): Promise<void>;
  done(ctx: KoaContextWithOIDC): Promise<void>;
}

export function createLogoutPages(pages: Pages, directory: Directory): LogoutPages {
  return {
    async confirm(ctx) {
      const { session, client } = ctx.oidc;
      const plain = plainContext(ctx);
      const entry = session?.accountId ? await directory.find(session.accountId) : undefined;
      allowFormTargets(plain, client?.postLogoutRedirectUris ?? []);
      await pages.show(
        plain,
        'provider/sign-out',
        {
          action: ctx.oidc.urlFor('end_session_confirm'),
          xsrf: String(session?.state?.secret ?? ''),
          account: entry?.email ?? entry?.username ?? null,
        },
        { tenantId: entry?.tenantId ?? null },
      );
    },
    async done(ctx) {
      const plain = plainContext(ctx);
      await pages.show(plain, 'provider/signed-out', { homeHref: ctx.oidc.client?.clientUri ?? '/' });
    },
  };
}

export interface SessionEndDeps {
  readonly grants: Grants;
  readonly grantBases: GrantBases;
  readonly sessions: Sessions;
  readonly audit: AuditLog;
  readonly directory: Directory;
  readonly now: () => number;
}

/** Around node-oidc-provider: looks afterwards whether this request ended a session. */
export function endGrantsWithSession(deps: SessionEndDeps): Middleware {
  return async (ctx, next) => {
    await next();
    const { oidc } = ctx as unknown as Partial<Pick<KoaContextWithOIDC, 'oidc'>>; // only there on the library's routes
    const session = oidc?.entities.Session;
    if (!oidc?.session || !session?.accountId) return;
    if (isDestroyed(oidc.session)) return endSession(deps, ctx, session.uid, session.accountId);
    // Somebody stays: the library has told the application that asked that it is signed out, and so it is.
    if (oidc.route === 'end_session_confirm' && oidc.client)
      await endAtApplication(deps, session.uid, oidc.client.clientId);
  };
}

async function endSession(deps: SessionEndDeps, ctx: Context, uid: string, accountId: string): Promise<void> {
  const now = deps.now();
  await deps.sessions.end({ uid, accountId }, now);
  await deps.grants.revokeSession(uid, now);
  const entry = await deps.directory.find(accountId);
  if (!entry) return;
  const about = { tenantId: entry.tenantId, accountId: entry.id, email: entry.email };
  deps.audit.queue({ type: 'session.ended', by: 'person' }, eventContext(ctx, about), now);
}

async function endAtApplication(deps: SessionEndDeps, uid: string, clientId: string): Promise<void> {
  for await (const some of deps.grantBases.ofSession(uid, deps.now())) {
    const ending = some.filter((basis) => basis.clientId === clientId);
    await Promise.all(ending.map(({ grantId }) => deps.grants.revoke(grantId)));
  }
}

/** Set by the library on the session of a request that ended it; missing in its types. */
function isDestroyed(session: object): boolean {
  return 'destroyed' in session && session.destroyed === true;
}
