// The keys of passkeys: of each algorithm that is offered, as COSE has them (RFC 9053), and what they sign.
import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  type SignKeyObjectInput,
  sign,
} from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256';

/** IANA, COSE Algorithms. */
export const coseIds: Readonly<Record<Algorithm, number>> = { ES256: -7, EdDSA: -8, RS256: -257 };

export function newKeyPair(algorithm: Algorithm): KeyPairKeyObjectResult {
  if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return algorithm === 'EdDSA'
    ? generateKeyPairSync('ed25519')
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
}

export function cose(algorithm: Algorithm, key: KeyObject): Uint8Array {
  const { x, y, n, e } = numbersOf(key);
  const of: Readonly<Record<Algorithm, [number, number | Uint8Array][]>> = {
    ES256: [
      [1, 2],
      [3, coseIds.ES256],
      [-1, 1],
      [-2, x],
      [-3, y],
    ],
    EdDSA: [
      [1, 1],
      [3, coseIds.EdDSA],
      [-1, 6],
      [-2, x],
    ],
    RS256: [
      [1, 3],
      [3, coseIds.RS256],
      [-1, n],
      [-2, e],
    ],
  };
  return isoCBOR.encode(new Map(of[algorithm]));
}

/** Of a public key: the point, or modulus and exponent; those that it lacks are empty. */
export function numbersOf(key: KeyObject): Readonly<Record<'x' | 'y' | 'n' | 'e', Uint8Array>> {
  const { x = '', y = '', n = '', e = '' } = key.export({ format: 'jwk' });
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
  return { x: bytes(x), y: bytes(y), n: bytes(n), e: bytes(e) };
}

export function signWith(algorithm: Algorithm, key: KeyObject, data: Buffer): Buffer {
  return sign(algorithm === 'EdDSA' ? null : 'sha256', data, key as KeyObject & SignKeyObjectInput); // no options are needed
}

export function sha256(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
