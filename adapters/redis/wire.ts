// What goes to Redis and comes back: all commands asked for in one turn of the event loop travel together.
// Invariant: what needs no confirmation is carried out in the order in which it was asked for, on a Cluster in order within a
// home; so is what needs one, and neither waits for the other.
import { setImmediate } from 'node:timers';
import { Cluster, type Redis } from 'ioredis';
import {
  type Argument,
  type Command,
  groupsOf,
  homeOf,
  type Outcome,
  type Reply,
  type Travel,
  type Waiting,
  wordsOf,
} from './command.ts';
import { createConfirmations } from './confirmation.ts';
import { asLost, asUnavailable, isMissingScript, messageOf, unavailable } from './errors.ts';
import { connectionTo, learnSlots } from './masters.ts';
import type { Script } from './scripts.ts';

export interface Wire {
  /** Throws StoreUnavailable where Redis cannot be asked or does not answer in time. */
  send(command: Command): Promise<Reply>;
  run(home: string, script: Script, keys: readonly string[], args: readonly Argument[]): Promise<Reply>;
  /** As run, for what is used once: confirmed by a replica where there are any, else it throws StoreUnavailable. */
  runOnce(home: string, script: Script, keys: readonly string[], args: readonly Argument[]): Promise<Reply>;
  /**
   * On both connections, side by side, and confirmed where that one asks for it; throws if any fails. A line that nothing goes
   * over learns of a failover so, and who only looks learns of a replica that hangs. @param commands SET
   */
  onBoth(commands: readonly Command[]): Promise<void>;
  /** Several servers answer for several homes: what must be there before something else is has to be waited for. */
  readonly spread: boolean;
  /** How often Redis was asked and waited for: one for all that travels together, or side by side. */
  trips(): number;
  close(): Promise<void>;
}

/** A connection, and what keeps it from being there; null if nothing is known. Waits a moment for it to become known. */
export interface Line {
  readonly redis: Redis | Cluster;
  readonly whyLost: () => Promise<unknown>;
}

export interface WireOptions {
  readonly spread: boolean;
  /** ms for what a node that is just going away never answers, beyond the deadline of a command. */
  readonly patienceMs: number;
  /** Who serves a home now, as far as is known; any name. On one server always the same. */
  readonly nodeOf: (home: string) => string;
}

/**
 * @param usual for all that needs no confirmation
 * @param sure for what does: Redis lets all that follows on a connection wait for a replica
 */
export function createWire(usual: Line, sure: Line, { spread, patienceMs, nodeOf }: WireOptions): Wire {
  let waiting: Waiting[] = [];
  let trips = 0;
  let closed = false;
  const travelOn =
    (line: Line): Travel =>
    (home, commands) => {
      trips += 1;
      return carry(line, home, commands, patienceMs);
    };
  const travel = travelOn(usual);
  const confirm = createConfirmations(travelOn(sure), spread);

  const flush = () => {
    const group = waiting;
    waiting = [];
    const plain = groupsOf(
      group.filter((one) => one.confirm === undefined),
      spread,
    );
    const needing = Map.groupBy(
      group.filter((one) => one.confirm !== undefined),
      ({ command }) => nodeOf(command.home),
    );
    const before = trips;
    for (const ofHome of plain) void deliver(ofHome, travel(homeOf(ofHome), ofHome.map(wordsOf)));
    for (const [node, ofNode] of needing) confirm(node, ofNode);
    // Asked side by side: one wait.
    if (trips > before) trips = before + 1;
  };
  const queue = (command: Command, key?: string): Promise<Reply> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(unavailable('is closed.'));
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ command, resolve, reject, ...(key !== undefined && { confirm: key }) });
    });
  const runScript = async (
    home: string,
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
    key?: string,
  ): Promise<Reply> => {
    try {
      return await queue({ home, words: ['EVALSHA', script.sha, keys.length, ...keys, ...args] }, key);
    } catch (error) {
      // A server that was just started or promoted does not know it yet.
      if (!isMissingScript(error)) throw error;
      return queue({ home, words: ['EVAL', script.text, keys.length, ...keys, ...args] }, key);
    }
  };

  return {
    send: (command) => queue(command),
    run: (home, script, keys, args) => runScript(home, script, keys, args),
    runOnce: (home, script, keys, args) => runScript(home, script, keys, args, keys[0]),
    async onBoth(commands) {
      if (closed) throw unavailable('is closed.');
      // Side by side, so the trip that this one counts is all.
      const confirmed = Promise.all(commands.map((command) => queue(command, String(command.words[1]))));
      const plain = Promise.all(commands.map(({ home, words }) => carry(usual, home, [words], patienceMs)));
      const [outcomes] = await Promise.all([plain, confirmed]);
      for (const [error] of outcomes.flat()) if (error) throw error;
    },
    spread,
    trips: () => trips,
    async close() {
      closed = true;
      usual.redis.disconnect();
      sure.redis.disconnect();
    },
  };
}

async function deliver(group: readonly Waiting[], travelling: Promise<readonly Outcome[]>): Promise<void> {
  const outcomes = await travelling;
  group.forEach(({ resolve, reject }, index) => {
    const [error, reply] = outcomes[index] ?? [unavailable('did not answer.'), null];
    if (error) reject(error);
    else resolve(reply);
  });
}

/** Never throws: what fails as a whole fails for each. */
async function carry(
  { redis, whyLost }: Line,
  home: string,
  commands: readonly Command['words'][],
  patienceMs: number,
): Promise<readonly Outcome[]> {
  const { promise: late, reject: giveUp } = Promise.withResolvers<never>();
  const timer = setTimeout(() => giveUp(new Error('timed out')), patienceMs);
  // Whatever keeps a connection from being there is an outage, also what a server says while one is made ("ERR max number of
  // clients reached").
  const told = async (error: unknown) =>
    isOfNoConnection(error) ? asLost((await whyLost()) ?? error) : asUnavailable(error);
  const ask = async () => {
    const connection = connectionTo(redis, home);
    if (connection) await Promise.race([connection, late]);
    const pipeline = redis.pipeline();
    for (const words of commands) pipeline.call(...words);
    return (await Promise.race([pipeline.exec(), late])) ?? [];
  };
  try {
    let replies = await ask();
    // Their home has another master: nothing was carried out. ioredis goes there by itself only where no ROLE or WAIT stands beside.
    if (redis instanceof Cluster && replies.some(([error]) => messageOf(error).startsWith('MOVED '))) {
      await Promise.race([learnSlots(redis), late]);
      replies = await ask();
    }
    const outcomes = replies.map(
      async ([error, reply]): Promise<Outcome> => [
        error ? await told(error) : null,
        reply as Reply, // what the protocol has, by the commands that we send
      ],
    );
    return await Promise.all(outcomes);
  } catch (error) {
    const why = await told(error);
    return commands.map(() => [why, null]);
  } finally {
    clearTimeout(timer);
  }
}

/** Its words for a command that could not be sent, which say nothing of the reason. */
function isOfNoConnection(error: unknown): boolean {
  return /isn't writeable|Connection is closed|Failed to refresh slots/i.test(messageOf(error));
}
