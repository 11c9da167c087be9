// An authenticator made of software (WebAuthn Level 3 6): registers and asserts passkeys, and lies where a test tells it to.
// Invariant: told nothing, it does what an honest device and browser do; each lie is one named change.
import { type KeyObject, randomBytes } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';
import type { PasskeyRequest } from '../../factors/passkey/passkey.ts';
import type { PasskeyOffer } from '../../factors/passkey/registration.ts';
import { type AttestationFormat, type Statement, statementOf } from './attestation-statements.ts';
import type { Certified } from './certificate.ts';
import { type Algorithm, cose, newKeyPair, sha256, signWith } from './credential-keys.ts';

export interface AuthenticatorOptions {
  /** Default ES256. */
  readonly algorithm?: Algorithm;
  /** It has a PIN or a fingerprint, and asks for it. Default true. */
  readonly verifiesUser?: boolean;
  /** Its passkeys are copied between devices (BE and BS). Default false. */
  readonly synced?: boolean;
  /** Default: all zeros. */
  readonly aaguid?: string;
  /** Signs what it registers with a certificate that this one issues; "self" with the new key. Default: no attestation. */
  readonly attestedBy?: Certified | 'self';
  /** Default packed. */
  readonly attestation?: AttestationFormat;
  readonly transports?: readonly string[];
}

/** What is to be otherwise than it is, in one answer. */
export interface Lies {
  readonly origin?: string;
  readonly rpId?: string;
  readonly type?: string;
  readonly challenge?: string;
  readonly crossOrigin?: boolean;
  readonly userPresent?: boolean;
  readonly userVerified?: boolean;
  readonly backupEligible?: boolean;
  readonly backedUp?: boolean;
  readonly counter?: number;
  readonly userHandle?: string | null;
  readonly credentialId?: string;
  /** A TPM certifies this public key in place of the new one. */
  readonly certifiedKey?: KeyObject;
  /** Changes the attestation statement after it was signed. */
  readonly changeStatement?: (statement: Statement['attStmt']) => void;
  /** Changes what is sent, last of all. */
  readonly change?: (sent: Sent) => unknown;
}

export interface Sent {
  id: string;
  rawId: string;
  type: string;
  response: Record<string, unknown>;
}

export interface Authenticator {
  /** What a browser at `origin` would post after `navigator.credentials.create`. */
  register(origin: string, offer: PasskeyOffer, lies?: Lies): string;
  /** What it would post after `navigator.credentials.get`. Throws if it has no passkey that may answer. */
  assert(origin: string, request: PasskeyRequest, lies?: Lies): string;
  /** Somebody sets a PIN: from now on it verifies its user. */
  setPin(): void;
  readonly credentialIds: readonly string[];
}

interface Credential {
  readonly id: string;
  readonly rpId: string;
  readonly userHandle: string;
  readonly privateKey: KeyObject;
  counter: number;
}

const flagBits = { up: 0x01, uv: 0x04, be: 0x08, bs: 0x10, at: 0x40 };

export function createAuthenticator(options: AuthenticatorOptions = {}): Authenticator {
  const {
    algorithm = 'ES256',
    synced = false,
    transports = synced ? ['internal', 'hybrid'] : ['usb'],
    aaguid = '00000000-0000-0000-0000-000000000000',
    attestation,
    attestedBy,
  } = options;
  let verifiesUser = options.verifiesUser ?? true;
  const credentials: Credential[] = [];

  const authDataOf = (credential: Credential, lies: Lies, attested?: Buffer): Buffer => {
    const {
      userPresent = true,
      userVerified = verifiesUser,
      backupEligible = synced,
      backedUp = synced,
    } = lies;
    const flags =
      (userPresent ? flagBits.up : 0) |
      (userVerified ? flagBits.uv : 0) |
      (backupEligible ? flagBits.be : 0) |
      (backedUp ? flagBits.bs : 0) |
      (attested ? flagBits.at : 0);
    const head = Buffer.alloc(5);
    head.writeUInt8(flags);
    head.writeUInt32BE(lies.counter ?? credential.counter, 1);
    return Buffer.concat([sha256(lies.rpId ?? credential.rpId), head, attested ?? Buffer.alloc(0)]);
  };
  const sent = (credential: Credential, lies: Lies, response: Record<string, unknown>): string => {
    const id = lies.credentialId ?? credential.id;
    const whole = { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
    return JSON.stringify(lies.change?.(whole) ?? whole);
  };

  return {
    register(origin, offer, lies = {}) {
      if (offer.excludeCredentials.some(({ id }) => credentials.some((one) => one.id === id)))
        throw new Error('InvalidStateError: it has a passkey of this account already');
      const keys = newKeyPair(algorithm);
      const credentialId = lies.credentialId ?? randomBytes(16).toString('base64url');
      const credential: Credential = {
        id: credentialId,
        rpId: offer.rp.id,
        userHandle: offer.user.id,
        privateKey: keys.privateKey,
        counter: 0,
      };
      credentials.push(credential);
      const publicKey = cose(algorithm, keys.publicKey);
      const authData = authDataOf(credential, lies, attestedData(aaguid, credentialId, publicKey));
      const clientData = clientDataOf(origin, 'webauthn.create', offer.challenge, lies);
      const clientDataHash = sha256(clientData);
      const { certifiedKey = keys.publicKey } = lies;
      const attested = { algorithm, keys, certifiedKey, aaguid, credentialId, authData, clientDataHash };
      const statement = statementOf({ format: attestation, by: attestedBy }, attested);
      lies.changeStatement?.(statement.attStmt);
      const attestationObject = isoCBOR.encode(
        new Map<string, unknown>(Object.entries({ ...statement, authData })) as Parameters<
          typeof isoCBOR.encode
        >[0], // just so
      );
      return sent(credential, lies, {
        clientDataJSON: clientData.toString('base64url'),
        attestationObject: Buffer.from(attestationObject).toString('base64url'),
        transports,
      });
    },
    assert(origin, request, lies = {}) {
      const allowed = request.allowCredentials.map(({ id }) => id);
      const credential = credentials.findLast(
        ({ id, rpId }) => rpId === request.rpId && (allowed.length === 0 || allowed.includes(id)),
      );
      if (!credential) throw new Error('NotAllowedError: it has no such passkey');
      if (!synced) credential.counter += 1;
      const authData = authDataOf(credential, lies);
      const clientData = clientDataOf(origin, 'webauthn.get', request.challenge, lies);
      const signature = signWith(
        algorithm,
        credential.privateKey,
        Buffer.concat([authData, sha256(clientData)]),
      );
      const userHandle = lies.userHandle === undefined ? credential.userHandle : lies.userHandle;
      return sent(credential, lies, {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: signature.toString('base64url'),
        ...(userHandle !== null && { userHandle }),
      });
    },
    setPin() {
      verifiesUser = true;
    },
    get credentialIds() {
      return credentials.map(({ id }) => id);
    },
  };
}

function clientDataOf(origin: string, type: string, challenge: string, lies: Lies): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: lies.type ?? type,
      challenge: lies.challenge ?? challenge,
      origin: lies.origin ?? origin,
      crossOrigin: lies.crossOrigin ?? false,
    }),
  );
}

function attestedData(aaguid: string, id: string, publicKey: Uint8Array): Buffer {
  const bytes = Buffer.from(id, 'base64url');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([Buffer.from(aaguid.replaceAll('-', ''), 'hex'), length, bytes, publicKey]);
}
