// The key file of design.md: five rings, each key with its id, when it was made, from when it is used, when it retired.
// Invariant: a file that passes here has, in every ring, a key to write with; problems never quote what stands in it.
import { z } from 'zod';

export const ringNames = ['sign', 'cookie', 'seal', 'hash', 'audit'] as const;
export type RingName = (typeof ringNames)[number];
export type SecretRingName = Exclude<RingName, 'sign'>;

/** Ids enter envelopes and hashes in front of a dot. */
const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, - and _, at most 64');
/** ms since the epoch. */
const moment = z.int().nonnegative();
const times = { created: moment, usableFrom: moment, retiredAt: moment.nullable() };
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/, 'base64url');

const secretKey = z.strictObject({
  id,
  ...times,
  /** 256 bits. */
  secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/, '32 bytes in base64url'),
});

const signingJwk = z.discriminatedUnion('alg', [
  z.strictObject({
    kty: z.literal('EC'),
    crv: z.literal('P-256'),
    alg: z.literal('ES256'),
    use: z.literal('sig'),
    kid: id,
    x: base64url,
    y: base64url,
    d: base64url,
  }),
  z.strictObject({
    kty: z.literal('RSA'),
    alg: z.literal('RS256'),
    use: z.literal('sig'),
    kid: id,
    n: base64url,
    e: base64url,
    d: base64url,
    p: base64url,
    q: base64url,
    dp: base64url,
    dq: base64url,
    qi: base64url,
  }),
]);

const signingKey = z.strictObject({ id, ...times, jwk: signingJwk }).refine((key) => key.jwk.kid === key.id, {
  path: ['jwk', 'kid'],
  message: 'the same as the id of its key',
});

const keyFile = z
  .strictObject({
    version: z.literal(1),
    rings: z.strictObject({
      sign: z.array(signingKey),
      cookie: z.array(secretKey),
      seal: z.array(secretKey),
      hash: z.array(secretKey),
      audit: z.array(secretKey),
    }),
  })
  .superRefine(({ rings }, context) => {
    for (const ring of ringNames)
      for (const message of ringProblems(ring, rings[ring]))
        context.addIssue({ code: 'custom', path: ['rings', ring], message });
  });

export type KeyFile = z.output<typeof keyFile>;
export type SecretKey = z.output<typeof secretKey>;
export type SigningKey = z.output<typeof signingKey>;
export type SigningAlg = SigningKey['jwk']['alg'];
export const signingAlgs: readonly SigningAlg[] = ['ES256', 'RS256'];

interface Timed {
  readonly id: string;
  readonly usableFrom: number;
  readonly retiredAt: number | null;
}

export type Parsed =
  | { readonly ok: true; readonly file: KeyFile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Checks the text of a key file. `now` in ms: every ring needs a key that can be used by then. */
export function parseKeyFile(text: string, now: number): Parsed {
  const json = parseJson(text);
  if (json === undefined) return { ok: false, problems: ['it is not JSON'] };
  const read = keyFile.safeParse(json);
  if (!read.success) return { ok: false, problems: read.error.issues.map(problemOf) };
  const unusable = unusableRings(read.data, now);
  return unusable.length === 0 ? { ok: true, file: read.data } : { ok: false, problems: unusable };
}

/** The key to write with: the latest one that is usable by `now` and has not retired. */
export function newestUsable<Key extends Timed>(keys: readonly Key[], now: number): Key | undefined {
  return keys
    .filter((key) => key.usableFrom <= now && (key.retiredAt === null || key.retiredAt > now))
    .reduce<Key | undefined>(
      (best, key) => (best && best.usableFrom > key.usableFrom ? best : key),
      undefined,
    );
}

function ringProblems(ring: RingName, keys: readonly Timed[]): string[] {
  const twice = keys.filter((key, n) => keys.findIndex(({ id: other }) => other === key.id) !== n);
  const lasting = keys.some((key) => key.retiredAt === null);
  return [
    ...twice.map((key) => `two keys of ring ${ring} have the id ${key.id}`),
    ...(lasting ? [] : [`ring ${ring} has no key that goes on being used (retiredAt: null)`]),
  ];
}

function unusableRings({ rings }: KeyFile, now: number): string[] {
  const none = (keys: readonly Timed[]) => newestUsable(keys, now) === undefined;
  return [
    ...signingAlgs
      .filter((alg) => none(rings.sign.filter((key) => key.jwk.alg === alg)))
      .map((alg) => `ring sign has no ${alg} key that can be used now`),
    ...(['cookie', 'seal', 'hash', 'audit'] as const)
      .filter((ring) => none(rings[ring]))
      .map((ring) => `ring ${ring} has no key that can be used now`),
  ];
}

/** V8's message quotes the text around the mistake, which here is a key: it is dropped (F5). */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
