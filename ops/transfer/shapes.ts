// What a line of an export may hold: every kind of record, typed from the ports.
// Invariant: a record that passes has every field that the ports promise and none besides.
import { z } from 'zod';
import { factorKinds, levels } from '../../policy/tenant-policy.ts';
import type { TransferKind, Transferred } from '../../ports/transfer.ts';
import { deviceShape } from './device-shape.ts';
import { enrollmentsShape } from './enrollments-shape.ts';
import { profile } from './profile-shape.ts';

const id = z.string().min(1);
const text = z.string();
const texts = z.array(z.string());
/** ms. */
const moment = z.int().nonnegative();
const count = z.int().nonnegative();
/** Versions and sequences. */
const ordinal = z.int().positive();

const policy = z.strictObject({
  secondFactor: z.enum(['off', 'optional', 'required']),
  level: z.enum(levels).exclude(['none']),
  factors: z.record(z.enum(factorKinds), z.boolean()),
  passkeys: z.strictObject({ synced: z.boolean(), withoutUserVerification: z.boolean(), hardware: texts }),
  sms: z.strictObject({ countries: texts, messagesADay: count }),
  start: z.int(),
  graceDays: z.number(),
  graceForNewAccounts: z.boolean(),
  afterDeadline: z.enum(['enroll', 'refuse']),
  trustedNetworks: z.array(z.strictObject({ name: text, cidr: text })),
  // As they were before there were such settings, in exports of that time.
  rememberDays: count.default(0),
  rememberAfterSms: z.boolean().default(false),
  passwordMinLength: count,
  mailboxConfirms: z.boolean(),
});

export const shapes: { readonly [K in TransferKind]: z.ZodType<Transferred[K]> } = {
  tenant: z.strictObject({
    id,
    version: ordinal,
    shortName: id,
    name: text,
    status: z.enum(['active', 'suspended']),
    domains: texts,
    locale: text.nullable(),
    zone: text,
    helpText: text.nullable(),
    accentColor: text.nullable(),
    logo: z.strictObject({ type: z.enum(['image/png', 'image/jpeg', 'image/webp']), data: text }).nullable(),
    alertAddresses: texts,
    createdAt: moment,
  }),
  policy: z.strictObject({
    tenantId: id,
    version: ordinal,
    policy,
    at: moment,
    by: text,
    reason: text.nullable(),
    eventId: id,
  }),
  group: z.strictObject({ id, tenantId: id, name: text }),
  account: z.strictObject({
    id,
    version: ordinal,
    tenantId: id,
    status: z.enum(['active', 'disabled']),
    email: id.nullable(),
    emailVerified: z.boolean(),
    username: id.nullable(),
    roles: z.array(z.enum(['owner', 'security-admin', 'help-desk', 'auditor', 'member'])),
    groups: texts,
    createdAt: moment,
    emailChangedByOtherAt: moment.nullable(),
    phoneChangedByOtherAt: moment.optional(),
    profile,
    updatedAt: moment,
    eventId: id,
  }),
  password: z.strictObject({
    accountId: id,
    version: id,
    hash: id,
    setAt: moment,
    setBy: z.enum(['operator', 'invitation', 'mail', 'change']),
    eventId: id,
    refused: texts.min(1).optional(),
  }),
  enrollments: enrollmentsShape,
  'one-time-secret': z.strictObject({
    id,
    purpose: z.enum([
      'invitation',
      'mailbox-code',
      'password-link',
      'enrollment-code',
      'sms-code',
      'email-change-old',
      'email-change-new',
    ]),
    accountId: id,
    hash: id,
    boundTo: text.nullable(),
    triesLeft: count,
    createdAt: moment,
    expiresAt: moment,
    usedAt: moment.nullable(),
  }),
  'remembered-device': deviceShape,
  'help-request': z.strictObject({
    id,
    tenantId: id,
    accountId: id,
    note: text,
    at: moment,
    closedAt: moment.nullable(),
    closedBy: text.nullable(),
  }),
  client: z.strictObject({
    id,
    version: ordinal,
    name: text,
    tenantId: id.nullable(),
    firstParty: z.boolean(),
    requiredLevel: z.enum(levels),
    redirectUris: texts,
    postLogoutRedirectUris: texts,
    backchannelLogoutUri: text.nullable(),
    grantTypes: z.array(z.enum(['authorization_code', 'refresh_token'])),
    authMethod: z.enum(['none', 'client_secret_basic', 'client_secret_post']),
    secretHash: id.nullable(),
    pkceRequired: z.boolean(),
    idTokenAlg: z.enum(['ES256', 'RS256']),
    jwks: z
      .strictObject({ keys: z.array(z.record(z.string(), z.unknown())) })
      .nullable()
      .optional(),
    jwksUri: text.nullable().optional(),
    uri: text.nullable(),
    createdAt: moment,
  }),
  consent: z.strictObject({ accountId: id, clientId: id, scopes: texts, claims: texts, at: moment }),
  'audit-row': z.strictObject({
    chain: id,
    sequence: ordinal,
    id,
    at: moment,
    type: id,
    accountId: text.nullable(),
    body: text,
    personal: text.nullable(),
    personalDigest: text,
    keyId: id,
    mac: id,
  }),
  position: z.strictObject({ follower: id, chain: id, position: count }),
  message: z.strictObject({
    id,
    tenantId: id,
    sealedMail: text,
    createdAt: moment,
    sentAt: moment.nullable(),
    tries: count,
    nextTryAt: moment,
  }),
  logout: z.strictObject({
    id,
    clientId: id,
    accountId: id,
    sid: id,
    createdAt: moment,
    tries: count,
    dueAt: moment,
  }),
};
