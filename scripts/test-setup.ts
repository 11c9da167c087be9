// Jest runs this once before all tests: starts the servers that the selected tests need, and tells the tests their addresses.
// Invariant: a server named by a variable is used as it is; nothing is started that no selected test file needs.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import {
  howToGetServers,
  missingServers,
  type ServerKind,
  serversFor,
  serverVariables,
} from '../test/support/find-servers.ts';
import { sweepLeftOver } from '../test/support/server-folders.ts';
import { startShared } from './shared-servers.ts';

/** What is used of Jest's global configuration. */
interface Selection {
  readonly rootDir: string;
  readonly testPathPatterns: { readonly patterns: readonly string[] };
}

async function setUp({ rootDir, testPathPatterns }: Selection): Promise<void> {
  await sweepLeftOver();
  const missing = missingServers();
  const needed = neededServers(rootDir, testPathPatterns.patterns);
  const lacking = needed.filter((kind) => missing.includes(kind));
  // On CI the tests that need them are not left out, and would fail one by one.
  if (process.env.CI && lacking.length > 0)
    throw new Error(`No server for ${lacking.join(', ')}. To get it: ${howToGetServers}`);
  const own = needed.filter((kind) => !missing.includes(kind) && !process.env[serverVariables[kind]]);
  for (const { kind, url } of await startShared(own)) process.env[serverVariables[kind]] = url;
}

/** Of the test files that Jest will run, going by the patterns on its command line. */
export function neededServers(rootDir: string, patterns: readonly string[]): readonly ServerKind[] {
  const selected = globSync('test/{contracts,clustered}/**/*.test.ts', { cwd: rootDir }).filter(
    (file) =>
      patterns.length === 0 || patterns.some((pattern) => new RegExp(pattern, 'i').test(join(rootDir, file))),
  );
  return [...new Set(selected.flatMap(serversFor))];
}

// biome-ignore lint/style/noDefaultExport: Jest takes a global setup from the default export only.
export default setUp;
