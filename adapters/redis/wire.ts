// What goes to Redis and comes back: all commands asked for in one turn of the event loop travel together.
// Invariant: on one server they are carried out in the order in which they were asked for; on a Cluster, in order within a home.
import { setImmediate } from 'node:timers';
import type { Cluster, Redis } from 'ioredis';
import { asUnavailable, isMissingScript, unavailable } from './errors.ts';
import type { Script } from './scripts.ts';

export type Argument = string | number;
export type Reply = string | number | null | readonly Reply[];

export interface Command {
  /** All its keys are of this home. */
  readonly home: string;
  readonly words: readonly [name: string, ...Argument[]];
}

export interface Wire {
  /** Throws StoreUnavailable where Redis cannot be asked or does not answer in time. */
  send(command: Command): Promise<Reply>;
  run(home: string, script: Script, keys: readonly string[], args: readonly Argument[]): Promise<Reply>;
  /** As run, for what is used once: confirmed by a replica where there are any, else it throws StoreUnavailable. */
  runOnce(home: string, script: Script, keys: readonly string[], args: readonly Argument[]): Promise<Reply>;
  /** Several servers answer for several homes: what must be there before something else is has to be waited for. */
  readonly spread: boolean;
  /** How often Redis was asked and waited for: one for all that travels together. */
  trips(): number;
  close(): Promise<void>;
}

interface Waiting {
  readonly command: Command;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** ms that a replica is given to confirm. */
const confirmMs = 1000;

/** @param patienceMs for what a node that is just going away never answers, beyond the deadline of a command */
export function createWire(redis: Redis | Cluster, spread: boolean, patienceMs: number): Wire {
  let waiting: Waiting[] = [];
  let trips = 0;
  let closed = false;
  /** Whether the server that was asked last had replicas. */
  let hasReplicas = false;

  const flush = () => {
    const group = waiting;
    waiting = [];
    trips += 1;
    if (!spread) return void travel(redis, group, patienceMs);
    for (const ofHome of Map.groupBy(group, ({ command }) => command.home).values())
      void travel(redis, ofHome, patienceMs);
  };
  const send: Wire['send'] = (command) =>
    new Promise((resolve, reject) => {
      if (closed) return reject(unavailable('Redis is closed'));
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ command, resolve, reject });
    });
  const evalsha = (home: string, { sha }: Script, keys: readonly string[], args: readonly Argument[]) =>
    send({ home, words: ['EVALSHA', sha, keys.length, ...keys, ...args] });

  const run: Wire['run'] = async (home, script, keys, args) => {
    try {
      return await evalsha(home, script, keys, args);
    } catch (error) {
      // A server that was just started or promoted does not know it yet.
      if (!isMissingScript(error)) throw error;
      return send({ home, words: ['EVAL', script.text, keys.length, ...keys, ...args] });
    }
  };

  const confirmed = async (home: string): Promise<void> => {
    const waited = hasReplicas ? send({ home, words: ['WAIT', 1, confirmMs] }) : Promise.resolve(null);
    const [acknowledged, role] = await Promise.all([waited, send({ home, words: ['ROLE'] })]);
    hasReplicas = replicasIn(role) > 0;
    if (!hasReplicas) return;
    if ((acknowledged ?? (await send({ home, words: ['WAIT', 1, confirmMs] }))) === 0)
      throw unavailable('no replica of Redis confirmed the write');
  };

  return {
    send,
    run,
    async runOnce(home, script, keys, args) {
      const ran = run(home, script, keys, args);
      const [reply] = await Promise.all([ran, confirmed(home)]);
      return reply;
    },
    spread,
    trips: () => trips,
    async close() {
      closed = true;
      redis.disconnect();
    },
  };
}

async function travel(redis: Redis | Cluster, group: readonly Waiting[], patienceMs: number): Promise<void> {
  const { promise: late, reject: giveUp } = Promise.withResolvers<never>();
  const timer = setTimeout(() => giveUp(unavailable('Redis did not answer in time')), patienceMs);
  const settle = (outcome: (one: Waiting, index: number) => void) => group.forEach(outcome);
  try {
    const pipeline = redis.pipeline();
    for (const { command } of group) pipeline.call(...command.words);
    const replies = await Promise.race([pipeline.exec(), late]);
    settle(({ resolve, reject }, index) => {
      const [error, reply] = replies?.[index] ?? [unavailable('Redis did not answer'), null];
      if (error) reject(asUnavailable(error));
      else resolve(reply as Reply); // what the protocol has, by the commands that we send
    });
  } catch (error) {
    settle(({ reject }) => reject(asUnavailable(error)));
  } finally {
    clearTimeout(timer);
  }
}

/** ROLE of a master: name, offset, and a row for each connected replica. */
function replicasIn(role: Reply): number {
  const [name, , replicas] = Array.isArray(role) ? role : [];
  return name === 'master' && Array.isArray(replicas) ? replicas.length : 0;
}
