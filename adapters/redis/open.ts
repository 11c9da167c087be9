// Opens the short-lived stores in Redis, or says in one line why not and what to do.
// Invariant: what is opened answers; later outages are StoreUnavailable, and it recovers by itself.
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Cluster, type Redis } from 'ioredis';
import type { RedisTarget } from './address.ts';
import { connect, type Deadlines } from './connect.ts';
import { messageOf } from './errors.ts';
import { homesOfOwners, slotCount } from './every-master.ts';
import { infoOf, inspect, refusalOf, risksIn, tooOldIn } from './inspect.ts';
import { ownerOf } from './masters.ts';
import type { Refusal } from './refusal.ts';
import { type RedisStores, storesOver } from './stores.ts';
import { createWire, type Line } from './wire.ts';

export interface OpenedRedis extends RedisStores {
  readonly ok: true;
  /** What may lose sessions or counts, for the operator. */
  readonly risks: readonly string[];
  /** How often Redis was asked and waited for. */
  trips(): number;
  close(): Promise<void>;
}

export interface RedisOptions extends Partial<Deadlines> {
  readonly target: RedisTarget;
}

export async function openRedis(options: RedisOptions): Promise<OpenedRedis | Refusal> {
  const { target, commandMs = 2000, connectMs = 3000 } = options;
  const deadlines = { commandMs, connectMs };
  const refused = await inspect(target, deadlines);
  if (refused) return refused;
  const [usual, sure] = [newLine(target, deadlines), newLine(target, deadlines)];
  const { redis } = usual;
  const giveUp = () => {
    redis.disconnect();
    sure.redis.disconnect();
  };
  try {
    await Promise.all([untilReady(redis, connectMs), untilReady(sure.redis, connectMs)]);
    const told = await infos(redis, target, deadlines);
    const tooOld = tooOldIn(told);
    if (tooOld) {
      giveUp();
      return tooOld;
    }
    const spread = target.kind === 'cluster';
    const nodeOf = (home: string) => ownerOf(sure.redis, home);
    const wire = createWire(usual, sure, { spread, patienceMs: commandMs + 500, nodeOf });
    const { trips, close } = wire;
    const stores = storesOver(wire, target.prefix, () => homesToPing(redis));
    return { ok: true, ...stores, risks: risksIn(told), trips, close };
  } catch (error) {
    giveUp();
    return refusalOf(messageOf(error));
  }
}

function newLine(target: RedisTarget, deadlines: Deadlines): Line {
  const lost: LostConnection = { why: null };
  const redis = connect(target, deadlines, (error) => {
    lost.why = error;
  });
  return { redis, whyLost: followConnection(redis, lost) };
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

/** Of a Cluster one on each master, as far as is known now: one that is away is as much an outage as all of them. */
function homesToPing(redis: Redis | Cluster): readonly string[] {
  if (!(redis instanceof Cluster)) return ['ping'];
  return homesOfOwners(Array.from({ length: slotCount }, (_, slot) => redis.slots[slot]?.[0]));
}

/** ms until a connection that was lost is there again, or has said why not. */
const knownMs = 500;

interface LostConnection {
  /** Null while it is there, and while nothing is known. */
  why: unknown;
}

/** Commands that find no connection do not say why there is none: the next try to connect does. */
function followConnection(redis: Redis | Cluster, lost: LostConnection): Line['whyLost'] {
  let trying: Promise<unknown> | null = null;
  redis.on('error', (error: unknown) => {
    lost.why = error;
  });
  redis.on('ready', () => {
    lost.why = null;
  });
  return async () => {
    if (lost.why || redis.status === 'ready') return lost.why;
    // An error ends the wait as well, and was noted above.
    trying ??= once(redis, 'ready', { signal: AbortSignal.timeout(knownMs) })
      .catch(() => undefined)
      .finally(() => {
        trying = null;
      });
    await trying;
    return lost.why;
  };
}
