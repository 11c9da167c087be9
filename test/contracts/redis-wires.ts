// Wires to Redis that are cut where a test says, as by a crash of the server that sends.
// Invariant: what is cut was not sent; what went before was carried out.

import { once } from 'node:events';
import { Cluster, type Redis } from 'ioredis';
import type { RedisTarget } from '../../adapters/redis/address.ts';
import { connect } from '../../adapters/redis/connect.ts';
import { ownerOf } from '../../adapters/redis/masters.ts';
import type { Script } from '../../adapters/redis/scripts.ts';
import { createWire, type Wire } from '../../adapters/redis/wire.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';

export async function openWire(target: RedisTarget): Promise<Wire> {
  const [usual, sure] = await Promise.all([openConnection(target), openConnection(target)]);
  return wireOver(usual, target, sure);
}

export async function openConnection(target: RedisTarget): Promise<Redis | Cluster> {
  const connection = connect(target, { commandMs: 2000, connectMs: 3000 });
  connection.on('error', () => undefined); // what is sent fails, and says so
  await connection.connect();
  // A Cluster says that it is connected before its nodes are.
  const nodes = connection instanceof Cluster ? connection.nodes('master') : [];
  await Promise.all(nodes.map((node) => node.status === 'ready' || once(node, 'ready')));
  return connection;
}

/** @param sure for what is confirmed; default: the same connection */
export function wireOver(redis: Redis | Cluster, { kind }: RedisTarget, sure: Redis | Cluster = redis): Wire {
  const line = (one: Redis | Cluster) => ({ redis: one, whyLost: async () => null });
  const nodeOf = (home: string) => ownerOf(sure, home);
  return createWire(line(redis), line(sure), {
    spread: kind === 'cluster',
    patienceMs: 2500,
    nodeOf,
  });
}

export interface Sent {
  readonly home: string;
  /** Null: a command. */
  readonly script: Script | null;
}

/** @param cuts asked of each command and script before it is sent */
export function cutWhere(wire: Wire, cuts: (sent: Sent) => boolean): Wire {
  const passed = async <T>(sent: Sent, go: () => Promise<T>): Promise<T> => {
    if (cuts(sent)) throw new StoreUnavailable('cut');
    return go();
  };
  return {
    ...wire,
    send: (command) => passed({ home: command.home, script: null }, () => wire.send(command)),
    run: (home, script, keys, args) => passed({ home, script }, () => wire.run(home, script, keys, args)),
    runOnce: (home, script, keys, args) =>
      passed({ home, script }, () => wire.runOnce(home, script, keys, args)),
  };
}
