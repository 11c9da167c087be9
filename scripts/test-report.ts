// A Jest reporter for the last lines: what was not run and how to get it, then "N passed, N failed" alone on a line.
// Invariant: a test file that could not even be run counts as failed, and nothing is left out in silence.
import { findChromium, howToGetChromium } from '../test/support/find-chromium.ts';

/** What is used of Jest's AggregatedResult. */
export interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly wasInterrupted: boolean;
}

export function reportOf(results: Results, hasChromium: boolean): string {
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const notRun = missing(results, hasChromium);
  const frame = '!'.repeat(78);
  const warning = notRun.length === 0 ? [] : [frame, ...notRun.map((line) => `!! ${line}`), frame];
  return ['', ...warning, `${results.numPassedTests} passed, ${failed} failed`, ''].join('\n');
}

function missing(results: Results, hasChromium: boolean): string[] {
  const skipped = results.numPendingTests + results.numTodoTests;
  return [
    ...(hasChromium
      ? []
      : [
          'NOT RUN: test/browser/, because Chromium is not here. Nothing drove the pages in a real browser.',
          `To get it: ${howToGetChromium}.`,
        ]),
    ...(skipped > 0 ? [`NOT RUN: ${skipped} skipped tests. There should be none.`] : []),
    ...(results.wasInterrupted ? ['NOT RUN: the rest, because the run was interrupted.'] : []),
  ];
}

/** Jest makes one and calls it when all tests are done, but writes its own summary afterwards; these lines wait for the exit. */
class TestReport {
  onRunComplete(_contexts: unknown, results: Results): void {
    process.once('exit', () => process.stdout.write(reportOf(results, findChromium() !== null)));
  }
}

// biome-ignore lint/style/noDefaultExport: Jest takes a reporter from the default export only.
export default TestReport;
