// A Jest reporter for the last lines: what was not run and how to get it, tests per store, then "N passed, N failed" alone.
// Invariant: a test file that could not even be run counts as failed, and nothing is left out in silence.
import { findChromium, howToGetChromium } from '../test/support/find-chromium.ts';
import {
  canStartOwn,
  howToGetServers,
  missingServers,
  type ServerKind,
} from '../test/support/find-servers.ts';

/** What is used of Jest's AggregatedResult. */
export interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly wasInterrupted: boolean;
  readonly testResults: readonly {
    /** Of the project that ran the file (jest.config.ts). */
    readonly displayName?: { readonly name: string };
    readonly testResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** What the tests could be run with. */
export interface Here {
  readonly chromium: boolean;
  readonly missing: readonly ServerKind[];
  /** Servers that tests start and kill themselves. */
  readonly own: boolean;
}

/** As they stand in the names of tests, in brackets; and all of a project of that name counts. */
const stores = ['embedded', 'redis single', 'redis cluster', 'mongodb', 'clustered'];

export function reportOf(results: Results, here: Here): string {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const notRun = missing(results, here);
  const frame = '!'.repeat(78);
  const warning = notRun.length === 0 ? [] : [frame, ...notRun.map((line) => `!! ${line}`), frame];
  const counts = `${results.numPassedTests} passed, ${failed} failed`;
  return ['', ...warning, ...perStore(results), counts, ''].join('\n');
}

function perStore({ testResults }: Results): string[] {
  const passed = testResults.flatMap(({ displayName, testResults: tests }) =>
    tests
      .filter(({ status }) => status === 'passed')
      .map(({ fullName }) => ({ project: displayName?.name, name: fullName })),
  );
  const counts = stores.map((store) => ({
    store,
    count: passed.filter(({ project, name }) => project?.startsWith(store) || name.includes(`(${store})`))
      .length,
  }));
  if (counts.every(({ count }) => count === 0)) return [];
  return [`Passed per store: ${counts.map(({ store, count }) => `${store} ${count}`).join(', ')}`];
}

function missing(results: Results, here: Here): string[] {
  const skipped = results.numPendingTests + results.numTodoTests;
  return [
    ...(here.chromium
      ? []
      : [
          'NOT RUN: test/browser/, because Chromium is not here. Nothing drove the pages in a real browser.',
          `To get it: ${howToGetChromium}.`,
        ]),
    ...missingStores(here),
    ...(skipped > 0 ? [`NOT RUN: ${skipped} skipped tests. There should be none.`] : []),
    ...(results.wasInterrupted ? ['NOT RUN: the rest, because the run was interrupted.'] : []),
  ];
}

function missingStores({ missing: kinds, own }: Here): string[] {
  if (kinds.length === 0 && own) return [];
  const names = { redis: 'Redis', cluster: 'a Redis Cluster', mongo: 'MongoDB' };
  const lacking = kinds.map((kind) => names[kind]).join(', ');
  return [
    ...(kinds.length === 0 ? [] : [`NOT RUN: tests of the clustered stores, for want of ${lacking}.`]),
    ...(own ? [] : ['NOT RUN: test/clustered/own-servers/, which starts and kills servers of its own.']),
    `To get it: ${howToGetServers}.`,
  ];
}

/** Jest makes one and calls it when all tests are done, but writes its own summary afterwards; these lines wait for the exit. */
class TestReport {
  onRunComplete(_contexts: unknown, results: Results): void {
    const here = { chromium: findChromium() !== null, missing: missingServers(), own: canStartOwn() };
    process.once('exit', () => process.stdout.write(reportOf(results, here)));
  }
}

// biome-ignore lint/style/noDefaultExport: Jest takes a reporter from the default export only.
export default TestReport;
