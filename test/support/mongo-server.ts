// Databases of their own on the MongoDB server of this run of the tests, and connections that look past the adapter.
// Invariant: every database has a random name and is dropped by whoever took it.
import { randomBytes } from 'node:crypto';
import { type Connection, createConnection } from 'mongoose';

/** The URL of a new, empty database. @param server of another server than the run's, without a database */
export function mongoUrl(name: string, server = testServer()): string {
  const url = new URL(server);
  url.pathname = `/${name}-${randomBytes(6).toString('hex')}`;
  return url.href;
}

/** That of this worker, where scripts/test-servers.ts named several. */
export function testServer(
  { SALLYPORT_TEST_MONGODB_URL: named = '', VITEST_POOL_ID: worker = '1' } = process.env,
): string {
  const urls = named.split(' ');
  const url = urls[(Number(worker) - 1) % urls.length];
  if (!url) throw new Error('SALLYPORT_TEST_MONGODB_URL names no server: see CONTRIBUTING.md.');
  return url;
}

/** A connection without any of the adapter's rules. */
export function connectTo(url: string): Promise<Connection> {
  return createConnection(url, { autoIndex: false, autoCreate: false, monitorCommands: true }).asPromise();
}

export async function dropDatabase(url: string): Promise<void> {
  const connection = await connectTo(url);
  await connection.dropDatabase();
  await connection.close();
}
