// Sealing, hashing and audit macs under the rings of 256-bit secrets.
// Invariant: writes use the newest usable key, reads use whichever key wrote, retired or not.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import type { Vault } from '../../ports/vault.ts';
import { type KeyFile, newestUsable, type SecretKey, type SecretRingName } from './key-file.ts';

/** NIST SP 800-38D 8.2.2: 96 random bits, far fewer than 2^32 messages a key. */
const ivBytes = 12;
const tagBytes = 16;

export type Secrets = Omit<Vault, 'signing'>;

/** `file` is asked each time, because keys change while the server runs. `now` in ms. */
export function createSecrets(file: () => KeyFile, now: () => number): Secrets {
  const newest = (ring: SecretRingName) => writingKey(file().rings[ring], ring, now());
  const find = (ring: SecretRingName, id: string) => file().rings[ring].find((key) => key.id === id);
  const secrets: Secrets = {
    seal(plaintext, owner) {
      const key = newest('seal');
      return [key.id, ...encrypt(key, plaintext, owner)].join('.');
    },
    open(envelope, owner) {
      const [id = '', ...parts] = envelope.split('.');
      const key = find('seal', id);
      const plaintext = key && parts.length === 3 ? decrypt(key, parts, owner) : null;
      if (plaintext === null)
        throw new Error('An envelope cannot be opened: changed, of another owner, or of an unknown key.');
      return plaintext;
    },
    reseal(envelope, owner) {
      const newestId = newest('seal').id;
      return envelope.split('.')[0] === newestId ? null : secrets.seal(secrets.open(envelope, owner), owner);
    },
    hash(value, context) {
      const key = newest('hash');
      return `${key.id}.${hashUnder(key, value, context)}`;
    },
    hashWith(keyId, value, context) {
      const key = find('hash', keyId);
      return key ? `${key.id}.${hashUnder(key, value, context)}` : null;
    },
    hashMatches(value, context, expected) {
      const [id = '', mac = '', ...more] = expected.split('.');
      const key = find('hash', id);
      return key !== undefined && more.length === 0 && same(hashUnder(key, value, context), mac);
    },
    auditMac(data) {
      const key = newest('audit');
      return { keyId: key.id, mac: hmac(key, data) };
    },
    auditMacWith(keyId, data) {
      const key = find('audit', keyId);
      return key ? hmac(key, data) : null;
    },
  };
  return secrets;
}

function writingKey(keys: readonly SecretKey[], ring: SecretRingName, now: number): SecretKey {
  const key = newestUsable(keys, now);
  if (!key) throw new Error(`Ring ${ring} of the key file has no key that can be used now.`);
  return key;
}

function encrypt(key: SecretKey, plaintext: string, owner: string): string[] {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', bytesOf(key), iv).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return [iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'));
}

/** Null if it was changed or is of another owner. */
function decrypt(key: SecretKey, parts: readonly string[], owner: string): string | null {
  const [iv, sealed, tag] = parts.map((part) => Buffer.from(part, 'base64url'));
  // A short tag would be guessable: Node takes tags down to 4 bytes.
  if (!iv || !sealed || !tag || iv.length !== ivBytes || tag.length !== tagBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', bytesOf(key), iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** The length in front keeps ("ab", "c") apart from ("a", "bc"). */
function hashUnder(key: SecretKey, value: string, context: string): string {
  return hmac(key, `${context.length}:${context}:${value}`);
}

function hmac(key: SecretKey, data: string): string {
  return createHmac('sha256', preparedOf(key)).update(data).digest('base64url');
}

const prepared = new WeakMap<SecretKey, KeyObject>();

/** Node takes five times as long for a mac under bytes, which it prepares anew each time; a request needs several. */
function preparedOf(key: SecretKey): KeyObject {
  const known = prepared.get(key);
  if (known) return known;
  const made = createSecretKey(bytesOf(key));
  prepared.set(key, made);
  return made;
}

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function bytesOf({ secret }: SecretKey): Buffer {
  return Buffer.from(secret, 'base64url');
}
