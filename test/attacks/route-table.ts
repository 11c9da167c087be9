// The route table, as it is before any test begins: tests are named after its rows, so a new route is covered by itself.
// Invariant: the app that it is taken from listens nowhere and is gone afterwards.
import { noSmsGateway } from '../../adapters/sms/open.ts';
import { createApp } from '../../app.ts';
import { createCore } from '../../core.ts';
import type { RouteRow } from '../../http/route.ts';
import { createHealth } from '../../ops/health.ts';
import { createLogger } from '../../ops/logger.ts';
import { openStore, testConfig } from '../support/in-process.ts';

/** Every route, the ones of development included. */
export async function routeTable(): Promise<readonly RouteRow[]> {
  const store = await openStore();
  const { storage, vault } = store;
  const config = testConfig('http://localhost:1', store.dataDir);
  const core = createCore({ config, storage, vault, post: async () => undefined, sms: noSmsGateway });
  const logger = createLogger('silent', { write: () => undefined });
  const health = createHealth(storage);
  const readOutbox = async () => [];
  const app = createApp({
    config,
    storage,
    vault,
    core,
    logger,
    health,
    fetch: globalThis.fetch,
    readOutbox,
  });
  app.close();
  await store.close();
  return app.routes;
}
