// The front page: which applications one can open, and the own account (C6). Without a session it says what this place is.
// Invariant: a session counts here as it does elsewhere: only while decide() allows it, application by application.
import type { Context } from 'koa';
import { accountClientId } from '../decision/built-in-clients.ts';
import type { Decisions } from '../decision/decisions.ts';
import { addressOf } from '../http/address.ts';
import type { Browsers } from '../http/browser.ts';
import type { DeviceCookies } from '../http/device-cookies.ts';
import { formFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import type { Client, Clients } from '../ports/clients.ts';
import type { Directory, DirectoryEntry } from '../ports/directory.ts';
import type { PageModels } from '../views/pages.ts';

/** The provider's session of this browser, if it lives and somebody is signed in. */
export type CurrentSession = (
  ctx: Context,
) => Promise<{ readonly uid: string; readonly accountId: string } | null>;

export interface HomeDeps {
  readonly issuer: URL;
  readonly pages: Pages;
  readonly browsers: Browsers;
  readonly clients: Clients;
  readonly directory: Directory;
  readonly decisions: Decisions;
  readonly deviceCookies: DeviceCookies;
  readonly currentSession: CurrentSession;
  readonly now: () => number;
  /** What a newcomer is pointed to; null in production. */
  readonly development: PageModels['front/home']['development'];
}

/** Applications shown at most; those of an organisation fit, a long list would need a search. */
const shownAtMost = 200;

export function homeRoutes(deps: HomeDeps): readonly RouteRow[] {
  return [
    {
      method: 'GET',
      path: '/',
      authorization: 'anybody',
      csrf: 'changes-nothing',
      limit: 'none: reads',
      handler: async (ctx) => {
        const session = await deps.currentSession(ctx);
        const entry = session ? await deps.directory.find(session.accountId) : undefined;
        const open = session && entry ? await openTo(deps, ctx, session.uid, entry) : [];
        const isKnown =
          session !== null &&
          (open.length > 0 || (await mayOpen(deps, ctx, session.uid, session.accountId, accountClientId)));
        const account = entry && isKnown ? signedIn(deps, ctx, entry, open) : null;
        await deps.pages.show(
          ctx,
          'front/home',
          { account, development: deps.development },
          { tenantId: account ? (entry?.tenantId ?? null) : null },
        );
      },
    },
    {
      method: 'POST',
      path: '/sign-out',
      authorization: 'anybody',
      csrf: 'origin-and-token',
      limit: '16 KB; only leads to the page that asks',
      handler: async (ctx) => {
        const { csrf } = formFields(ctx) ?? {};
        if (
          !isSameOrigin(ctx, deps.issuer) ||
          !deps.browsers.csrfMatches(deps.browsers.secret(ctx), csrfScope, csrf)
        )
          return showProblem(deps.pages, ctx, 403, 'forged');
        ctx.status = 303;
        ctx.redirect('/session/end');
      },
    },
  ];
}

const csrfScope = 'home';

/** The applications with an address that this session may open now, without another question. */
async function openTo(
  deps: HomeDeps,
  ctx: Context,
  sessionUid: string,
  entry: DirectoryEntry,
): Promise<readonly Client[]> {
  const { items } = await deps.clients.list(null, shownAtMost);
  const mine = items.filter(
    ({ uri, tenantId }) => uri !== null && (tenantId === null || tenantId === entry.tenantId),
  );
  const judged = await Promise.all(mine.map((client) => mayOpen(deps, ctx, sessionUid, entry.id, client.id)));
  return mine.filter((_client, index) => judged[index]);
}

async function mayOpen(
  deps: HomeDeps,
  ctx: Context,
  sessionUid: string,
  accountId: string,
  clientId: string,
): Promise<boolean> {
  const now = deps.now();
  const { decision } = await deps.decisions.authorize(
    {
      clientId,
      tenantId: null,
      accountId,
      holders: [{ kind: 'session', id: sessionUid }],
      device: deps.deviceCookies.sent(ctx, accountId),
      request: {
        address: addressOf(ctx),
        arrivedAt: now,
        acrValues: [],
        acrEssential: false,
        maxAge: null,
        promptLogin: false,
      },
    },
    now,
  );
  return decision.kind === 'allow';
}

function signedIn(deps: HomeDeps, ctx: Context, entry: DirectoryEntry, open: readonly Client[]) {
  return {
    label: entry.email ?? entry.username ?? entry.id,
    applications: open.map(({ name, uri }) => ({ name, href: uri ?? '' })),
    csrf: deps.browsers.csrfToken(deps.browsers.ensureSecret(ctx), csrfScope),
    signOutAction: '/sign-out',
  };
}
