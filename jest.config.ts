import type { Config } from 'jest';

/** Native ESM over swc; see docs/decisions for why no ts-jest. Ports are chosen by the system, so files run in any order. */
const config: Config = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'es6' },
      },
    ],
  },
  coverageProvider: 'v8',
  testTimeout: 30_000,
  maxWorkers: 2,
};

export default config;
