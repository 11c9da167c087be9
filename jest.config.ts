import type { Config } from 'jest';
import { findChromium } from './test/support/find-chromium.ts';
import { canStartOwn, leftOutWithout, missingServers } from './test/support/find-servers.ts';

/** CI must have everything: there the tests that need it run, and fail without. Elsewhere the report says what was left out. */
const leftOut = process.env.CI
  ? []
  : [
      ...(findChromium() ? [] : ['<rootDir>/test/browser/']),
      ...leftOutWithout(missingServers(), canStartOwn()),
    ];

/** Native ESM over swc; see docs/decisions for why no ts-jest. Ports are chosen by the system, so files run in any order. */
const config: Config = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...leftOut],
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
  globalSetup: '<rootDir>/scripts/test-setup.ts',
  globalTeardown: '<rootDir>/scripts/test-teardown.ts',
  reporters: ['default', '<rootDir>/scripts/test-report.ts'],
  coverageProvider: 'v8',
  testTimeout: 30_000,
  maxWorkers: 2,
};

export default config;
