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
import { speakTo } from '../http/reader.ts';
import type { RouteRow } from '../http/route.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import type { Account, Accounts } from '../ports/accounts.ts';
import type { Client, Clients } from '../ports/clients.ts';
import type { Storage } from '../ports/storage.ts';
import type { PageModels } from '../views/pages.ts';
import { inOneScope, labelOf } from './visit.ts';

interface Session {
  readonly uid: string;
  readonly accountId: string;
}

/** The provider's session of this browser, if it lives and somebody is signed in. */
export type CurrentSession = (ctx: Context) => Promise<Session | null>;

export interface HomeDeps {
  readonly issuer: URL;
  readonly pages: Pages;
  readonly browsers: Browsers;
  readonly clients: Clients;
  readonly accounts: Accounts;
  readonly decisions: Decisions;
  readonly deviceCookies: DeviceCookies;
  readonly scoped: Storage['scoped'];
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
      handler: inOneScope(deps, (ctx) => showHome(deps, ctx)),
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

async function showHome(deps: HomeDeps, ctx: Context): Promise<void> {
  const session = await deps.currentSession(ctx);
  const own = session ? await deps.accounts.find(session.accountId) : undefined;
  const open = session && own ? await openTo(deps, ctx, session, own) : null;
  const account = own && open ? signedIn(deps, ctx, own, open) : null;
  if (own && open) speakTo(ctx, own.profile);
  await deps.pages.show(
    ctx,
    'front/home',
    { account, development: deps.development },
    { tenantId: account ? (own?.tenantId ?? null) : null },
  );
}

/**
 * The applications with an address that this session may open now; null if it may open nothing. Where it is enough for our own
 * pages, also those that will ask for more: a browser that is remembered would else hide them.
 */
async function openTo(
  deps: HomeDeps,
  ctx: Context,
  { uid, accountId }: Session,
  { tenantId }: Account,
): Promise<readonly Client[] | null> {
  const mine = await deps.clients.withAddress(tenantId, shownAtMost);
  const now = deps.now();
  const judged = await deps.decisions.authorizeEach(
    {
      tenantId: null,
      accountId,
      holders: [{ kind: 'session', id: uid }],
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
    [accountClientId, ...mine.map(({ id }) => id)],
    now,
  );
  const [account, ...applications] = judged.map(({ decision }) => decision.kind);
  const isIn = account === 'allow';
  const open = mine.filter(
    (_client, at) => applications[at] === 'allow' || (isIn && applications[at] !== 'deny'),
  );
  return isIn || open.length > 0 ? open : null;
}

function signedIn(deps: HomeDeps, ctx: Context, own: Account, open: readonly Client[]) {
  return {
    label: labelOf(own),
    applications: open.map(({ name, uri }) => ({ name, href: uri ?? '' })),
    csrf: deps.browsers.csrfToken(deps.browsers.ensureSecret(ctx), csrfScope),
    signOutAction: '/sign-out',
  };
}
