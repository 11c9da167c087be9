import type { Config } from 'jest';
import { findChromium } from './test/support/find-chromium.ts';
import { canStartOwn, clusteredAgain, leftOutWithout, missingServers } from './test/support/find-servers.ts';

/** CI must have everything: there the tests that need it run, and fail without. Elsewhere the report says what was left out. */
const missing = process.env.CI ? [] : missingServers();
const leftOut = process.env.CI
  ? []
  : [...(findChromium() ? [] : ['<rootDir>/test/browser/']), ...leftOutWithout(missing, canStartOwn())];

/** Native ESM over swc; see docs/decisions for why no ts-jest. Ports are chosen by the system, so files run in any order. */
const common: Config = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'es6' },
      },
    ],
  },
};

const everything: Config = {
  ...common,
  displayName: 'all',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...leftOut],
};

/** The journeys and attacks once more, on two instances over Redis and MongoDB: those on one Redis, these on a Cluster. */
const clusteredJourneys: Config = {
  ...common,
  displayName: 'clustered',
  globals: { sallyportStores: 'clustered' },
  testMatch: [`<rootDir>/${clusteredAgain.journeys}`],
};
const clusteredAttacks: Config = {
  ...common,
  displayName: 'clustered-cluster',
  globals: { sallyportStores: 'clustered', sallyportRedis: 'cluster' },
  testMatch: [`<rootDir>/${clusteredAgain.attacks}`],
};
const again = missing.length === 0 ? [clusteredJourneys, clusteredAttacks] : [];

const config: Config = {
  projects: [everything, ...again] as NonNullable<Config['projects']>, // Jest's type leaves out some settings of a project
  globalSetup: '<rootDir>/scripts/test-setup.ts',
  globalTeardown: '<rootDir>/scripts/test-teardown.ts',
  reporters: ['default', '<rootDir>/scripts/test-report.ts'],
  coverageProvider: 'v8',
  testTimeout: 30_000,
  maxWorkers: 2,
};

export default config;
