// The signing keys: which are published in which order, and records signed under them.
// Invariant: a key signs only after it was published; what it signed verifies as long as it stands in the file.
import { CompactSign, compactVerify, importJWK, type JWK } from 'jose';
import type { SigningKeys } from '../../ports/vault.ts';
import { type KeyFile, newestUsable, type SigningKey, signingAlgs } from './key-file.ts';

/**
 * How long a retired key stays published, ms: 30 days. ID tokens live for minutes, but come back at sign-out as
 * id_token_hint, and applications may keep one for as long as people stay away.
 */
const publishedAfterRetiring = 30 * 24 * 3_600_000;

/** Keeps what `sign` makes apart from ID tokens, which are made under the same keys. */
const recordType = 'sallyport-record';

export function createSigningKeys(file: () => KeyFile, now: () => number): Omit<SigningKeys, 'onChange'> {
  return {
    jwks: () => published(file().rings.sign, now()).map(({ jwk }) => jwk),
    cookieKeys: () => cookieOrder(file().rings.cookie, now()).map(({ secret }) => secret),
    async sign(payload) {
      const key = newestUsable(ofAlg(file().rings.sign, 'ES256'), now());
      if (!key) throw new Error('Ring sign of the key file has no ES256 key that can be used now.');
      return new CompactSign(Buffer.from(JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'ES256', kid: key.id, typ: recordType })
        .sign(await importJWK(key.jwk, 'ES256'));
    },
    verify: (jws) => verify(ofAlg(file().rings.sign, 'ES256'), jws),
  };
}

/** What the provider and its cookies work with, as one text: it changes whenever they have to be told. */
export function signingState({ rings }: KeyFile, now: number): string {
  return JSON.stringify([
    published(rings.sign, now).map(({ id }) => id),
    cookieOrder(rings.cookie, now).map(({ id }) => id),
  ]);
}

/** The ones in use, then the coming ones, then the retired ones, newest first. */
function published(keys: readonly SigningKey[], now: number): readonly SigningKey[] {
  const inUse = signingAlgs.flatMap((alg) => newestUsable(ofAlg(keys, alg), now) ?? []);
  const kept = keys.filter((key) => key.retiredAt === null || key.retiredAt + publishedAfterRetiring > now);
  const others = kept
    .filter((key) => !inUse.includes(key))
    .sort((a, b) => Number(b.usableFrom > now) - Number(a.usableFrom > now) || b.usableFrom - a.usableFrom);
  return [...inUse, ...others];
}

/** Cookies are made under the first; coming ones are last, to read what another server makes a moment earlier. */
function cookieOrder<Key extends { usableFrom: number }>(keys: readonly Key[], now: number): Key[] {
  const newestFirst = keys.toSorted((a, b) => b.usableFrom - a.usableFrom);
  const isComing = ({ usableFrom }: Key) => usableFrom > now;
  return [...newestFirst.filter((key) => !isComing(key)), ...newestFirst.filter(isComing)];
}

async function verify(
  keys: readonly SigningKey[],
  jws: string,
): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const { payload } = await compactVerify(
      jws,
      async ({ kid, typ }) => {
        const key = keys.find(({ id }) => id === kid);
        if (!key || typ !== recordType) throw new Error('not signed as a record by a key of ours');
        return importJWK(publicPart(key.jwk), 'ES256');
      },
      { algorithms: ['ES256'] },
    );
    const parsed: unknown = JSON.parse(Buffer.from(payload).toString('utf8'));
    return isRecord(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function ofAlg(keys: readonly SigningKey[], alg: string): SigningKey[] {
  return keys.filter((key) => key.jwk.alg === alg);
}

function publicPart({ d, ...jwk }: JWK): JWK {
  return jwk;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
