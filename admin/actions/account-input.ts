// What an account may hold, checked before it is stored.
// Invariant: an account has an e-mail address or a username; claims are the standard ones and nothing else.
import { z } from 'zod';

const text = z.string().trim().min(1, 'some text').max(200, 'at most 200 characters');
const web = z
  .string()
  .max(2000, 'at most 2000 characters')
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'a web address');

/** Standard claims (OpenID Connect Core 5.1); null takes one away. */
export const profileInput = z.strictObject({
  name: text.nullable().optional(),
  given_name: text.nullable().optional(),
  family_name: text.nullable().optional(),
  middle_name: text.nullable().optional(),
  nickname: text.nullable().optional(),
  preferred_username: text.nullable().optional(),
  profile: web.nullable().optional(),
  picture: web.nullable().optional(),
  website: web.nullable().optional(),
  gender: text.nullable().optional(),
  birthdate: z
    .string()
    .regex(/^\d{4}(?:-\d{2}-\d{2})?$/, 'YYYY-MM-DD, or YYYY')
    .nullable()
    .optional(),
  zoneinfo: text.nullable().optional(),
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*$/, 'a language tag (BCP 47), such as de')
    .nullable()
    .optional(),
  phone_number: z
    .string()
    .regex(/^\+[1-9]\d{6,14}(?:;ext=\d{1,7})?$/, 'a phone number (E.164), such as +4930123456')
    .nullable()
    .optional(),
  phone_number_verified: z.boolean().nullable().optional(),
  address: z
    .strictObject({
      formatted: text.optional(),
      street_address: text.optional(),
      locality: text.optional(),
      region: text.optional(),
      postal_code: text.optional(),
      country: text.optional(),
    })
    .nullable()
    .optional(),
});

const email = z
  .string()
  .trim()
  .max(254, 'at most 254 characters')
  .regex(/^[^\s@<>,;"]+@[^\s@<>,;"]+$/, 'an e-mail address');
const username = z
  .string()
  .trim()
  .max(80, 'at most 80 characters')
  .regex(/^[^\s@\p{Cc}]+$/u, 'a username without spaces and @');
const roles = z
  .array(
    z.enum(
      ['owner', 'security-admin', 'help-desk', 'auditor', 'member'],
      'owner, security-admin, help-desk, auditor or member',
    ),
  )
  .min(1, 'at least one role')
  .transform((list) => [...new Set(list)]);
const groups = z
  .array(z.string())
  .max(100, 'at most 100 groups')
  .transform((list) => [...new Set(list)]);

export const accountInput = z
  .strictObject({
    email: email.nullable().default(null),
    emailVerified: z.boolean().default(false),
    username: username.nullable().default(null),
    roles: roles.default(['member']),
    /** Ids. */
    groups: groups.default([]),
    profile: profileInput.default({}),
  })
  .refine((account) => account.email !== null || account.username !== null, {
    path: ['email'],
    message: 'an e-mail address, or a username for people without one',
  });

export const accountChanges = z.strictObject({
  email: email.nullable().optional(),
  emailVerified: z.boolean().optional(),
  username: username.nullable().optional(),
  roles: roles.optional(),
  groups: groups.optional(),
  profile: profileInput.optional(),
});
