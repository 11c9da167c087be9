// What a line of an export may hold of what an account has set up; a part of shapes.ts.
// Invariant: as there.
import { z } from 'zod';

const id = z.string().min(1);
const text = z.string();
const texts = z.array(z.string());
/** ms. */
const moment = z.int().nonnegative();
const count = z.int().nonnegative();
const ordinal = z.int().positive();

const enrolled = {
  id,
  name: text,
  confirmedAt: moment,
  lastUsedAt: moment.nullable(),
  disabledAt: moment.nullable(),
  eventId: id,
};

const factor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('totp'), ...enrolled, secret: id, lastStep: count }),
  z.strictObject({
    kind: z.literal('passkey'),
    ...enrolled,
    credentialId: id,
    rpId: id,
    publicKey: id,
    counter: count,
    transports: texts,
    aaguid: id,
    attested: z.boolean(),
    synced: z.boolean(),
    verifiesUser: z.boolean(),
    backedUp: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('sms'), ...enrolled, number: id }),
]);

const begun = { id, signInId: id, startedAt: moment, expiresAt: moment };
const pending = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('totp'), ...begun, secret: id }),
  z.strictObject({ kind: z.literal('sms'), ...begun, number: id }),
]);

const backupCodes = z.strictObject({
  id,
  salt: text,
  codes: z.array(z.strictObject({ hash: id, usedAt: moment.nullable() })),
  createdAt: moment,
  disabledAt: moment.nullable(),
  eventId: id,
});

const breakGlass = z.strictObject({
  id,
  hash: id,
  openedAt: moment,
  until: moment,
  triesLeft: count,
  usedAt: moment.nullable(),
  eventId: id,
});

export const enrollmentsShape = z.strictObject({
  accountId: id,
  version: ordinal,
  factors: z.array(factor),
  pending: pending.nullable(),
  backupCodes: backupCodes.nullable(),
  markedForReenrollment: z.boolean(),
  opening: z
    .strictObject({
      by: z.enum(['invitation', 'enrollment-code']),
      at: moment,
      until: moment,
      browserHash: text.nullable(),
    })
    .nullable(),
  resetAt: moment.nullable(),
  confirmationsVoidUntil: moment.nullable().default(null),
  mailboxSpent: z.boolean(),
  mailboxDisabledAt: moment.nullable().default(null),
  passwordByMailAt: moment.nullable().default(null),
  breakGlass: breakGlass.nullable().default(null),
  removals: z.array(z.strictObject({ factorId: id, at: moment, until: moment, eventId: id })).default([]),
  frozen: z.strictObject({ at: moment, until: moment }).nullable().default(null),
});
