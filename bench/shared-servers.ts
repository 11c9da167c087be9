// Redis and MongoDB's protocol for the measurements of clustered stores: those that the variables of tests name, or own ones.
// Invariant: they are started once, when first asked for, and what was started here is gone at the end.
import { missingServers, serverVariables } from '../test/support/find-servers.ts';
import { disposeAll } from '../test/support/server-group.ts';
import type { TestServer } from '../test/support/server-process.ts';
import { startMongo, startRedis } from '../test/support/test-servers.ts';

export interface SharedServers {
  /** False where they are neither named nor installed: then what needs them is left out. */
  start(): Promise<boolean>;
  dispose(): Promise<void>;
}

export function createSharedServers(): SharedServers {
  const own: TestServer[] = [];
  let started: Promise<boolean> | undefined;
  const start = async () => {
    const missing = missingServers();
    if (missing.includes('redis') || missing.includes('mongo')) return false;
    await startUnlessNamed('redis', () => startRedis(), own);
    await startUnlessNamed('mongo', () => startMongo(), own);
    return true;
  };
  return {
    start() {
      started ??= start();
      return started;
    },
    dispose: () => disposeAll(own),
  };
}

async function startUnlessNamed(
  kind: 'redis' | 'mongo',
  startOwn: () => Promise<TestServer>,
  own: TestServer[],
): Promise<void> {
  // What the support of tests reads, too.
  const variable = serverVariables[kind];
  if (process.env[variable]) return;
  const server = await startOwn();
  own.push(server);
  process.env[variable] = server.url;
}
