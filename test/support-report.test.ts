// The last lines must not say less than what happened.
import { expect, test } from '@jest/globals';
import { type Results, reportOf } from '../scripts/test-report.ts';

const passed: Results = {
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  wasInterrupted: false,
};

test('the counts stand alone on the last line', () => {
  expect(reportOf(passed, true)).toBe('\n7 passed, 0 failed\n');
});

test('a file that could not be run counts as failed', () => {
  expect(reportOf({ ...passed, numFailedTests: 1, numRuntimeErrorTestSuites: 2 }, true)).toMatch(
    /\n7 passed, 3 failed\n$/,
  );
});

test('what was not run is said before, with how to get it', () => {
  const report = reportOf({ ...passed, numPendingTests: 2, wasInterrupted: true }, false);
  expect(report).toContain('NOT RUN: test/browser/');
  expect(report).toContain('apt-get install chromium');
  expect(report).toContain('NOT RUN: 2 skipped tests');
  expect(report).toContain('interrupted');
  expect(report).toMatch(/\n7 passed, 0 failed\n$/);
});
