// The server's keys, by what they are for. Signing keys are published before use; all keys keep reading after they retire.
// Invariant: what needs a key asks for the act, never for the key; only signing keys leave, to the provider.
import type { JWK } from 'jose';

export interface Vault {
  /** AES-256-GCM under the newest usable seal key; the key's id is in the envelope, `owner` is associated data. */
  seal(plaintext: string, owner: string): string;
  /** Throws if the envelope was changed, is of another owner, or of an unknown key. */
  open(envelope: string, owner: string): string;
  /** The same sealed anew under the newest usable seal key; null if it is already. Throws as `open` does. */
  reseal(envelope: string, owner: string): string | null;
  /** HMAC-SHA-256, base64url, for lookups and secrets of high entropy; `context` keeps uses apart. The key's id comes first: "kid.mac". */
  hash(value: string, context: string): string;
  /** As `hash`, under the key of that id: for what is hashed further before it is stored. Null if it is unknown. */
  hashWith(keyId: string, value: string, context: string): string | null;
  /** Compares in constant time under whichever hash key made it. False for anything malformed. */
  hashMatches(value: string, context: string, expected: string): boolean;
  /** HMAC under the newest audit key. */
  auditMac(data: string): { readonly keyId: string; readonly mac: string };
  /** HMAC under that audit key; null if it is unknown. */
  auditMacWith(keyId: string, data: string): string | null;
  readonly signing: SigningKeys;
}

export interface SigningKeys {
  /** Private JWKs for the provider, the one in use first; retired and not yet used ones included. */
  jwks(): readonly JWK[];
  /** Secrets for cookies, the one in use first. */
  cookieKeys(): readonly string[];
  /** Compact JWS (ES256) of the payload under the newest usable key. */
  sign(payload: Readonly<Record<string, unknown>>): Promise<string>;
  /** The payload, or null if the signature is not one of ours. */
  verify(jws: string): Promise<Readonly<Record<string, unknown>> | null>;
  /** Called when the key file was read again. Returns a function that stops it. */
  onChange(listener: () => void): () => void;
}
