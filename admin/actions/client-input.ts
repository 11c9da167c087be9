// What an application may be registered with.
// Invariant: redirect addresses are exact and cannot be read on the way (RFC 9700 2.1): https, or http on this machine only.
import { z } from 'zod';
import { levels } from '../../policy/tenant-policy.ts';

/** RFC 8252 7.1: a native application's own scheme is a domain name turned round, so it has a dot. */
const nativeScheme = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:$/;

const redirectUri = z
  .string()
  .max(2000, 'at most 2000 characters')
  .refine(
    (text) => isWebAddress(text) || isNativeAddress(text),
    'an https address without a fragment; http only on localhost, 127.0.0.1 or [::1]; com.example.app:/path for a native application',
  );

const webAddress = z
  .string()
  .max(2000, 'at most 2000 characters')
  .refine(isWebAddress, 'an https address without a fragment; http only on localhost, 127.0.0.1 or [::1]');

/** Members that only a private or secret key has (RFC 7518 6). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const publicKey = z
  .looseObject({ kty: z.enum(['EC', 'RSA'], 'EC or RSA') })
  .refine(
    (key) => !privateMembers.some((member) => member in key),
    'a public key: this one has private parts, so take it out of use',
  );

export const clientInput = z
  .strictObject({
    /** Random unless given. */
    id: z
      .string()
      .regex(/^[A-Za-z0-9._~-]{3,64}$/, '3 to 64 letters, digits, dots, dashes, tildes and underscores')
      .optional(),
    name: z.string().trim().min(1, 'a name').max(120, 'at most 120 characters'),
    tenantId: z.string().nullable(),
    firstParty: z.boolean().default(false),
    requiredLevel: z.enum(levels, `one of ${levels.join(', ')}`).default('none'),
    redirectUris: z
      .array(redirectUri)
      .min(1, 'at least one redirect URI')
      .max(50, 'at most 50')
      .transform(unique),
    postLogoutRedirectUris: z.array(redirectUri).max(50, 'at most 50').transform(unique).default([]),
    backchannelLogoutUri: webAddress.nullable().default(null),
    grantTypes: z
      .array(z.enum(['authorization_code', 'refresh_token'], 'authorization_code or refresh_token'))
      .transform(unique)
      .refine(
        (types) => types.includes('authorization_code'),
        'authorization_code, alone or with refresh_token',
      )
      .default(['authorization_code', 'refresh_token']),
    authMethod: z
      .enum(
        ['none', 'client_secret_basic', 'client_secret_post'],
        'none, client_secret_basic or client_secret_post',
      )
      .default('client_secret_basic'),
    /** Made at random for a confidential client unless given. */
    secret: z
      .string()
      .regex(/^[\x21-\x7e]{32,256}$/, '32 to 256 printable characters without spaces')
      .optional(),
    pkceRequired: z.boolean().default(true),
    idTokenAlg: z.enum(['ES256', 'RS256'], 'ES256 or RS256').default('ES256'),
    /** Keys of its request objects (RFC 9101); at most one of the two. */
    jwks: z
      .strictObject({ keys: z.array(publicKey).min(1, 'at least one key').max(10, 'at most 10 keys') })
      .nullable()
      .default(null),
    jwksUri: webAddress.nullable().default(null),
    uri: webAddress.nullable().default(null),
  })
  .refine((client) => client.jwks === null || client.jwksUri === null, {
    path: ['jwksUri'],
    message: 'none: its keys are given already',
  })
  .refine((client) => client.authMethod !== 'none' || client.pkceRequired, {
    path: ['pkceRequired'],
    message: 'true: a public client has nothing but PKCE that ties a code to it',
  })
  .refine((client) => client.authMethod === 'none' || client.redirectUris.every(isWebAddress), {
    path: ['redirectUris'],
    message: 'web addresses only: a native application cannot keep a secret, so it is a public client',
  })
  .refine((client) => client.authMethod !== 'none' || client.secret === undefined, {
    path: ['secret'],
    message: 'none: a public client has no secret',
  });

function isWebAddress(text: string): boolean {
  const url = URL.parse(text);
  if (!url || /[#\s*\\]/.test(text) || url.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return url.hostname !== '';
  return url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

function isNativeAddress(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && nativeScheme.test(url.protocol) && !/[#\s*\\]/.test(text);
}

function unique<T>(list: T[]): T[] {
  return [...new Set(list)];
}
