// Which servers hold the data: how SALLYPORT_REDIS_URL and SALLYPORT_MONGODB_URL are understood, and that they go together.
// Invariant: no part of either address, which hold passwords, is ever in a problem.
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

export interface RedisCommon {
  /** Every key begins with it, so that several installations can share one Redis. */
  readonly prefix: string;
  readonly tls: boolean;
  /** Certificates in PEM to trust instead of the system's; null: the system's. Never without tls. */
  readonly ca: string | null;
}

export interface RedisLogin {
  readonly username?: string;
  readonly password?: string;
}

/** One server. `url` is redis: or rediss:, with credentials and database, percent-encoded. */
export interface SingleRedis {
  readonly kind: 'single';
  readonly url: string;
}

/** The master of this name, as these sentinels know it. With tls the sentinels too are spoken to over it. */
export interface SentinelRedis extends RedisLogin {
  readonly kind: 'sentinel';
  readonly name: string;
  readonly sentinels: readonly RedisNode[];
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
  readonly db?: number;
}

/** Some nodes of a cluster, which tell of the others. */
export interface ClusterRedis extends RedisLogin {
  readonly kind: 'cluster';
  readonly nodes: readonly RedisNode[];
}

export type RedisTarget = (SingleRedis | SentinelRedis | ClusterRedis) & RedisCommon;

/** What the URL alone says. */
export type RedisAddress = (SingleRedis | SentinelRedis | ClusterRedis) & Pick<RedisCommon, 'tls'>;

export interface ClusteredStores {
  readonly redis: RedisTarget;
  /** mongodb: or mongodb+srv:, as its driver takes it, naming a database. */
  readonly mongoUrl: string;
}

const redisForms =
  'redis://user:password@host:6379/0, redis-sentinel://host:26379,host:26379/master-name or redis-cluster://host:6379,host:6379 (rediss... for TLS), special characters percent-encoded';
const mongoForms =
  'mongodb://user:password@host:27017/database or mongodb+srv://, naming a database, special characters percent-encoded';

/** The settings' schemas; config-settings.ts lists them. */
export const redisUrl = z.string().transform((text, context): RedisAddress => {
  const address = parseRedisUrl(text);
  if (address) return address;
  context.addIssue({ code: 'custom', message: redisForms });
  return z.NEVER;
});
export const redisPrefix = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,32}$/, 'letters, digits and dashes, 32 at most, such as sallyport');
export const mongoUrl = z.string().refine(isMongoUrl, mongoForms);

export interface GivenStores {
  readonly redis: RedisAddress | undefined;
  readonly prefix: string | undefined;
  /** Absolute. */
  readonly caFile: string | undefined;
  readonly mongoUrl: string | undefined;
}

/** Null for the embedded store, or where one of the two is missing or wrong, which is told elsewhere. */
export function clusteredStores(given: GivenStores): ClusteredStores | null {
  const { redis, mongoUrl: mongo } = given;
  if (!redis || !mongo) return null;
  const ca = given.caFile === undefined ? null : readCertificates(given.caFile);
  return { redis: { ...redis, prefix: given.prefix ?? 'sallyport', ca }, mongoUrl: mongo };
}

/** Whether a setting stands in the environment at all, right or wrong. */
export interface PresentStores {
  readonly redis: boolean;
  readonly mongo: boolean;
}

interface Problem {
  readonly key: string;
  readonly found: string;
  readonly expected: string;
}

export function storeProblems(present: PresentStores, given: GivenStores): readonly Problem[] {
  return [...aloneProblems(present), ...certificateProblems(present, given)];
}

function aloneProblems({ redis, mongo }: PresentStores): readonly Problem[] {
  if (redis === mongo) return [];
  const [missing, other] = redis ? ['MONGODB', 'REDIS'] : ['REDIS', 'MONGODB'];
  const expected = `an address, because SALLYPORT_${other}_URL has one; both, or neither for the embedded store`;
  return [{ key: `SALLYPORT_${missing}_URL`, found: 'nothing', expected }];
}

function certificateProblems(present: PresentStores, { redis, caFile }: GivenStores): readonly Problem[] {
  if (caFile === undefined) return [];
  const problem = (found: string, expected: string) => [{ key: 'SALLYPORT_REDIS_CA', found, expected }];
  if (!present.redis) return problem('a path', 'nothing, as SALLYPORT_REDIS_URL has no address');
  if (redis?.tls === false)
    return problem('a path', 'nothing, or a SALLYPORT_REDIS_URL over TLS, such as rediss://');
  if (readCertificates(caFile) === null)
    return problem(JSON.stringify(caFile), 'the path of a readable file with certificates in PEM');
  return [];
}

function readCertificates(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8');
    // Throws where there is no certificate.
    new X509Certificate(text);
    return text;
  } catch {
    return null;
  }
}

const redisPattern =
  /^(?<scheme>rediss?)(?:-(?<kind>sentinel|cluster))?:\/\/(?:(?<login>[^@/?#]*)@)?(?<hosts>[^@/?#]+)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/;

/** Null for what is in none of the forms of docs/operations.md. */
function parseRedisUrl(text: string): RedisAddress | null {
  const { scheme, kind, login, hosts = '', path = '', query } = redisPattern.exec(text)?.groups ?? {};
  const tls = scheme === 'rediss';
  const nodes = parseNodes(hosts, kind === 'sentinel' ? 26_379 : 6_379);
  const user = parseLogin(login);
  if (!nodes || !user) return null;
  if (kind === 'sentinel') return parseSentinel(path, query, { ...user, sentinels: nodes, tls });
  if (query !== undefined) return null;
  if (kind === 'cluster') return path === '' ? { kind, nodes, ...user, tls } : null;
  if (nodes.length !== 1 || !/^\d{0,5}$/.test(path) || !URL.canParse(text)) return null;
  return { kind: 'single', url: text, tls };
}

function parseSentinel(
  path: string,
  query: string | undefined,
  rest: RedisLogin & Pick<SentinelRedis & RedisCommon, 'sentinels' | 'tls'>,
): RedisAddress | null {
  const { name, db } = /^(?<name>[\w.-]+)(?:\/(?<db>\d{1,5}))?$/.exec(path)?.groups ?? {};
  const own = parseSentinelLogin(query);
  if (name === undefined || !own) return null;
  return { kind: 'sentinel', name, ...rest, ...own, ...(db === undefined ? {} : { db: Number(db) }) };
}

function parseSentinelLogin(
  query: string | undefined,
): Pick<SentinelRedis, 'sentinelUsername' | 'sentinelPassword'> | null {
  const own: { sentinelUsername?: string; sentinelPassword?: string } = {};
  for (const part of query?.split('&') ?? []) {
    const [key, value = ''] = part.split('=');
    const decoded = decode(value);
    if ((key !== 'sentinelUsername' && key !== 'sentinelPassword') || !decoded) return null;
    own[key] = decoded;
  }
  return own;
}

/** `user:password` or `:password`. A name alone is most likely a password with its colon forgotten. */
function parseLogin(text: string | undefined): RedisLogin | null {
  if (text === undefined) return {};
  const [name = '', secret, ...more] = text.split(':');
  const username = decode(name);
  const password = decode(secret ?? '');
  if (username === null || !password || more.length > 0) return null;
  return username === '' ? { password } : { username, password };
}

function parseNodes(text: string, defaultPort: number): readonly RedisNode[] | null {
  const nodes = text.split(',').map((part) => {
    const { host = '', port } =
      /^(?<host>[\w.-]+|\[[\da-f:.]+\])(?::(?<port>\d{1,5}))?$/i.exec(part)?.groups ?? {};
    return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? defaultPort : Number(port) };
  });
  return nodes.every(({ host, port }) => host !== '' && port >= 1 && port <= 65_535) ? nodes : null;
}

function isMongoUrl(text: string): boolean {
  const pattern =
    /^mongodb(?<srv>\+srv)?:\/\/(?:(?<login>[^@/?#]*)@)?(?<hosts>[^@/?#]+)\/(?<database>[^/?#.$"*<>|\\\s]{1,63})(?:\?[^#]*)?$/;
  const { srv, login, hosts = '', database } = pattern.exec(text)?.groups ?? {};
  if (database === undefined || (login !== undefined && !isMongoLogin(login))) return false;
  return srv === undefined ? parseNodes(hosts, 27_017) !== null : /^[\w.-]+$/.test(hosts);
}

/** A name may stand alone: certificates and other mechanisms need no password. */
function isMongoLogin(text: string): boolean {
  const parts = text.split(':');
  return parts.length <= 2 && parts[0] !== '' && parts.every((part) => decode(part) !== null);
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
