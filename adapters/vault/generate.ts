// New keys, and the rotation of rings: what is new is published before it is used, what is old keeps reading.
// Invariant: rotation never takes a key out of the file, because old envelopes, hashes, chains and signatures need it.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { KeyFile, RingName, SecretKey, SigningAlg, SigningKey } from './key-file.ts';
import { signingAlgs } from './key-file.ts';

const hour = 3_600_000;

export interface RotateOptions {
  /** Use new signing keys at once, because the old one leaked; applications that keep our keys may refuse tokens for a while. */
  readonly immediately?: boolean;
}

/** One key in every ring, two (ES256 and RS256) in `sign`; all usable from `now` (ms). */
export function generateKeys(now: number): KeyFile {
  return {
    version: 1,
    rings: {
      sign: signingAlgs.map((alg) => newSigningKey(alg, now, now)),
      cookie: [newSecretKey(now)],
      seal: [newSecretKey(now)],
      hash: [newSecretKey(now)],
      audit: [newSecretKey(now)],
    },
  };
}

/**
 * The file with a new key in each of these rings. Signing keys are published an hour before they are used, because
 * applications and proxies keep what they read of jwks_uri; keys of other rings are used at once.
 */
export function rotateKeys(
  file: KeyFile,
  rings: readonly RingName[],
  now: number,
  { immediately = false }: RotateOptions = {},
): KeyFile {
  const next = { ...file.rings };
  for (const ring of new Set(rings)) {
    const usableFrom = ring === 'sign' && !immediately ? now + hour : now;
    if (ring === 'sign')
      next.sign = [
        ...signingAlgs.map((alg) => newSigningKey(alg, now, usableFrom)),
        ...retire(next.sign, usableFrom),
      ];
    else next[ring] = [newSecretKey(now), ...retire(next[ring], usableFrom)];
  }
  return { ...file, rings: next };
}

function retire<Key extends { retiredAt: number | null }>(keys: readonly Key[], at: number): Key[] {
  return keys.map((key) => ({ ...key, retiredAt: Math.min(key.retiredAt ?? at, at) }));
}

function newSecretKey(now: number): SecretKey {
  return {
    id: newKeyId(),
    created: now,
    usableFrom: now,
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
