// What of a record of node-oidc-provider's is stored: never the value that a browser or an application presents.
// Invariant: whoever reads the database finds no session cookie, code or token in it, only digests of them. They are
// random (256 bits and more), so a plain digest cannot be guessed at.
import { hash } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';
import type { RecordPayload } from '../ports/records.ts';

/** Models whose id is a secret that somebody presents. */
const presented = new Set([
  'Session',
  'AuthorizationCode',
  'AccessToken',
  'RefreshToken',
  'PushedAuthorizationRequest',
]);

/** Under which id it is stored: what leads to its home stays, the secret behind it does not. */
export function storedId(model: string, id: string): string {
  return presented.has(model) ? id.slice(0, id.lastIndexOf('.') + 1) + hash('sha256', id, 'base64url') : id;
}

/** The grant that a stored code or token was given under (provider/leading-ids). */
export function grantOf(storedIdOfToken: string): string {
  return storedIdOfToken.slice(0, storedIdOfToken.lastIndexOf('.'));
}

/** What is stored of it. */
export function toStored(model: string, payload: AdapterPayload): RecordPayload {
  if (model === 'Interaction') return ofInteraction(payload);
  if (!presented.has(model)) return { ...payload };
  const { jti: _presented, ...stored } = payload;
  return stored;
}

/** The payload as the library gave it. `id` is unknown where it was found by its `uid`. */
export function fromStored(model: string, stored: RecordPayload, id?: string): AdapterPayload {
  const payload = presented.has(model) && id !== undefined ? { ...stored, jti: id } : stored;
  return payload as AdapterPayload; // what we stored is what the library gave
}

/**
 * An interaction rests on no grant: `own-grant` makes another at resume. Kept under the one of its request, it would be
 * revoked with the session of the old account while a person changes accounts. The session's cookie is nobody's business.
 */
function ofInteraction({ grantId: _unused, session, ...payload }: AdapterPayload): RecordPayload {
  const { cookie: _presented, ...rest } = session ?? {};
  return session ? { ...payload, session: rest } : payload;
}
