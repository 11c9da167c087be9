// The outer wiring: core, doors and pages become one request listener. Tests call this too.
// Invariant: nothing else knows how the rooms fit together; no adapter is opened here.
import type { RequestListener } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import Koa, { type Context } from 'koa';
import { accountRoutes } from './account/account-pages.ts';
import { homeRoutes } from './account/home.ts';
import { invitationRoutes } from './account/invitation.ts';
import { notMeRoutes } from './account/not-me.ts';
import type { Config } from './config.ts';
import { type Core, storageAsSeen } from './core.ts';
import { createDecisions } from './decision/decisions.ts';
import { createGrants } from './decision/grants.ts';
import { createRequestNormalizer } from './http/address.ts';
import { assetRoutes } from './http/assets.ts';
import { createBoundSignIns } from './http/bound-sign-in.ts';
import { createBrowsers } from './http/browser.ts';
import { createDeviceCookies } from './http/device-cookies.ts';
import { securityHeaders } from './http/headers.ts';
import { aroundOwnRoutes, handOver } from './http/own-routes.ts';
import { createPages, type Pages } from './http/pages.ts';
import { answerProblems } from './http/problems.ts';
import { logWhenAnswered } from './http/request-log.ts';
import { mount, type RouteRow } from './http/route.ts';
import { createPasskeySteps } from './interactions/3-passkey.ts';
import { createSecondFactorPage } from './interactions/4-second-factor.ts';
import { createConsent } from './interactions/8-consent.ts';
import { createFlow } from './interactions/flow.ts';
import { createForgotPassword } from './interactions/forgot-password.ts';
import { createGuard } from './interactions/guard.ts';
import { createLostFactor } from './interactions/lost-factor.ts';
import { mailedPasswordLinkRoutes } from './interactions/mailed-password-link.ts';
import { interactionRoutes } from './interactions/router.ts';
import { createSendText } from './interactions/send-text.ts';
import { createSetUpAsides } from './interactions/set-up-asides.ts';
import { createSteps } from './interactions/steps.ts';
import type { Health } from './ops/health.ts';
import { healthRoutes } from './ops/health-routes.ts';
import { createRequestLog, type Logger } from './ops/logger.ts';
import { createOutages, type Outages } from './ops/outages.ts';
import { outboxRoutes, type ReadableMail } from './ops/outbox-routes.ts';
import type { Storage } from './ports/storage.ts';
import type { Vault } from './ports/vault.ts';
import { createBackChannel } from './provider/back-channel.ts';
import { createBoundResume } from './provider/bound-resume.ts';
import { createClientRegistry } from './provider/clients.ts';
import { answerOutages, createRenderError, type ErrorPageDeps, noteOutages } from './provider/error-page.ts';
import { createProviderHost, type ProviderHost } from './provider/host.ts';
import { currentSession, findInteraction, finishInteraction } from './provider/interaction-access.ts';
import { createLogoutPages, endGrantsWithSession, type SessionEndDeps } from './provider/logout.ts';
import { createSignInOpener, type OpenSignInDeps } from './provider/open-sign-in.ts';
import { exchangeOwnCode, type OwnCode } from './provider/own-exchange.ts';
import { readPolicyRequest } from './provider/policy-request.ts';
import { postedRoutes } from './provider/post-as-get.ts';
import { buildProvider, type ProviderDeps } from './provider/provider.ts';
import { createRedemption, type RedemptionDeps } from './provider/redemption.ts';
import { inOneScope } from './provider/request-scope.ts';
import { answerPages } from './provider/responses.ts';
import { createReuse } from './provider/reuse.ts';
import { providerRoutes } from './provider/routes.ts';
import { createViews } from './views/render.ts';

export interface AppDeps {
  readonly config: Config;
  readonly storage: Storage;
  readonly vault: Vault;
  readonly core: Core;
  readonly logger: Logger;
  readonly health: Health;
  /** For the provider's own requests: back-channel logout, jwks_uri. */
  readonly fetch: typeof globalThis.fetch;
  /** In development: the mails that wait to be read; null where a mail server is configured. */
  readonly readOutbox: (() => Promise<readonly ReadableMail[]>) | null;
}

export interface App {
  readonly listener: RequestListener;
  /** Every route, with its authorization, CSRF defence and limit. */
  readonly routes: readonly RouteRow[];
  /** What it knows of stores that are away; others may tell it. */
  readonly outages: Outages;
  /** Tells applications of sign-outs that are due: a job. */
  readonly tellSignedOut: (stop?: AbortSignal) => Promise<void>;
  /** Stops following the keys and the stores. */
  close(): void;
}

export function createApp(given: AppDeps): App {
  const { config, vault, core, logger } = given;
  const storage = storageAsSeen(given.storage, config.issuer, core);
  const deps = { ...given, storage };
  const { audit, factors, now } = core;
  const issuer = new URL(config.issuer);
  const https = issuer.protocol === 'https:';
  const views = createViews();
  const pages = createPages(views, storage.tenants);
  const browsers = createBrowsers(vault, https);
  const deviceCookies = createDeviceCookies(vault, https);
  const boundSignIns = createBoundSignIns(storage.signIns, browsers);
  const decisions = createDecisions({ ...storage, verifyDevice: factors.rememberedDevice.verify });
  const grants = createGrants({ ...storage, audit });
  const outages = createOutages({ ping: storage.ping, logger });
  const { report } = outages;
  const common = {
    ...storage,
    audit,
    now,
    pages,
    browsers,
    deviceCookies,
    boundSignIns,
    decisions,
    grants,
    vault,
    issuer,
    report,
  };

  const provider = createProvider(deps, common, pages);
  const interactions = {
    find: (ctx: Context) => findInteraction(provider.current(), ctx),
    finish: (ctx: Context, result: object) => finishInteraction(provider.current(), ctx, result),
  };
  const stepDeps = { ...common, ...factors, provider: interactions, csrfToken: browsers.csrfToken };
  const flow = createFlow({
    ...stepDeps,
    readRequest: readPolicyRequest,
    guard: createGuard(stepDeps),
    passkeySteps: createPasskeySteps(stepDeps),
    wait: (ms) => delay(ms),
    consent: createConsent(stepDeps),
    showSecondFactor: createSecondFactorPage(stepDeps),
    forgotPassword: createForgotPassword(stepDeps),
    lostFactor: createLostFactor(stepDeps),
    asides: createSetUpAsides(stepDeps),
    sendText: createSendText(stepDeps),
    steps: createSteps(stepDeps),
  });

  /** What our own pages, first-party clients, need of the provider. */
  const ownProvider = {
    currentSession: (ctx: Context) => currentSession(provider.current(), ctx),
    exchange: (code: OwnCode) => exchangeOwnCode(provider.current(), grants, code),
  };

  const sample = config.sample && `http://localhost:${config.sample.port}`;
  const routes: readonly RouteRow[] = [
    ...providerRoutes,
    ...postedRoutes(pages),
    ...interactionRoutes(flow),
    ...mailedPasswordLinkRoutes(stepDeps),
    ...invitationRoutes(stepDeps),
    ...notMeRoutes(stepDeps),
    ...accountRoutes({ ...common, ...factors, ...ownProvider, auditRows: storage.audit }),
    ...homeRoutes({
      ...common,
      ...ownProvider,
      development: deps.readOutbox && { sampleHref: sample, outboxHref: '/outbox' },
    }),
    ...assetRoutes(views, storage.tenants),
    ...healthRoutes(deps.health),
    ...(deps.readOutbox ? outboxRoutes({ pages, read: deps.readOutbox }) : []),
  ];

  const app = new Koa();
  app.proxy = true;
  app.silent = true; // answerProblems reports
  app.use(securityHeaders(https));
  app.use(answerProblems(common));
  app.use(aroundOwnRoutes(routes));
  app.use(mount(routes).routes());
  app.use(handOver(provider.listener));

  const normalize = createRequestNormalizer(issuer, config.trustedProxies);
  const logRequest = createRequestLog(logger);
  const handle = app.callback();
  return {
    routes,
    outages,
    tellSignedOut: createBackChannel(common, provider.current),
    listener: (request, response) => {
      normalize(request);
      logWhenAnswered(request, response, logRequest);
      void handle(request, response);
    },
    close() {
      outages.close();
      provider.close();
    },
  };
}

type Common = Omit<
  ProviderDeps,
  'issuer' | 'clients' | 'reuse' | 'redemption' | 'logoutPages' | 'renderError' | 'fetch' | 'openSignIn'
> &
  RedemptionDeps &
  OpenSignInDeps &
  SessionEndDeps &
  ErrorPageDeps &
  Pick<Storage, 'leases'>;

/** Door 1. Built anew when the keys change, so everything that it needs is made once, here. */
function createProvider(
  { config, storage, vault, fetch }: AppDeps,
  common: Common,
  pages: Pages,
): ProviderHost {
  const reuse = createReuse(common);
  const deps: ProviderDeps = {
    ...common,
    reuse,
    issuer: config.issuer,
    clients: createClientRegistry(storage.clients),
    redemption: createRedemption(common),
    logoutPages: createLogoutPages(pages, storage.directory),
    renderError: createRenderError(common),
    fetch,
    openSignIn: createSignInOpener({ ...common, clients: storage.clients }),
  };
  return createProviderHost(
    () => buildProvider(deps),
    (provider) => {
      const outages = new WeakMap<object, unknown>();
      noteOutages(provider, outages);
      const boundResume = createBoundResume(
        { ...common, signIns: storage.signIns, scoped: storage.scoped, wait: (ms) => delay(ms) },
        provider,
      );
      return [
        answerOutages(common, outages),
        boundResume.giveTurnsBack,
        inOneScope({ scoped: storage.scoped, reuse, failureOf: (ctx) => outages.get(ctx) }),
        answerPages(pages),
        boundResume.refuseForeign,
        endGrantsWithSession(common),
      ];
    },
    vault,
  );
}
