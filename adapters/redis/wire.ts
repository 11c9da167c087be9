// What goes to Redis and comes back: all commands asked for in one turn of the event loop travel together.
// Invariant: on one server they are carried out in the order in which they were asked for; on a Cluster, in order within a home.
import { setImmediate } from 'node:timers';
import type { Cluster, Redis } from 'ioredis';
import { asLost, asUnavailable, isMissingScript, messageOf, unavailable, unconfirmed } from './errors.ts';
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
  /** A key of it, where the write has to be confirmed. */
  readonly confirm?: string;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

type Outcome = readonly [error: unknown, reply: Reply];
/** Sends these as one; each is answered with a reply or an error. */
type Travel = (commands: readonly Command['words'][]) => Promise<readonly Outcome[]>;

/** What keeps the connection from being there; null if nothing is known. Waits a moment for it to become known. */
export type WhyLost = () => Promise<unknown>;

/** ms that a replica is given to confirm. */
const confirmMs = 1000;
const wait = ['WAIT', 1, confirmMs] as const;

/**
 * @param patienceMs for what a node that is just going away never answers, beyond the deadline of a command
 * @param whyLost what ended the connection, if it is known: commands without one do not say
 */
export function createWire(
  redis: Redis | Cluster,
  spread: boolean,
  patienceMs: number,
  whyLost: WhyLost = async () => null,
): Wire {
  let waiting: Waiting[] = [];
  let trips = 0;
  let closed = false;
  const travel: Travel = (commands) => {
    trips += 1;
    return carry(redis, commands, patienceMs, whyLost);
  };
  const confirmed = createConfirmation(travel, spread);

  const flush = () => {
    const group = waiting;
    waiting = [];
    if (!spread) return void deliver(group, confirmed);
    const homes = [...Map.groupBy(group, ({ command }) => command.home).values()];
    // Nodes of a Cluster are asked side by side: one wait.
    trips -= homes.length - 1;
    for (const ofHome of homes) void deliver(ofHome, confirmed);
  };
  const queue = (command: Command, confirm?: string): Promise<Reply> =>
    new Promise((resolve, reject) => {
      if (closed) return reject(unavailable('is closed.'));
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ command, resolve, reject, ...(confirm !== undefined && { confirm }) });
    });
  const runScript = async (
    home: string,
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
    confirm?: string,
  ): Promise<Reply> => {
    try {
      return await queue({ home, words: ['EVALSHA', script.sha, keys.length, ...keys, ...args] }, confirm);
    } catch (error) {
      // A server that was just started or promoted does not know it yet.
      if (!isMissingScript(error)) throw error;
      return queue({ home, words: ['EVAL', script.text, keys.length, ...keys, ...args] }, confirm);
    }
  };

  return {
    send: (command) => queue(command),
    run: (home, script, keys, args) => runScript(home, script, keys, args),
    runOnce: (home, script, keys, args) => runScript(home, script, keys, args, keys[0]),
    spread,
    trips: () => trips,
    async close() {
      closed = true;
      redis.disconnect();
    },
  };
}

type Confirm = (group: readonly Waiting[]) => Promise<{
  readonly outcomes: readonly Outcome[];
  readonly isConfirmed: boolean;
}>;

/** Whether a replica has what the group wrote: one WAIT for all of it, behind it on the same connection. */
function createConfirmation(travel: Travel, spread: boolean): Confirm {
  /** As the server said last: then it need not be asked first. Of a Cluster each node may say something else. */
  let hadReplicas = false;
  return async (group) => {
    const commands = group.map(({ command }) => command.words);
    const key = group.find(({ confirm }) => confirm !== undefined)?.confirm;
    if (key === undefined) return { outcomes: await travel(commands), isConfirmed: true };
    const asked = hadReplicas ? [wait, ['ROLE'] as const] : [['ROLE'] as const];
    const all = await travel([...commands, ...asked]);
    const outcomes = all.slice(0, commands.length);
    const [error, role] = all.at(-1) ?? [null, null];
    const hasReplicas = !error && replicasIn(role) > 0;
    const waited = hadReplicas ? all[commands.length] : undefined;
    hadReplicas = hasReplicas && !spread;
    // Who cannot say whether there are any has not confirmed.
    if (!hasReplicas) return { outcomes, isConfirmed: !error };
    if (waited) return { outcomes, isConfirmed: isCounted(waited) };
    // The key leads to the same node of a Cluster.
    const [, last] = await travel([['EXISTS', key], wait]);
    return { outcomes, isConfirmed: isCounted(last) };
  };
}

function isCounted([error, replicas]: Outcome = [null, 0]): boolean {
  return !error && Number(replicas) > 0;
}

async function deliver(group: readonly Waiting[], confirm: Confirm): Promise<void> {
  const { outcomes, isConfirmed } = await confirm(group);
  group.forEach(({ confirm: needed, resolve, reject }, index) => {
    const [error, reply] = outcomes[index] ?? [unavailable('did not answer.'), null];
    if (error) reject(error);
    else if (needed !== undefined && !isConfirmed) reject(unavailable(unconfirmed));
    else resolve(reply);
  });
}

/** Never throws: what fails as a whole fails for each. */
async function carry(
  redis: Redis | Cluster,
  commands: readonly Command['words'][],
  patienceMs: number,
  whyLost: WhyLost,
): Promise<readonly Outcome[]> {
  const { promise: late, reject: giveUp } = Promise.withResolvers<never>();
  const timer = setTimeout(() => giveUp(new Error('timed out')), patienceMs);
  // Whatever keeps a connection from being there is an outage, also what a server says while one is made ("ERR max number of
  // clients reached").
  const told = async (error: unknown) =>
    isOfNoConnection(error) ? asLost((await whyLost()) ?? error) : asUnavailable(error);
  try {
    const pipeline = redis.pipeline();
    for (const words of commands) pipeline.call(...words);
    const replies = (await Promise.race([pipeline.exec(), late])) ?? [];
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

/** ROLE of a master: name, offset, and a row for each connected replica. */
function replicasIn(role: Reply): number {
  const [name, , replicas] = Array.isArray(role) ? role : [];
  return name === 'master' && Array.isArray(replicas) ? replicas.length : 0;
}
