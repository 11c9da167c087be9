// A policy as admins write and read it: JSON with ISO dates. What is left out stays as it is.
// Invariant: whatever passes here is a TenantPolicy that somebody can meet; nothing else reaches the store.
import { z } from 'zod';
import { isCountry } from '../../factors/sms/phone.ts';
import { isNetworkRange } from '../../policy/networks.ts';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import { checked, type Invalid, invalid } from './action.ts';
import { type ServerMeans, unmeetable } from './policy-fit.ts';

const trustedNetwork = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, 'a name')
    .max(80, 'at most 80 characters')
    .meta({ description: 'What admins call it.' }),
  cidr: z
    .string()
    .refine(isNetworkRange, 'a range in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/32')
    .meta({
      description: 'IPv4 or IPv6 range in CIDR notation.',
      examples: ['192.0.2.0/24', '2001:db8::/32'],
    }),
});

/** The settings that `policy set` takes; every one may be left out. */
export const policyInput = z
  .strictObject({
    secondFactor: z
      .enum(['off', 'optional', 'required'], 'off, optional or required')
      .meta({ description: 'off: nobody is asked; optional: those who have one; required: everybody.' }),
    level: z
      .enum(['mfa', 'phishing-resistant', 'hardware'], 'mfa, phishing-resistant or hardware')
      .meta({ description: 'The level that the tenant needs once a second factor is due.' }),
    factors: z
      .strictObject({
        passkey: z.boolean('true or false').meta({ description: 'Passkeys (WebAuthn).' }),
        totp: z.boolean('true or false').meta({ description: 'Authenticator apps (RFC 6238).' }),
        sms: z.boolean('true or false').meta({
          description: 'Codes by SMS. Weak: messages can be read and numbers be taken over; off by default.',
        }),
      })
      .partial()
      .meta({ description: 'Which kinds may be set up and used. A kind that is left out stays as it is.' }),
    passkeys: z
      .strictObject({
        synced: z
          .boolean('true or false')
          .meta({ description: 'Whether passkeys are allowed that are copied between devices.' }),
        withoutUserVerification: z.boolean('true or false').meta({
          description: 'Whether a key without PIN or fingerprint may be the second factor after a password.',
        }),
        hardware: z
          .array(
            z
              .string()
              .toLowerCase()
              .regex(
                /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
                'an AAGUID, such as 2fc0579f-8113-47ea-b116-bb5a8db9202a',
              ),
          )
          .max(500, 'at most 500')
          .meta({ description: 'AAGUIDs of the authenticators that reach the level hardware, if attested.' }),
      })
      .partial()
      .meta({ description: 'What passkeys have to be. A setting that is left out stays as it is.' }),
    sms: z
      .strictObject({
        countries: z
          .array(z.string().refine(isCountry, 'a country code (ISO 3166-1), such as CH'))
          .max(250, 'at most 250')
          .meta({
            description:
              'Where codes by SMS go, as ISO 3166-1 codes. Numbers without a country code are of the first.',
            examples: [['CH', 'DE']],
          }),
        messagesADay: z
          .int('a whole number')
          .min(1, '1 or more')
          .max(1_000_000, '1000000 or fewer')
          .meta({ description: 'At most so many messages in 24 hours, for all people together.' }),
      })
      .partial()
      .meta({ description: 'What codes by SMS may cost. A setting that is left out stays as it is.' }),
    start: z
      .union([z.iso.datetime({ offset: true }), z.iso.date()], 'an ISO date, such as 2027-01-31T08:00:00Z')
      .meta({ description: 'When `required` takes effect. Before it nobody is asked to set anything up.' }),
    graceDays: z.int('whole days').min(0, '0 or more').max(365, '365 or fewer').meta({
      description:
        'Days after the start, or the creation of the account, in which setting up can be put off.',
    }),
    graceForNewAccounts: z
      .boolean('true or false')
      .meta({ description: 'Whether accounts created after the start have those days too.' }),
    afterDeadline: z.enum(['enroll', 'refuse'], 'enroll or refuse').meta({
      description: 'After the deadline: lead people through setting up, or refuse until an admin helps.',
    }),
    trustedNetworks: z
      .array(trustedNetwork)
      .max(1000, 'at most 1000 ranges')
      .meta({ description: 'From there the second factor is not asked; setting one up is.' }),
    rememberDays: z.int('whole days').min(0, '0 or more').max(365, '365 or fewer').meta({
      description: 'Days for which people may have a browser remembered after a second factor. 0: never.',
    }),
    rememberAfterSms: z
      .boolean('true or false')
      .meta({ description: 'Whether a code by SMS is enough to have a browser remembered.' }),
    passwordMinLength: z.int('a whole number').min(8, '8 or more').max(64, '64 or fewer').meta({
      description: 'Characters of a new password. Fewer than 15 only where a second factor is required.',
    }),
    mailboxConfirms: z.boolean('true or false').meta({
      description: 'False where mail is read through Sallyport, so that a mailed code would prove nothing.',
    }),
  })
  .partial();

export type PolicyInput = z.output<typeof policyInput>;

/** A policy with its dates as text: what `policy show` prints and `policy set` takes back. */
export type PolicyJson = Required<Omit<PolicyInput, 'factors' | 'passkeys' | 'sms'>> & {
  readonly factors: TenantPolicy['factors'];
  readonly passkeys: TenantPolicy['passkeys'];
  readonly sms: TenantPolicy['sms'];
};

/** The policy that `input` makes of `current`, or what is wrong. */
export function readPolicy(
  input: unknown,
  current: TenantPolicy,
  means: ServerMeans,
): { ok: true; policy: TenantPolicy } | Invalid {
  const read = checked(policyInput, input);
  if (!read.ok) return read;
  const { start, factors, passkeys, sms, ...rest } = read.value;
  const policy: TenantPolicy = {
    ...current,
    ...withoutUndefined(rest),
    factors: { ...current.factors, ...withoutUndefined(factors ?? {}) },
    passkeys: { ...current.passkeys, ...withoutUndefined(passkeys ?? {}) },
    sms: { ...current.sms, ...withoutUndefined(sms ?? {}) },
    start: start === undefined ? current.start : Date.parse(start),
  };
  const problem = unmeetable(policy, means);
  return problem ? invalid(problem) : { ok: true, policy };
}

export function policyToJson(policy: TenantPolicy): PolicyJson {
  return {
    ...policy,
    factors: { ...policy.factors },
    passkeys: { ...policy.passkeys },
    sms: { ...policy.sms },
    trustedNetworks: policy.trustedNetworks.map(({ name, cidr }) => ({ name, cidr })),
    start: new Date(policy.start).toISOString(),
  };
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // Only entries that are undefined are left out, which is what the type says.
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
