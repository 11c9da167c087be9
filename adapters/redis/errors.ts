// Which of Redis's errors are outages (away, slow, read-only, failing over, full, refusing the password) and which are bugs.
// Invariant: an outage reaches callers as StoreUnavailable, with a line for the operator that holds no password.
import { StoreUnavailable } from '../../ports/unavailable.ts';

/** Error codes of Redis, the first word of its answer, that say something of the server, not of our commands. */
const outages = [
  'LOADING',
  'READONLY',
  'OOM',
  'MASTERDOWN',
  'CLUSTERDOWN',
  'TRYAGAIN',
  'MISCONF',
  'NOREPLICAS',
  'BUSY',
  'NOAUTH',
  'WRONGPASS',
  'NOPERM',
  'UNKILLABLE',
  'MOVED',
  'ASK',
];

export function unavailable(what: string, cause?: unknown): StoreUnavailable {
  return new StoreUnavailable(`Redis cannot be used: ${what} (SALLYPORT_REDIS_URL).`, { cause });
}

/** StoreUnavailable in place of an outage; any other error unchanged. */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error;
  const message = messageOf(error);
  const code = message.split(' ')[0] ?? '';
  // What is no answer of Redis's at all is of the connection: refused, closed, timed out, no node.
  if (isReply(error) && !outages.includes(code)) return error;
  return unavailable(message.replaceAll('\n', ' '), error);
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
