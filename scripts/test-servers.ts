// Jest runs this once before all tests: starts the servers that the selected tests need, and tells the tests their addresses.
// Invariant: a server named by a variable is used as it is; nothing is started that no selected test file needs.
import { globSync } from 'node:fs';
import { join } from 'node:path';
import {
  canStartOwn,
  howToGetServers,
  missingServers,
  type ServerKind,
  serversFor,
  serverVariables,
  startsOwnServers,
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
  const selected = selectedFiles(rootDir, testPathPatterns.patterns);
  const needed = neededServers(selected);
  const missing = missingServers();
  // On CI the tests that need them are not left out, and would fail one by one.
  const lacking: string[] = needed.filter((kind) => missing.includes(kind));
  if (selected.some(startsOwnServers) && !canStartOwn()) lacking.push('tests that start their own');
  if (process.env.CI && lacking.length > 0)
    throw new Error(`No server for ${lacking.join(', ')}. To get it: ${howToGetServers}`);
  const own = needed.filter((kind) => !missing.includes(kind) && !process.env[serverVariables[kind]]);
  for (const { kind, url } of await startShared(own)) process.env[serverVariables[kind]] = url;
}

/** Those that may need servers, of the test files that Jest will run, going by the patterns on its command line. */
export function selectedFiles(rootDir: string, patterns: readonly string[]): readonly string[] {
  return globSync('test/{contracts,clustered,journeys,attacks}/**/*.test.ts', { cwd: rootDir }).filter(
    (file) =>
      patterns.length === 0 || patterns.some((pattern) => new RegExp(pattern, 'i').test(join(rootDir, file))),
  );
}

export function neededServers(files: readonly string[]): readonly ServerKind[] {
  return [...new Set(files.flatMap(serversFor))];
}

// biome-ignore lint/style/noDefaultExport: Jest takes a global setup from the default export only.
export default setUp;
