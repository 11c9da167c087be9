// What a TPM says of a key that it holds (TPM 2.0 Library, Part 2: Structures; numbers in parentheses are its sections).
// Invariant: big-endian throughout; only what WebAuthn Level 3 8.3 looks at differs from key to key.
import type { KeyObject } from 'node:crypto';
import { numbersOf, sha256 } from './credential-keys.ts';

/** TPM_ALG_ID (6.3). */
const algorithms = { rsa: 0x0001, sha256: 0x000b, none: 0x0010, ecc: 0x0023 };
/** TPM_ECC_CURVE (6.4). */
const nistP256 = 0x0003;
/** TPMA_OBJECT (8.3): fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, noDA, sign. */
const attributes = 0x0004_0472;
/** TPM_GENERATED_VALUE (6.2): a TPM signs what begins so only if it has made it itself. */
const generated = 0xff54_4347;
/** TPM_ST_ATTEST_CERTIFY (6.9). */
const certify = 0x8017;

/** TPMT_PUBLIC (12.2.4) of a key of P-256 or RSA. */
export function publicArea(key: KeyObject): Buffer {
  const { x, y, n } = numbersOf(key);
  const isRsa = key.asymmetricKeyType === 'rsa';
  const none = u16(algorithms.none);
  const [symmetric, scheme, derivation, policy] = [none, none, none, sized(Buffer.alloc(0))];
  const head = [
    u16(isRsa ? algorithms.rsa : algorithms.ecc),
    u16(algorithms.sha256),
    u32(attributes),
    policy,
  ];
  const [bits, usualExponent] = [u16(n.length * 8), u32(0)];
  const ofKind = isRsa ? [bits, usualExponent, sized(n)] : [u16(nistP256), derivation, sized(x), sized(y)];
  return Buffer.concat([...head, symmetric, scheme, ...ofKind]);
}

/** TPMS_ATTEST (10.12.8) of the key with this public area. @param extraData what the caller wants in it */
export function certification(area: Buffer, extraData: Buffer): Buffer {
  const name = nameOf(area);
  const signer = nameOf(Buffer.from('the key that signs'));
  const qualifiedName = nameOf(Buffer.concat([Buffer.from('parent'), name]));
  const [clock, resets, restarts, isSafe, firmware] = [u64(1n), u32(2), u32(3), Buffer.from([1]), u64(4n)];
  const when = [clock, resets, restarts, isSafe, firmware];
  const head = [u32(generated), u16(certify), sized(signer), sized(extraData)];
  return Buffer.concat([...head, ...when, sized(name), sized(qualifiedName)]);
}

/** TPM2B_NAME's content (10.5.3; Part 1, 16). */
function nameOf(area: Buffer): Buffer {
  return Buffer.concat([u16(algorithms.sha256), sha256(area)]);
}

/** A TPM2B (10.4). */
function sized(content: Uint8Array): Buffer {
  return Buffer.concat([u16(content.length), content]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
