// A store and an HTTP server in the test's own process: for the app over an opened store, also twice over the same one.
// Invariant: the system chooses the port, so the issuer is known before the app is built, and requests wait until it is.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../adapters/embedded/open.ts';
import { openVault } from '../../adapters/vault/open.ts';
import { type Config, readConfig } from '../../config.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Vault } from '../../ports/vault.ts';
import { cheapHash } from './cheap-hash.ts';
import { writeDataFile } from './data-file.ts';
import { writeKeyFile } from './key-file.ts';
import { storeKind } from './store-kind.ts';
import type { Inside } from './stored.ts';
import { insideEmbedded } from './stored-embedded.ts';

// Only where they are used: the drivers of Redis and MongoDB take longer to load than many a test file to run.
const clustered =
  storeKind() === 'clustered'
    ? { ...(await import('./clustered-stores.ts')), ...(await import('./stored-clustered.ts')) }
    : null;

export interface OpenedStore {
  readonly dataDir: string;
  readonly storage: Storage;
  /** A second handle on the same data, as a second instance has; on the embedded store there is only one. */
  readonly other: Storage;
  readonly vault: Vault;
  /** What lies under it. */
  readonly inside: Inside;
  close(): Promise<void>;
}

/** New stores of the kind that this run stands on, and a key file, in a directory of their own, which is gone after `close`. */
export async function openStore(): Promise<OpenedStore> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-store-'));
  const { storage, other, inside } = clustered ? await openTwice(clustered) : await openOnce(dataDir);
  const opened = await openVault(writeKeyFile(join(dataDir, 'keys.json')), {
    lookEveryMs: 0,
    now: () => Date.now(),
  });
  if (!opened.ok) throw new Error(opened.problems.join('\n'));
  return {
    dataDir,
    storage,
    other,
    vault: opened.vault,
    inside,
    async close() {
      opened.close();
      await inside.close();
      await storage.close();
      if (other !== storage) await other.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

type Opened = Pick<OpenedStore, 'storage' | 'other' | 'inside'>;

async function openOnce(dataDir: string): Promise<Opened> {
  await writeDataFile(dataDir);
  const opened = await openEmbedded({ dataDir, role: 'server' });
  if (!opened.ok) throw new Error(opened.message);
  return { storage: opened.storage, other: opened.storage, inside: insideEmbedded(dataDir) };
}

async function openTwice(on: NonNullable<typeof clustered>): Promise<Opened> {
  const { place, storage, other } = await on.openInstances();
  return { storage, other, inside: on.insideClustered(place) };
}

export interface Served {
  /** What the app was built for. */
  readonly issuer: string;
  /** Where it really listens: for `via` of browsers and applications, if the issuer is another's. */
  readonly origin: string;
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Listens, then builds the app for the issuer that follows from the port. A second instance is given the first one's
 * issuer, and is reached with `via: { [issuer]: second.origin }`.
 */
export async function serve(
  build: (issuer: string, port: number) => RequestListener | Promise<RequestListener>,
  given?: { readonly issuer: string },
): Promise<Served> {
  const { promise: listener, resolve, reject } = Promise.withResolvers<RequestListener>();
  // A failed build is thrown below; requests that came meanwhile are cut.
  listener.catch(() => undefined);
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    listener.then((handle) => handle(request, response)).catch(() => response.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo;
  const issuer = given?.issuer ?? `http://localhost:${port}`;
  const stop = () =>
    new Promise<void>((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
  try {
    resolve(await build(issuer, port));
  } catch (error) {
    reject(error);
    await stop();
    throw error;
  }
  return { issuer, origin: `http://127.0.0.1:${port}`, port, stop };
}

/** The Config of a server under test: cheap hashes, no sample, quiet. @param settings SALLYPORT_ settings without the prefix */
export function testConfig(
  issuer: string,
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Config {
  const all = {
    ISSUER: issuer,
    DATA_DIR: dataDir,
    SAMPLE: 'off',
    PASSWORD_HASH: cheapHash,
    LOG_LEVEL: 'silent',
    ...settings,
  };
  const env = Object.fromEntries(Object.entries(all).map(([key, value]) => [`SALLYPORT_${key}`, value]));
  const read = readConfig(env, dataDir);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.config;
}
