// The sample application: an ordinary OpenID Connect client on its own port, put together here.
// Invariant: it knows the server only as any other client would, through discovery and its own client secret.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Koa from 'koa';
import type { Logger } from 'pino';
import type { AuthenticatorAccount } from '../code-page.ts';
import { guard } from './guard.ts';
import { createPages } from './pages.ts';
import { createRelyingParty } from './relying-party.ts';
import { backchannelPath, createRoutes } from './routes.ts';
import { createSessions } from './sessions.ts';

export interface SampleApplicationDeps {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where browsers reach it, no slash at the end; its redirect URI is `/callback` there. */
  readonly origin: string;
  readonly logger: Pick<Logger, 'error'>;
  /** Accounts whose codes /authenticator shows; asked at each view. None by default. */
  readonly authenticators?: () => readonly AuthenticatorAccount[];
  /** ms; the machine's clock by default. */
  readonly now?: () => number;
}

export interface SampleApplication {
  readonly listener: RequestListener;
  /** Resolves once it listens, with the port that it got (0 lets the system choose); throws if it is taken. */
  listen(port: number, host: string): Promise<number>;
  /** Ends all connections. */
  close(): Promise<void>;
}

export function createSampleApplication(deps: SampleApplicationDeps): SampleApplication {
  const now = deps.now ?? Date.now;
  const routes = createRoutes({
    origin: deps.origin,
    party: createRelyingParty({ ...deps, now }),
    sessions: createSessions(now),
    pages: createPages(deps.issuer),
    authenticators: deps.authenticators ?? (() => []),
    now,
  });
  const app = new Koa();
  app.on('error', (error: unknown) => deps.logger.error({ err: error }, 'sample application'));
  app.use(guard({ origin: deps.origin, issuer: deps.issuer, backchannelPath }));
  app.use(routes.routes()).use(routes.allowedMethods());
  const callback = app.callback();
  return servedBy((request, response) => void callback(request, response));
}

function servedBy(listener: RequestListener): SampleApplication {
  const server = createServer(listener);
  return {
    listener,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          // A server that listens on a port, and not on a pipe, has an address with a port.
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
