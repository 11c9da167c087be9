// The last lines must not say less than what happened.
import { expect, test } from '@jest/globals';
import { type Here, type Results, reportOf } from '../scripts/test-report.ts';

const passed: Results = {
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  wasInterrupted: false,
  testResults: [],
};
const all: Here = { chromium: true, missing: [], own: true };

test('the counts stand alone on the last line', () => {
  expect(reportOf(passed, all)).toBe('\n7 passed, 0 failed\n');
});

test('a file that could not be run counts as failed', () => {
  expect(reportOf({ ...passed, numFailedTests: 1, numRuntimeErrorTestSuites: 2 }, all)).toMatch(
    /\n7 passed, 3 failed\n$/,
  );
});

test('what was not run is said before, with how to get it', () => {
  const nothing: Here = { chromium: false, missing: ['cluster', 'mongo'], own: false };
  const report = reportOf({ ...passed, numPendingTests: 2, wasInterrupted: true }, nothing);
  expect(report).toContain('NOT RUN: test/browser/');
  expect(report).toContain('apt-get install chromium');
  expect(report).toContain('for want of a Redis Cluster, MongoDB');
  expect(report).toContain('NOT RUN: test/clustered/own-servers/');
  expect(report).toContain('npm run services -- install');
  expect(report).toContain('NOT RUN: 2 skipped tests');
  expect(report).toContain('interrupted');
  expect(report).toMatch(/\n7 passed, 0 failed\n$/);
});

test('the passed tests of each store are counted by its name', () => {
  const one = (fullName: string, status = 'passed') => ({ fullName, status });
  const testResults = [
    {
      testResults: [one('records (embedded) a'), one('records (redis single) a'), one('embedded otherwise')],
    },
    { testResults: [one('records (embedded) b'), one('records (redis cluster) a', 'failed')] },
  ];
  expect(reportOf({ ...passed, testResults }, all)).toBe(
    '\nPassed per store: embedded 2, redis single 1, redis cluster 0, mongodb 0, clustered 0\n7 passed, 0 failed\n',
  );
});

test('all that a project of a store runs counts for that store, once', () => {
  const passing = (name: string, ...names: readonly string[]) => ({
    displayName: { name },
    testResults: names.map((fullName) => ({ fullName, status: 'passed' })),
  });
  const testResults = [
    passing('all', 'signs in', 'records (embedded) a', 'two of them (clustered) a'),
    passing('clustered', 'signs in', 'signs out', 'two of them (clustered) b'),
  ];
  expect(reportOf({ ...passed, testResults }, all)).toContain('embedded 1, redis single 0');
  expect(reportOf({ ...passed, testResults }, all)).toContain('clustered 4\n');
});
