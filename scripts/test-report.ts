// A reporter of Vitest for the last lines: what was not run and how to get it, tests per store, then "N passed, N failed" alone.
// Invariant: a test file that could not even be run counts as failed, and nothing is left out in silence.
import type { Reporter, TestModule } from 'vitest/node';
import { findChromium, howToGetChromium } from '../test/support/find-chromium.ts';
import {
  canStartOwn,
  howToGetServers,
  missingServers,
  type ServerKind,
} from '../test/support/find-servers.ts';

/** What came of a run. */
export interface Results {
  readonly tests: readonly TestResult[];
  /** Test files and groups that could not be run, and errors that no test caught. */
  readonly brokenOtherwise: number;
  readonly interrupted: boolean;
}

export interface TestResult {
  /** The project that ran it (vitest.config.ts). */
  readonly project: string;
  readonly fullName: string;
  readonly state: 'passed' | 'failed' | 'skipped' | 'pending';
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
  const count = (wanted: TestResult['state']) => results.tests.filter(({ state }) => state === wanted).length;
  const notRun = missing(results, here);
  const frame = '!'.repeat(78);
  const warning = notRun.length === 0 ? [] : [frame, ...notRun.map((line) => `!! ${line}`), frame];
  const counts = `${count('passed')} passed, ${count('failed') + results.brokenOtherwise} failed`;
  return ['', ...warning, ...perStore(results), counts, ''].join('\n');
}

function perStore({ tests }: Results): string[] {
  const passed = tests.filter(({ state }) => state === 'passed');
  const counts = stores.map((store) => ({
    store,
    count: passed.filter(
      ({ project, fullName }) => project.startsWith(store) || fullName.includes(`(${store})`),
    ).length,
  }));
  if (counts.every(({ count }) => count === 0)) return [];
  const onCluster = passed.filter(({ project }) => project === 'clustered-cluster').length;
  const line = counts.map(({ store, count }) => `${store} ${count}`).join(', ');
  return [`Passed per store: ${line}${onCluster === 0 ? '' : ` (${onCluster} of them on a redis cluster)`}`];
}

function missing({ tests, interrupted }: Results, here: Here): string[] {
  const skipped = tests.filter(({ state }) => state === 'skipped' || state === 'pending').length;
  return [
    ...(here.chromium
      ? []
      : [
          'NOT RUN: test/browser/, because Chromium is not here. Nothing drove the pages in a real browser.',
          `To get it: ${howToGetChromium}.`,
        ]),
    ...missingStores(here),
    ...(skipped > 0 ? [`NOT RUN: ${skipped} skipped tests. There should be none.`] : []),
    ...(interrupted ? ['NOT RUN: the rest, because the run was interrupted.'] : []),
  ];
}

function missingStores({ missing: kinds, own }: Here): string[] {
  if (kinds.length === 0 && own) return [];
  const names = { redis: 'Redis', cluster: 'a Redis Cluster', mongo: 'MongoDB' };
  const lacking = kinds.map((kind) => names[kind]).join(', ');
  return [
    ...(kinds.length === 0
      ? []
      : [`NOT RUN: tests of the clustered stores that need what is not here, for want of ${lacking}.`]),
    ...(own ? [] : ['NOT RUN: test/clustered/own-servers/, which starts and kills servers of its own.']),
    `To get it: ${howToGetServers}.`,
  ];
}

/** Vitest writes its own summary when all tests are done; these lines wait for the exit. */
export class TestReport implements Reporter {
  onTestRunEnd(...[modules, unhandled, reason]: Parameters<NonNullable<Reporter['onTestRunEnd']>>): void {
    const results: Results = {
      tests: modules.flatMap(testsOf),
      brokenOtherwise: unhandled.length + modules.flatMap(brokenIn).length,
      interrupted: reason === 'interrupted',
    };
    const here = { chromium: findChromium() !== null, missing: missingServers(), own: canStartOwn() };
    process.once('exit', () => process.stdout.write(reportOf(results, here)));
  }
}

function testsOf(module: TestModule): readonly TestResult[] {
  const { name: project } = module.project;
  return [...module.children.allTests()].map((test) => ({
    project,
    fullName: test.fullName,
    state: test.result().state,
  }));
}

/** A file that does not load, and a group whose beforeAll or afterAll failed. */
function brokenIn(module: TestModule): readonly unknown[] {
  return [module, ...module.children.allSuites()].filter((one) => one.errors().length > 0);
}
