// Makes connections to Redis: one server, the master that Sentinels know, or a Cluster.
// Invariant: a command is sent once and answered in time or fails. One that was under way when the connection broke may have
// been carried out, so it is never sent again by itself: a code would look used, a try be counted twice.
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { ServerNode } from '../grammar.ts';
import type { RedisTarget } from './address.ts';

export interface Deadlines {
  /** ms for a command. */
  readonly commandMs: number;
  /** ms for a connection. */
  readonly connectMs: number;
}

/** ms until the next try to connect. */
const backOff = (tries: number) => Math.min(50 * tries, 1000);

function commonOptions(
  target: RedisTarget,
  { commandMs, connectMs }: Deadlines,
  onDemoted: (error: Error) => void = () => undefined,
): RedisOptions {
  const login = target.kind === 'single' ? {} : { username: target.username, password: target.password };
  return {
    ...login,
    ...(target.tls && { tls: target.ca === null ? {} : { ca: target.ca } }),
    commandTimeout: commandMs,
    // A server that is frozen, or behind a broken network, ends no connection: another one may lead to a new master.
    socketTimeout: commandMs + 500,
    connectTimeout: connectMs,
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: backOff,
    // A master that was demoted: the address, or the Sentinels, lead to the new one.
    reconnectOnError(error) {
      const isDemoted = error.message.startsWith('READONLY');
      if (isDemoted) onDemoted(error);
      return isDemoted;
    },
  };
}

/** @param onDemoted told before a connection is given up because its server takes no writes */
export function connect(
  target: RedisTarget,
  deadlines: Deadlines,
  onDemoted: (error: Error) => void = () => undefined,
): Redis | Cluster {
  const options = commonOptions(target, deadlines, onDemoted);
  switch (target.kind) {
    case 'single':
      return new Redis(target.url, options);
    case 'sentinel':
      return new Redis({
        ...options,
        name: target.name,
        db: target.db,
        sentinels: target.sentinels.map((node) => ({ ...node })),
        sentinelUsername: target.sentinelUsername,
        sentinelPassword: target.sentinelPassword,
        ...(target.tls && { enableTLSForSentinelMode: true, sentinelTLS: options.tls }),
        sentinelRetryStrategy: backOff,
        // Looked at by the server's own check, below; a failing Sentinel must not hold up a start.
        sentinelCommandTimeout: deadlines.commandMs,
      });
    case 'cluster':
      return new Cluster([...target.nodes], {
        // A node that is just being connected to is waited for, within the deadline of the command.
        redisOptions: { ...options, lazyConnect: false },
        enableReadyCheck: false,
        lazyConnect: true,
        enableOfflineQueue: false,
        clusterRetryStrategy: backOff,
        // One that is frozen must not hold up the others, which know as much.
        slotsRefreshTimeout: Math.ceil(deadlines.connectMs / 3),
        slotsRefreshInterval: 5_000,
        // As above: never sent again by itself.
        retryDelayOnFailover: 0,
        retryDelayOnClusterDown: 0,
      });
  }
}

/** A connection to one node alone, for looking at what it is; gives up at once. */
export function connectToNode(target: RedisTarget, node: ServerNode | null, deadlines: Deadlines): Redis {
  const options: RedisOptions = {
    ...commonOptions(target, deadlines),
    retryStrategy: () => null,
    enableReadyCheck: false,
  };
  if (target.kind === 'single') return new Redis(target.url, options);
  const login = target.kind === 'sentinel' && {
    username: target.sentinelUsername,
    password: target.sentinelPassword,
  };
  return new Redis({ ...options, ...login, ...node });
}
