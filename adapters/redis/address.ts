// How the settings of Redis are understood: the forms of its address, and the prefix of keys.
// Invariant: text in none of the forms of docs/operations.md is no address, however near it comes.
import { type Grammar, parseNodes, percentDecoded, type ServerNode } from '../grammar.ts';

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
  readonly sentinels: readonly ServerNode[];
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
  readonly db?: number;
}

/** Some nodes of a cluster, which tell of the others. */
export interface ClusterRedis extends RedisLogin {
  readonly kind: 'cluster';
  readonly nodes: readonly ServerNode[];
}

export type RedisTarget = (SingleRedis | SentinelRedis | ClusterRedis) & RedisCommon;

/** What the URL alone says. */
export type RedisAddress = (SingleRedis | SentinelRedis | ClusterRedis) & Pick<RedisCommon, 'tls'>;

export const redisUrl: Grammar<RedisAddress> = {
  read: parseRedisUrl,
  forms:
    'redis://user:password@host:6379/0, redis-sentinel://host:26379,host:26379/master-name or redis-cluster://host:6379,host:6379 (rediss... for TLS), special characters percent-encoded',
};

export const redisPrefix: Grammar<string> = {
  read: (text) => (/^[A-Za-z0-9-]{1,32}$/.test(text) ? text : null),
  forms: 'letters, digits and dashes, 32 at most, such as sallyport',
};

const redisPattern =
  /^(?<scheme>rediss?)(?:-(?<kind>sentinel|cluster))?:\/\/(?:(?<login>[^@/?#]*)@)?(?<hosts>[^@/?#]+)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/;

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
    const decoded = percentDecoded(value);
    if ((key !== 'sentinelUsername' && key !== 'sentinelPassword') || !decoded) return null;
    own[key] = decoded;
  }
  return own;
}

/** `user:password` or `:password`. A name alone is most likely a password with its colon forgotten. */
function parseLogin(text: string | undefined): RedisLogin | null {
  if (text === undefined) return {};
  const [name = '', secret, ...more] = text.split(':');
  const username = percentDecoded(name);
  const password = percentDecoded(secret ?? '');
  if (username === null || !password || more.length > 0) return null;
  return username === '' ? { password } : { username, password };
}
