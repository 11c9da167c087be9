// New keys, and the rotation of rings: what is new is published before it is used, what is old keeps reading.
// Invariant: rotation never takes a key out of the file, because old envelopes, hashes, chains and signatures need it.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyFile, RingName, SecretKey, SigningAlg, SigningKey } from './key-file.ts';
import { signingAlgs } from './key-file.ts';

const minute = 60_000;
const hour = 60 * minute;

/**
 * ms from the rotation to the first use. Applications and proxies keep what they read of jwks_uri; every server has to have
 * read the file before another one uses a key of it, also where the file is copied to other machines.
 */
const usedAfter: Readonly<Record<RingName, number>> = {
  sign: hour,
  cookie: 5 * minute,
  seal: 5 * minute,
  hash: 5 * minute,
  audit: 5 * minute,
};

export interface RotateOptions {
  /** Use new keys at once, because the old ones leaked; whoever has not read them yet may refuse what they made for a while. */
  readonly immediately?: boolean;
}

/** One key in every ring, two (ES256 and RS256) in `sign`; all usable from `now` (ms). */
export function generateKeys(now: number): KeyFile {
  return {
    version: 1,
    rings: {
      sign: signingAlgs.map((alg) => newSigningKey(alg, now, now)),
      cookie: [newSecretKey(now, now)],
      seal: [newSecretKey(now, now)],
      hash: [newSecretKey(now, now)],
      audit: [newSecretKey(now, now)],
    },
  };
}

/** The file with a new key in each of these rings, which is read from now on and used a while later: see `usedAfter`. */
export function rotateKeys(
  file: KeyFile,
  rings: readonly RingName[],
  now: number,
  { immediately = false }: RotateOptions = {},
): KeyFile {
  const next = { ...file.rings };
  for (const ring of new Set(rings)) {
    const usableFrom = immediately ? now : now + usedAfter[ring];
    if (ring === 'sign')
      next.sign = [
        ...signingAlgs.map((alg) => newSigningKey(alg, now, usableFrom)),
        ...retire(next.sign, usableFrom),
      ];
    else next[ring] = [newSecretKey(now, usableFrom), ...retire(next[ring], usableFrom)];
  }
  return { ...file, rings: next };
}

function retire<Key extends { retiredAt: number | null }>(keys: readonly Key[], at: number): Key[] {
  return keys.map((key) => ({ ...key, retiredAt: Math.min(key.retiredAt ?? at, at) }));
}

function newSecretKey(created: number, usableFrom: number): SecretKey {
  return {
    id: newKeyId(),
    created,
    usableFrom,
    retiredAt: null,
    secret: randomBytes(32).toString('base64url'),
  };
}

function newSigningKey(alg: SigningAlg, created: number, usableFrom: number): SigningKey {
  const id = newKeyId();
  const common = { alg, use: 'sig', kid: id };
  const pair =
    alg === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  // Node exports a private key of these two kinds with just the members that the file's schema lists.
  const jwk = { ...pair.privateKey.export({ format: 'jwk' }), ...common } as SigningKey['jwk'];
  return { id, created, usableFrom, retiredAt: null, jwk };
}

/** 64 random bits tell keys apart; they protect nothing. */
function newKeyId(): string {
  return randomBytes(8).toString('base64url');
}
