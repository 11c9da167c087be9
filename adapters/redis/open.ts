// Opens the short-lived stores in Redis, or says in one line why not and what to do.
// Invariant: what is opened answers; later outages are StoreUnavailable, and it recovers by itself.
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, type Redis } from 'ioredis';
import type { RedisTarget } from '../../config-stores.ts';
import type { ScopeEnd, Storage } from '../../ports/storage.ts';
import { createAttempts } from './attempts.ts';
import { connect, type Deadlines } from './connect.ts';
import { asUnavailable, messageOf } from './errors.ts';
import { createEvidence } from './evidence.ts';
import { createGrantBases } from './grant-bases.ts';
import { infoOf, inspect, refusalOf, risksIn } from './inspect.ts';
import { createKeys } from './keys.ts';
import { createLeases } from './leases.ts';
import { createRecords } from './records.ts';
import type { Refusal } from './refusal.ts';
import { createScopes } from './scope.ts';
import { createSessions } from './sessions.ts';
import { createSignIns } from './sign-ins.ts';
import { createWire } from './wire.ts';

export type ShortLived = Pick<
  Storage,
  'records' | 'sessions' | 'signIns' | 'evidence' | 'grantBases' | 'attempts' | 'leases'
>;

export interface OpenedRedis {
  readonly ok: true;
  readonly stores: ShortLived;
  scoped(work: () => Promise<void>): Promise<ScopeEnd>;
  /** Throws StoreUnavailable if it cannot be written to. */
  ping(): Promise<void>;
  /** What may lose sessions or counts, for the operator. */
  readonly risks: readonly string[];
  /** How often Redis was asked and waited for. */
  trips(): number;
  close(): Promise<void>;
}

export interface RedisOptions extends Partial<Deadlines> {
  readonly target: RedisTarget;
  /** Told once each, a line for the operator: the connection is lost, and it is there again. */
  readonly tell?: { readonly lost: (line: string) => void; readonly back: (line: string) => void };
}

export async function openRedis(options: RedisOptions): Promise<OpenedRedis | Refusal> {
  const { target, commandMs = 2000, connectMs = 3000, tell } = options;
  const deadlines = { commandMs, connectMs };
  const refused = await inspect(target, deadlines);
  if (refused) return refused;
  const redis = connect(target, deadlines);
  // Without a listener each failed try to connect would be printed; commands say it themselves.
  redis.on('error', () => undefined);
  try {
    await untilReady(redis, connectMs);
    if (tell) tellChanges(redis, tell);
    const risks = risksIn(await infos(redis, target, deadlines));
    return opened(redis, target, risks, commandMs + 500);
  } catch (error) {
    redis.disconnect();
    return refusalOf(messageOf(error));
  }
}

/**
 * A Cluster says that it is connected before its nodes are; and where its first try fails, its promise never settles, though a
 * later try succeeds.
 */
async function untilReady(redis: Redis | Cluster, connectMs: number): Promise<void> {
  let failure: unknown = new Error('timed out');
  redis.connect().catch((error: unknown) => {
    failure = error;
  });
  const isReady = () =>
    redis.status === 'ready' &&
    (!(redis instanceof Cluster) || redis.nodes('master').every(({ status }) => status === 'ready'));
  for (const end = performance.now() + connectMs; !isReady(); await delay(10))
    if (performance.now() > end) throw failure;
}

function infos(redis: Redis | Cluster, target: RedisTarget, deadlines: Deadlines): Promise<string[]> {
  const masters = redis instanceof Cluster ? redis.nodes('master').map(({ options }) => options) : null;
  if (!masters) return Promise.all([redis.info()]);
  return Promise.all(masters.map(({ host = '', port = 0 }) => infoOf(target, { host, port }, deadlines)));
}

function opened(
  redis: Redis | Cluster,
  { kind, prefix }: RedisTarget,
  risks: readonly string[],
  patienceMs: number,
): OpenedRedis {
  const wire = createWire(redis, kind === 'cluster', patienceMs);
  const scopes = createScopes(wire);
  const keys = createKeys(prefix);
  return {
    ok: true,
    stores: {
      records: createRecords(wire, scopes, keys),
      sessions: createSessions(wire, scopes, keys),
      signIns: createSignIns(scopes, keys),
      evidence: createEvidence(scopes, keys),
      grantBases: createGrantBases(wire, scopes, keys),
      attempts: createAttempts(wire, scopes, keys),
      leases: createLeases(wire, keys),
    },
    scoped: scopes.scoped,
    async ping() {
      await wire.send({ home: 'ping', words: ['SET', keys.lease('ping'), '1', 'PX', 60_000] });
    },
    risks,
    trips: wire.trips,
    close: wire.close,
  };
}

/** Every failed try to connect is an event: told is the first of a row, and the end of it. */
function tellChanges(redis: Redis | Cluster, tell: NonNullable<RedisOptions['tell']>): void {
  let up = true;
  redis.on('error', (error: unknown) => {
    const why = asUnavailable(error);
    if (up) tell.lost(`${messageOf(why)} Requests are answered with 503 until it is back.`);
    up = false;
  });
  redis.on('ready', () => {
    if (!up) tell.back('Redis is there again.');
    up = true;
  });
}
