// Vitest runs this around the tests of each project that names it: starts the servers that the project needs, and tells its
// workers their addresses; at the end it ends them, and those that a killed worker left over. Each project has its own,
// because SecantusDB slows down with all that it was ever told.
// Invariant: a server named by a variable is used as it is, and kept ones (`npm run services -- start`) stay.
import { howToGetServers, missingServers, serversOf, serverVariables } from '../test/support/find-servers.ts';
import { sweepLeftOver, sweepOwn } from '../test/support/server-folders.ts';
import { startShared } from './shared-servers.ts';

/** What is used of Vitest's TestProject. */
interface Project {
  readonly name: string;
  /** Of its workers, which start later. */
  readonly config: { readonly env: Record<string, string | undefined> };
}

export async function setup({ name, config }: Project): Promise<void> {
  await sweepLeftOver();
  const needed = serversOf(name);
  const missing = missingServers();
  // Elsewhere than on CI such a project is left out. There its tests would fail one by one.
  const lacking = needed.filter((kind) => missing.includes(kind));
  if (lacking.length > 0)
    throw new Error(`No server for ${lacking.join(', ')}. To get it: ${howToGetServers}`);
  const own = needed.filter((kind) => !process.env[serverVariables[kind]]);
  for (const { kind, url } of await startShared(own)) config.env[serverVariables[kind]] = url;
}

export async function teardown(): Promise<void> {
  await sweepOwn();
}
