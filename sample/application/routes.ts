// The sample application's routes: an ordinary web application that lets Sallyport sign people in.
// Invariant: GET shows, POST acts; only the callback of a sign-in that this browser began signs it in.
import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import type { Context } from 'koa';
import { type AuthenticatorAccount, codePage } from '../code-page.ts';
import type { PageModels, Pages } from './pages.ts';
import { type Problem, problemPage } from './problems.ts';
import type { RelyingParty } from './relying-party.ts';
import { addPending, type Notice, type Session, type Sessions, takePending } from './sessions.ts';
import { bannerOf, signedInPage } from './signed-in-page.ts';

export interface RouteDeps {
  readonly origin: string;
  readonly party: RelyingParty;
  readonly sessions: Sessions;
  readonly pages: Pages;
  readonly authenticators: () => readonly AuthenticatorAccount[];
  readonly now: () => number;
}

export const backchannelPath = '/backchannel-logout';
/** Cookies know no ports, so the name must not be one of the server's on the same host. */
const cookieName = 'sample_application';

export function createRoutes(deps: RouteDeps): Router {
  const router = new Router();
  router.get('/', (ctx) => home(ctx, deps));
  router.post('/sign-in', (ctx) => signIn(ctx, deps, false));
  router.post('/sign-in-again', (ctx) => signIn(ctx, deps, true));
  router.get('/callback', (ctx) => callback(ctx, deps));
  router.post('/refresh', (ctx) => refresh(ctx, deps));
  router.post('/sign-out', (ctx) => signOut(ctx, deps));
  router.get('/signed-out', (ctx) => signedOut(ctx, deps));
  router.post(backchannelPath, bodyParser({ enableTypes: ['form'], formLimit: '16kb' }), (ctx) =>
    backchannelLogout(ctx, deps),
  );
  router.get('/authenticator', (ctx) => authenticator(ctx, deps));
  router.get('/style.css', (ctx) => {
    ctx.type = 'text/css';
    ctx.body = deps.pages.stylesheet;
  });
  router.get('/icon.png', (ctx) => {
    ctx.type = 'png';
    ctx.body = Buffer.from(deps.pages.icon);
  });
  return router;
}

async function home(ctx: Context, { sessions, party, pages, authenticators }: RouteDeps): Promise<void> {
  const session = sessions.find(ctx.cookies.get(cookieName));
  const notice = takeNotice(session);
  if (session?.tokens) {
    const { tokens } = session;
    const { model, profile } = await signedInPage(party, { tokens, notice, profile: session.profile });
    session.profile = profile;
    return show(ctx, pages, 'signed-in', model);
  }
  const hasAuthenticators = authenticators().length > 0;
  show(ctx, pages, 'signed-out', { justNow: false, banner: bannerOf(notice), hasAuthenticators });
}

async function signIn(ctx: Context, deps: RouteDeps, fresh: boolean): Promise<void> {
  const begun = await deps.party.begin(fresh);
  if (!begun.ok) return showProblem(ctx, deps.pages, begun.problem);
  const session = deps.sessions.find(ctx.cookies.get(cookieName)) ?? deps.sessions.create();
  addPending(session, begun.value.pending);
  setCookie(ctx, session);
  seeOther(ctx, begun.value.url);
}

async function callback(ctx: Context, deps: RouteDeps): Promise<void> {
  const response = new URL(ctx.url, deps.origin);
  const session = deps.sessions.find(ctx.cookies.get(cookieName));
  const pending = session && takePending(session, response.searchParams.get('state'));
  if (!session || !pending) {
    return showProblem(ctx, deps.pages, { code: 'invalid-state', description: null });
  }
  const done = await deps.party.complete(response, pending);
  if (!done.ok) return showProblem(ctx, deps.pages, done.problem);
  const renewed = deps.sessions.renew(session);
  renewed.tokens = done.value;
  renewed.profile = null;
  renewed.notice = pending.fresh ? { kind: 'fresh' } : null;
  setCookie(ctx, renewed);
  seeOther(ctx, '/');
}

async function refresh(ctx: Context, { sessions, party }: RouteDeps): Promise<void> {
  const session = sessions.find(ctx.cookies.get(cookieName));
  if (session?.tokens?.refreshToken) {
    const answer = await party.refresh(session.tokens);
    if (answer.ok) session.tokens = answer.value;
    session.notice = answer.ok ? { kind: 'refreshed' } : refusedNotice(answer.problem);
  }
  seeOther(ctx, '/');
}

function refusedNotice({ code, description }: Problem): Notice {
  return code === 'unreachable' ? { kind: 'unreachable' } : { kind: 'refused', error: code, description };
}

async function signOut(ctx: Context, { sessions, party, pages }: RouteDeps): Promise<void> {
  const session = sessions.find(ctx.cookies.get(cookieName));
  if (!session?.tokens) return seeOther(ctx, '/');
  const url = await party.signOutUrl(session.tokens.idToken);
  // Here the session ends in any case; at the server only if it can be reached.
  sessions.end(session);
  ctx.cookies.set(cookieName, null);
  return url.ok ? seeOther(ctx, url.value) : showProblem(ctx, pages, url.problem);
}

function signedOut(ctx: Context, { pages, authenticators }: RouteDeps): void {
  show(ctx, pages, 'signed-out', {
    justNow: true,
    banner: null,
    hasAuthenticators: authenticators().length > 0,
  });
}

/** 200 also where nobody was signed in; 400 for a token that is not to be believed (Back-Channel Logout 2.8). */
async function backchannelLogout(ctx: Context, { party, sessions }: RouteDeps): Promise<void> {
  const body: unknown = ctx.request.body;
  const token =
    typeof body === 'object' && body !== null && 'logout_token' in body ? body.logout_token : null;
  const checked = typeof token === 'string' ? await party.checkLogoutToken(token) : null;
  if (!checked?.ok) {
    ctx.status = 400;
    ctx.body = { error: 'invalid_request' };
    return;
  }
  sessions.endByServer(checked.value);
  ctx.status = 200;
  ctx.body = '';
}

async function authenticator(ctx: Context, { pages, authenticators, now }: RouteDeps): Promise<void> {
  const accounts = authenticators();
  const models = await Promise.all(accounts.map((account) => codePage(account, now())));
  const soonest = Math.min(...models.map((model) => model.secondsLeft), 30);
  // The page comes again when its code has ended; a header does what would else need a script.
  if (accounts.length > 0) ctx.set('Refresh', String(soonest));
  show(ctx, pages, 'authenticator', { pages: models });
}

function show<Name extends keyof PageModels>(
  ctx: Context,
  pages: Pages,
  name: Name,
  model: PageModels[Name],
): void {
  ctx.type = 'html';
  ctx.body = pages.render(name, model);
}

function showProblem(ctx: Context, pages: Pages, problem: Problem): void {
  const page = problemPage(problem);
  ctx.status = page.status;
  show(ctx, pages, 'problem', { page, code: problem.code, description: problem.description });
}

function takeNotice(session: Session | undefined): Notice | null {
  if (!session) return null;
  const { notice } = session;
  session.notice = null;
  return notice;
}

function setCookie(ctx: Context, { id }: Session): void {
  ctx.cookies.set(cookieName, id, { httpOnly: true, sameSite: 'lax', overwrite: true });
}

function seeOther(ctx: Context, url: string): void {
  ctx.status = 303;
  ctx.set('Location', url);
  ctx.body = '';
}
