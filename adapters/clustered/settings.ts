// Which servers hold the data: what the settings of Redis and MongoDB mean together.
// Invariant: no part of either address, which hold passwords, is ever in a problem.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RedisAddress, RedisTarget } from '../redis/address.ts';

export interface ClusteredStores {
  readonly redis: RedisTarget;
  /** mongodb: or mongodb+srv:, as its driver takes it, naming a database. */
  readonly mongoUrl: string;
}

/** What was understood of each setting, by its name; what is left out is not set, or wrong. */
export interface StoreSettings {
  readonly REDIS_URL?: RedisAddress | undefined;
  readonly REDIS_PREFIX?: string | undefined;
  /** Of a file with certificates in PEM; a relative path starts in `directory`. */
  readonly REDIS_CA?: string | undefined;
  readonly MONGODB_URL?: string | undefined;
}

/** Null for the embedded store, or where one of the two addresses is missing or wrong, which is told elsewhere. */
export function clusteredStores(settings: StoreSettings, directory: string): ClusteredStores | null {
  const {
    REDIS_URL: redis,
    REDIS_PREFIX: prefix = 'sallyport',
    REDIS_CA: file,
    MONGODB_URL: mongoUrl,
  } = settings;
  if (!redis || !mongoUrl) return null;
  const ca = file === undefined ? null : readCertificates(resolve(directory, file));
  return { redis: { ...redis, prefix, ca }, mongoUrl };
}

interface Problem {
  readonly key: string;
  readonly found: string;
  readonly expected: string;
}

/** What is wrong between them. @param isSet whether a setting stands in the environment at all, right or wrong */
export function storeProblems(
  settings: StoreSettings,
  isSet: (key: keyof StoreSettings) => boolean,
  directory: string,
): readonly Problem[] {
  return [...aloneProblems(isSet), ...certificateProblems(settings, isSet('REDIS_URL'), directory)];
}

function aloneProblems(isSet: (key: keyof StoreSettings) => boolean): readonly Problem[] {
  if (isSet('REDIS_URL') === isSet('MONGODB_URL')) return [];
  const [missing, other] = isSet('REDIS_URL') ? ['MONGODB', 'REDIS'] : ['REDIS', 'MONGODB'];
  const expected = `an address, because SALLYPORT_${other}_URL has one; both, or neither for the embedded store`;
  return [{ key: `SALLYPORT_${missing}_URL`, found: 'nothing', expected }];
}

function certificateProblems(
  { REDIS_URL: redis, REDIS_CA: path }: StoreSettings,
  hasAddress: boolean,
  directory: string,
): readonly Problem[] {
  if (path === undefined) return [];
  const problem = (found: string, expected: string) => [{ key: 'SALLYPORT_REDIS_CA', found, expected }];
  if (!hasAddress) return problem('a path', 'nothing, as SALLYPORT_REDIS_URL has no address');
  if (redis?.tls === false)
    return problem('a path', 'nothing, or a SALLYPORT_REDIS_URL over TLS, such as rediss://');
  const file = resolve(directory, path);
  if (readCertificates(file) === null)
    return problem(JSON.stringify(file), 'the path of a readable file with certificates in PEM');
  return [];
}

function readCertificates(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8');
    // Throws where there is no certificate.
    new X509Certificate(text);
    return text;
  } catch {
    return null;
  }
}
