// Attestation statements, as authenticators make them (WebAuthn Level 3 8): none, packed, of a TPM, and of U2F.
// Invariant: each is right for what it is made of, and signed by a certificate that the given one issues.
import type { KeyObject, KeyPairKeyObjectResult } from 'node:crypto';
import { type Certified, certificate } from './certificate.ts';
import { type Algorithm, coseIds, newKeyPair, numbersOf, sha256, signWith } from './credential-keys.ts';
import { certification, publicArea } from './tpm-structures.ts';

export type AttestationFormat = 'packed' | 'tpm' | 'fido-u2f';

export interface Attestation {
  /** Default packed. */
  readonly format?: AttestationFormat;
  /** Issues the certificate of what signs; "self": the new key signs (packed only). Default: no attestation. */
  readonly by?: Certified | 'self' | undefined;
}

/** What is attested. */
export interface Attested {
  readonly algorithm: Algorithm;
  readonly keys: KeyPairKeyObjectResult;
  /** Of the key that a TPM says it holds. */
  readonly certifiedKey: KeyObject;
  readonly aaguid: string;
  readonly credentialId: string;
  readonly authData: Buffer;
  readonly clientDataHash: Buffer;
}

export interface Statement {
  readonly fmt: string;
  /** By the names of WebAuthn, such as `sig` and `x5c`. */
  readonly attStmt: Map<string, unknown>;
}

export function statementOf({ format = 'packed', by }: Attestation, attested: Attested): Statement {
  if (by === undefined) return { fmt: 'none', attStmt: new Map() };
  if (by === 'self') return { fmt: 'packed', attStmt: selfAttested(attested) };
  return { fmt: format, attStmt: new Map(Object.entries(attestedBy[format](by, attested))) };
}

const attestedBy: Readonly<
  Record<AttestationFormat, (issuer: Certified, attested: Attested) => Readonly<Record<string, unknown>>>
> = {
  packed: (issuer, { aaguid, authData, clientDataHash }) => {
    const own = certificate({ name: 'Test key 1', issuer, aaguid });
    const sig = signWith('ES256', own.privateKey, Buffer.concat([authData, clientDataHash]));
    return { alg: coseIds.ES256, sig, x5c: own.path };
  },
  tpm: (issuer, { aaguid, certifiedKey, authData, clientDataHash }) => {
    const own = certificate({ name: '', issuer, aaguid, forTpm: true, keys: keysOfTpm() });
    const pubArea = publicArea(certifiedKey);
    const certInfo = certification(pubArea, sha256(Buffer.concat([authData, clientDataHash])));
    const sig = signWith('RS256', own.privateKey, certInfo);
    return { ver: '2.0', alg: coseIds.RS256, sig, x5c: own.path, pubArea, certInfo };
  },
  'fido-u2f': (issuer, { keys, credentialId, authData, clientDataHash }) => {
    const own = certificate({ name: 'Test U2F key 1', issuer });
    const { x, y } = numbersOf(keys.publicKey);
    const [rpIdHash, point] = [authData.subarray(0, 32), Buffer.concat([Buffer.from([4]), x, y])];
    const id = Buffer.from(credentialId, 'base64url');
    const signed = Buffer.concat([Buffer.from([0]), rpIdHash, clientDataHash, id, point]);
    return { sig: signWith('ES256', own.privateKey, signed), x5c: own.path };
  },
};

function selfAttested({ algorithm, keys, authData, clientDataHash }: Attested): Map<string, unknown> {
  const sig = signWith(algorithm, keys.privateKey, Buffer.concat([authData, clientDataHash]));
  return new Map(Object.entries({ alg: coseIds[algorithm], sig }));
}

let ofTpm: KeyPairKeyObjectResult | undefined;

/** RSA, as those of TPMs are; made once, since that takes long. */
function keysOfTpm(): KeyPairKeyObjectResult {
  ofTpm ??= newKeyPair('RS256');
  return ofTpm;
}
