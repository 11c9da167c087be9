// Reads what a browser sends of a passkey: the JSON of WebAuthn Level 3 5.1.8, as text in a form's field.
// Invariant: a stranger's text becomes either this shape or null; what it says is believed only once it was verified.
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';

/** An assertion, and what it says of itself. */
export interface ReadAssertion {
  readonly response: AuthenticationResponseJSON;
  readonly challenge: string;
}

export interface ReadRegistration {
  readonly response: RegistrationResponseJSON;
  readonly challenge: string;
}

/** Longest text that is read: attestations carry certificates. The form's own limit is 16 KB. */
const longest = 16_384;

export function readAssertion(text: string): ReadAssertion | null {
  const read = readResponse(text, ['authenticatorData', 'signature']);
  if (!read) return null;
  const { id, parts, challenge } = read;
  const { clientDataJSON = '', authenticatorData = '', signature = '', userHandle } = parts;
  const response = { clientDataJSON, authenticatorData, signature, ...(userHandle && { userHandle }) };
  return { response: { ...shared(id), response }, challenge };
}

export function readRegistration(text: string): ReadRegistration | null {
  const read = readResponse(text, ['attestationObject']);
  if (!read) return null;
  const { id, parts, transports, challenge } = read;
  const { clientDataJSON = '', attestationObject = '' } = parts;
  // The cast: names of transports that nobody knows yet are kept as they are, for browsers.
  const response = { clientDataJSON, attestationObject, transports } as RegistrationResponseJSON['response'];
  return { response: { ...shared(id), response }, challenge };
}

function shared(id: string) {
  return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
}

interface Read {
  readonly id: string;
  readonly parts: Readonly<Record<string, string | undefined>>;
  readonly transports: readonly string[];
  readonly challenge: string;
}

function readResponse(text: string, needed: readonly string[]): Read | null {
  if (text.length > longest) return null;
  const sent = objectIn(text);
  const { id, rawId, type } = sent ?? {};
  const answer = sent && asObject(sent.response);
  if (!answer || !isBase64url(id) || rawId !== id || type !== 'public-key') return null;
  const names = ['clientDataJSON', ...needed];
  if (!names.every((name) => isBase64url(answer[name]))) return null;
  const { userHandle = null } = answer;
  if (userHandle !== null && !isBase64url(userHandle)) return null;
  const { challenge, crossOrigin } = objectIn(decoded(answer.clientDataJSON)) ?? {};
  // We are framed by nobody, so nobody else's page can have asked.
  if (typeof challenge !== 'string' || (crossOrigin !== undefined && crossOrigin !== false)) return null;
  const parts = Object.fromEntries([...names, 'userHandle'].map((name) => [name, textIn(answer[name])]));
  return { id, parts, transports: transportsIn(answer.transports), challenge };
}

function transportsIn(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is string => /^[a-z-]{1,20}$/.test(String(one))).slice(0, 8);
}

function isBase64url(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]+$/.test(value);
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function decoded(value: unknown): string {
  return Buffer.from(String(value), 'base64url').toString();
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : null; // just looked
}
