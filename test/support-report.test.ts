// The last lines must not say less than what happened.
import { expect, test } from 'vitest';
import { type Here, type Results, reportOf, type TestResult } from '../scripts/test-report.ts';

const test7: readonly TestResult[] = Array.from({ length: 7 }, (_, index) => ({
  project: 'all',
  fullName: `test ${index}`,
  state: 'passed',
}));
const passed: Results = { tests: test7, brokenOtherwise: 0, interrupted: false };
const all: Here = { chromium: true, missing: [], own: true };
const ended = (state: TestResult['state']): TestResult => ({ project: 'all', fullName: 'another', state });

test('the counts stand alone on the last line', () => {
  expect(reportOf(passed, all)).toBe('\n7 passed, 0 failed\n');
});

test('a file that could not be run counts as failed', () => {
  const tests = [...test7, ended('failed')];
  expect(reportOf({ ...passed, tests, brokenOtherwise: 2 }, all)).toMatch(/\n7 passed, 3 failed\n$/);
});

test('what was not run is said before, with how to get it', () => {
  const nothing: Here = { chromium: false, missing: ['cluster', 'mongo'], own: false };
  const tests = [...test7, ended('skipped'), ended('pending')];
  const report = reportOf({ ...passed, tests, interrupted: true }, nothing);
  expect(report).toContain('NOT RUN: test/browser/');
  expect(report).toContain('apt-get install chromium');
  expect(report).toContain('for want of a Redis Cluster, MongoDB');
  expect(report).toContain('NOT RUN: test/clustered/own-servers/');
  expect(report).toContain('npm run services -- install');
  expect(report).toContain('NOT RUN: 2 skipped tests');
  expect(report).toContain('interrupted');
  expect(report).toMatch(/\n7 passed, 0 failed\n$/);
});

const named = (project: string, state: TestResult['state'], ...names: readonly string[]) =>
  names.map((fullName) => ({ project, fullName, state }));

test('the passed tests of each store are counted by its name', () => {
  const tests = [
    ...named('all', 'passed', 'records (embedded) > a', 'records (redis single) > a', 'embedded otherwise'),
    ...named('all', 'passed', 'records (embedded) > b'),
    ...named('all', 'failed', 'records (redis cluster) > a'),
  ];
  expect(reportOf({ ...passed, tests }, all)).toBe(
    '\nPassed per store: embedded 2, redis single 1, redis cluster 0, mongodb 0, clustered 0\n4 passed, 1 failed\n',
  );
});

test('all that a project of a store runs counts for that store, once', () => {
  const tests = [
    ...named('all', 'passed', 'signs in', 'records (embedded) > a', 'two of them (clustered) > a'),
    ...named('clustered', 'passed', 'signs in', 'signs out', 'two of them (clustered) > b'),
  ];
  const report = reportOf({ ...passed, tests }, all);
  expect(report).toContain('embedded 1, redis single 0');
  expect(report).toContain('clustered 4\n');
});

test('of the clustered ones it is told how many stood on a Redis Cluster', () => {
  const tests = [
    ...named('clustered', 'passed', 'signs in'),
    ...named('clustered-cluster', 'passed', 'signs in', 'signs out'),
  ];
  expect(reportOf({ ...passed, tests }, all)).toContain('clustered 3 (2 of them on a redis cluster)\n');
});
