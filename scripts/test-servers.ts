// Vitest runs this around the tests of each project that names it: starts the servers that the project needs, and tells its
// workers their addresses; at the end it ends them, and those that a killed worker left over. Each project has its own, and
// each of its workers a SecantusDB, which uses one core at most and slows down with all that it was ever told.
// Invariant: a server named by a variable is used as it is, and kept ones (`npm run services -- start`) stay.
import {
  howToGetServers,
  missingServers,
  type ServerKind,
  serverKinds,
  serversOf,
  serverVariables,
} from '../test/support/find-servers.ts';
import { sweepLeftOver, sweepOwn } from '../test/support/server-folders.ts';
import { startShared } from './shared-servers.ts';

/** What is used of Vitest's TestProject. */
interface Project {
  readonly name: string;
  readonly config: {
    readonly maxWorkers: number;
    /** Of its workers, which start later. */
    readonly env: Record<string, string | undefined>;
  };
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
  const started = await startShared(own.flatMap((kind) => oneFor(kind, config.maxWorkers)));
  for (const kind of serverKinds) {
    const urls = started.filter((server) => server.kind === kind).map(({ url }) => url);
    if (urls.length > 0) config.env[serverVariables[kind]] = urls.join(' ');
  }
}

/** All of those that share their servers; of SecantusDB, one for each worker. */
function oneFor(kind: ServerKind, workers: number): readonly ServerKind[] {
  return kind === 'mongo' ? Array.from({ length: workers }, () => kind) : [kind];
}

export async function teardown(): Promise<void> {
  await sweepOwn();
}
