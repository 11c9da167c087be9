// Every setting that the environment can hold: its name without the prefix, and how its text is understood.
// Invariant: a schema's message says what is expected, so that config.ts can tell every mistake in the same words.
import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import type { Grammar } from './adapters/grammar.ts';
import { mongoUrl } from './adapters/mongo/address.ts';
import { redisPrefix, redisUrl } from './adapters/redis/address.ts';
import {
  smsBody,
  smsContentTypes,
  smsHeaders,
  smsMethods,
  smsPointer,
  smsUrl,
} from './adapters/sms/grammar.ts';
import { isNetworkRange } from './policy/networks.ts';

export interface PasswordHashCost {
  /** KiB. */
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const origin = z.string().refine(isOrigin, 'an origin without a path, such as https://login.example.org');
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'a port, 1 to 65535')
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535, 'a port, 1 to 65535');
const host = z
  .string()
  .regex(/^[A-Za-z0-9.:_-]+$/, 'an address or host name to listen on, such as 127.0.0.1');
const ranges = z
  .string()
  .transform((value) =>
    value
      .split(/[\s,]+/)
      .filter((part) => part !== '')
      .map(asRange),
  )
  .refine(
    (list) => list.every(isNetworkRange),
    'CIDR ranges with commas between, such as 10.0.0.0/8,fd00::/8',
  );
const proxies = ranges.refine(
  (list) => list.every((range) => !range.endsWith('/0')),
  'ranges of your proxies; a range of all addresses would let everybody forge theirs',
);
const path = z.string().min(1);

/** What may be set, and how its text is understood. */
export const settings = {
  ISSUER: origin,
  HOST: host,
  PORT: port,
  METRICS_HOST: host,
  METRICS_PORT: port,
  DATA_DIR: path,
  KEYS: path,
  REDIS_URL: inForm(redisUrl),
  REDIS_CA: path,
  REDIS_PREFIX: inForm(redisPrefix),
  MONGODB_URL: inForm(mongoUrl),
  SMTP_URL: z.string().refine(isSmtpUrl, 'smtp://user:password@host:port, or smtps://'),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>\r\n]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/,
      'an address: Name <login@example.org>',
    ),
  SMS_URL: inForm(smsUrl),
  SMS_METHOD: z.enum(smsMethods, `one of ${smsMethods.join(', ')}`),
  SMS_HEADERS: inForm(smsHeaders),
  SMS_CONTENT_TYPE: z.enum(smsContentTypes, `one of ${smsContentTypes.join(', ')}`),
  SMS_BODY: inForm(smsBody),
  SMS_FROM: z.string().regex(/^[\w+ .&-]{1,16}$/, 'a sender: a phone number, or up to 16 letters and digits'),
  SMS_MESSAGE_ID: inForm(smsPointer),
  SMS_BALANCE_URL: inForm(smsUrl),
  SMS_BALANCE: inForm(smsPointer),
  SMS_BALANCE_LOW: z
    .string()
    .regex(/^\d{1,12}(?:\.\d{1,4})?$/, 'a number, such as 500 or 20.50')
    .transform(Number),
  FIDO_METADATA: path,
  TRUSTED_PROXIES: proxies,
  OUTBOUND_ALLOW: ranges,
  SAMPLE: z.enum(['on', 'off'], 'on or off').transform((value) => value === 'on'),
  SAMPLE_PORT: port,
  LOG_LEVEL: z.enum(logLevels, `one of ${logLevels.join(', ')}`),
  CHECKPOINTS: z.string().regex(/^(?:log|file:.+)$/, 'log, or file:PATH'),
  PASSWORD_HASH: z.string().transform(readHashCost),
} as const;

export type SettingKey = keyof typeof settings;
export type SettingValues = { readonly [K in SettingKey]?: z.output<(typeof settings)[K]> };

/** As the adapter understands it that the setting is for. */
function inForm<T>({ read, forms }: Grammar<T>) {
  return z.string().transform((text, context): T => {
    const value = read(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: forms });
    return z.NEVER;
  });
}

function readHashCost(text: string, context: z.RefinementCtx): PasswordHashCost {
  const [, memory, time, lanes] = /^m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})$/.exec(text) ?? [];
  const cost = { memoryCost: Number(memory), timeCost: Number(time), parallelism: Number(lanes) };
  const sensible = cost.parallelism >= 1 && cost.timeCost >= 1 && cost.memoryCost >= 8 * cost.parallelism;
  if (!sensible)
    context.addIssue({ code: 'custom', message: 'm=KIB,t=PASSES,p=LANES, such as m=19456,t=2,p=1' });
  return cost;
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}

function isSmtpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
}

/** A single address is the range of itself. */
function asRange(text: string): string {
  if (isIPv4(text)) return `${text}/32`;
  return isIPv6(text) ? `${text}/128` : text;
}
