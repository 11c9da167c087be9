import { statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { TestReport } from './scripts/test-report.ts';
import { findChromium } from './test/support/find-chromium.ts';
import { canStartOwn, clusteredAgain, missingServers, serversOf } from './test/support/find-servers.ts';

/** One more than cores: tests of outages, failovers and browsers mostly wait. Two more, and they take turns on the caches. */
const workers = Math.min(availableParallelism(), 7) + 1;

/** Folders of tests lie in memory where there is plenty: a run else waits for the disk for a tenth of its time. */
const memory = '/dev/shm';
if (!process.env.TMPDIR && hasRoom(memory)) process.env.TMPDIR = memory;

/** Room for 4 GB; a run takes about one. */
function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > 4_000_000_000;
  } catch {
    // Not on this system.
    return false;
  }
}

/** A choice of test files and of what they stand on. A worker runs files of one project only. */
function project(
  name: string,
  include: readonly string[],
  more: NonNullable<TestProjectInlineConfiguration['test']> = {},
): TestProjectInlineConfiguration {
  return {
    test: {
      name,
      include: [...include],
      // Node loads the product as it does in production, and once a worker: docs/decisions/2026-11-27-vitest.md.
      pool: 'forks',
      isolate: false,
      experimental: { viteModuleRunner: false },
      maxWorkers: workers,
      testTimeout: 30_000,
      hookTimeout: 30_000,
      // Filled in by scripts/test-servers.ts.
      env: {},
      ...more,
    },
  };
}

const inBrowser = ['test/browser/**/*.test.ts'];
const onOwnServers = ['test/clustered/own-servers/**/*.test.ts'];
const onServers = ['test/clustered/*.test.ts', 'test/contracts/{mongo,redis,clustered}*.test.ts'];

/** CI must have everything: there the tests that need it run, and fail without. Elsewhere the report says what was left out. */
const inCi = process.env.CI !== undefined;
const leftOut = inCi || canStartOwn() ? [] : onOwnServers;

/** Starts the servers that a project needs, and ends those that killed workers leave. */
const globalSetup = 'scripts/test-servers.ts';
const everything = project('all', ['test/**/*.test.ts'], {
  globalSetup,
  exclude: [...inBrowser, ...onServers, ...leftOut],
});

/** Chromium under load now and then answers with an error of its own protocol: then such a test is asked once more. */
const browser = project('browser', inBrowser, { retry: 1 });

const again = clusteredAgain();
const missing = missingServers();
/** Elsewhere than on CI a project is left out whose servers are not here. */
const canRun = (name: string) => inCi || serversOf(name).every((kind) => !missing.includes(kind));
const onSharedServers = [
  project('servers', onServers, { globalSetup }),
  // Of those, what needs no Redis, for whoever has only a MongoDB.
  ...(canRun('servers') ? [] : [project('mongo', ['test/contracts/mongo*.test.ts'], { globalSetup })]),
  // The journeys and attacks once more, on two instances over MongoDB and a Redis, or a Redis Cluster:
  // docs/decisions/2026-11-27-every-store.md.
  ...(again.single.length === 0
    ? []
    : [project('clustered', again.single, { globalSetup, env: { SALLYPORT_TEST_STORES: 'clustered' } })]),
  project('clustered-cluster', again.cluster, {
    globalSetup,
    env: { SALLYPORT_TEST_STORES: 'clustered', SALLYPORT_TEST_REDIS: 'cluster' },
  }),
];

export default defineConfig({
  test: {
    projects: [
      everything,
      ...(inCi || findChromium() ? [browser] : []),
      ...onSharedServers.filter(({ test }) => canRun(String(test?.name))),
    ],
    reporters: ['default', new TestReport()],
  },
});
