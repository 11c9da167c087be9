// Which of Redis's errors are outages (away, slow, read-only, failing over, full, refusing the password) and which are bugs.
// Invariant: an outage reaches callers as StoreUnavailable, with a line for the operator that says what to do and holds no
// address and no password.
import { StoreUnavailable } from '../../ports/unavailable.ts';

const refused = 'refuses the user or the password. Correct them there, or in the setting and start again.';
const incomplete =
  'lacks nodes for some of its keys. A replica takes over by itself; without one, start them.';
const readOnly =
  'takes no writes, as it is a replica. Let the address lead to the master, or name its Sentinels.';

/** Error codes of Redis, the first word of its answer, that say something of the server, not of our commands. */
const advice: Readonly<Record<string, string>> = {
  LOADING: 'is still loading its data. Wait.',
  READONLY: readOnly,
  OOM: 'is full. Give it more memory (maxmemory).',
  MASTERDOWN: 'is a replica without its master. Start the master, or make the replica one.',
  CLUSTERDOWN: incomplete,
  TRYAGAIN: incomplete,
  MOVED: incomplete,
  ASK: incomplete,
  MISCONF: 'cannot save its data. See its log: most likely its disk is full.',
  NOREPLICAS: 'has too few replicas. Start them.',
  BUSY: 'is busy with a script. Wait, or see its log.',
  UNKILLABLE: 'is busy with a script. Wait, or see its log.',
  NOAUTH: refused,
  WRONGPASS: refused,
  NOPERM: 'refuses a command to its user. Give the user the commands that docs/operations.md names.',
};
export const unconfirmed =
  'has a replica that confirms nothing, and what is used once must survive its master. Start the replica, or remove it.';
export const silent =
  'does not answer in time. See whether it is overloaded or stopped, and the network on the way.';
const turnedAway =
  'accepts no connection of ours. See its log: most likely it has as many as it may (maxclients).';
const away = 'cannot be reached. Start it, or correct host and port.';

/** @param detail a code, never an address */
export function unavailable(what: string, cause?: unknown, detail?: string): StoreUnavailable {
  const more = detail ? ` (${detail})` : '';
  return new StoreUnavailable(`Redis (SALLYPORT_REDIS_URL) ${what}${more}`, {
    cause,
    parts: ['short-lived'],
  });
}

/** StoreUnavailable in place of an outage; any other error unchanged. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error;
  const message = messageOf(error);
  const code = codeOf(message);
  if (code !== undefined) return unavailable(advice[code] ?? '', error, code);
  // What is no answer of Redis's at all is of the connection: refused, closed, timed out, no node.
  if (isReply(error)) return error;
  if (/timed? ?out|ETIMEDOUT/i.test(message)) return unavailable(silent, error);
  return unavailable(away, error, /\bE[A-Z]{4,}\b/.exec(message)?.[0]);
}

/** What keeps a connection from being there. */
export function asLost(error: unknown): unknown {
  const known = asUnavailable(error);
  return known instanceof StoreUnavailable ? known : unavailable(turnedAway, error);
}

/** Of an outage. Redis 6 puts what a script met behind its own words: "ERR Error running script ... -OOM command ...". */
function codeOf(message: string): string | undefined {
  const words = [/^[A-Z]+/, /(?<=^ERR Error running script.* -)[A-Z]+/].map((one) => one.exec(message)?.[0]);
  return words.find((word) => word !== undefined && Object.hasOwn(advice, word));
}

export function isMissingScript(error: unknown): boolean {
  return messageOf(error).startsWith('NOSCRIPT');
}

/** By shape, not by `instanceof`: an error may come from another realm. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}

function isReply(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'ReplyError';
}
