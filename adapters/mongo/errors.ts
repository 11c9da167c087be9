// Which of MongoDB's errors are outages, which say that something is taken, and which are bugs of ours.
// Invariant: an outage reaches callers as StoreUnavailable, a taken value never does; everything else passes as it is.
import { StoreUnavailable } from '../../ports/unavailable.ts';

/** What a unique index has already. */
export interface Taken {
  /** The fields of the index. */
  readonly fields: readonly string[];
  /** What they would have been. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Errors of the driver and of mongoose, by name, that say something of servers and networks, not of our queries. */
const outageNames: ReadonlySet<string> = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoClientClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoPoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
  'MongoExpiredSessionError',
  'MongoWriteConcernError',
  'MongoParseError',
  'MongoUnexpectedServerResponseError',
  'MongoConnectionPoolClosedError',
]);

/** Codes of servers (mongodb.com/docs/manual/reference/error-codes) that say something of the machine or of our rights. */
const outageCodes: ReadonlySet<number> = new Set([
  6, // HostUnreachable
  7, // HostNotFound
  13, // Unauthorized
  18, // AuthenticationFailed
  24, // LockTimeout
  43, // CursorNotFound
  50, // MaxTimeMSExpired
  63, // StaleShardVersion
  64, // WriteConcernTimeout
  79, // UnknownReplWriteConcern
  89, // NetworkTimeout
  91, // ShutdownInProgress
  100, // UnsatisfiableWriteConcern
  112, // WriteConflict
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  146, // ExceededMemoryLimit
  175, // QueryPlanKilled, by an index that was made or dropped
  189, // PrimarySteppedDown
  202, // NetworkInterfaceExceededTimeLimit
  262, // ExceededTimeLimit
  317, // ConnectionPoolExpired
  371, // UserWritesBlocked
  384, // ConnectionError
  391, // ReauthenticationRequired
  462, // IngressRequestRateLimitExceeded
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11601, // Interrupted, by an operator
  11602, // InterruptedDueToReplStateChange
  13388, // StaleConfig
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
  14031, // OutOfDiskSpace
]);

/** Codes of Node's sockets, which the driver does not always wrap. */
const socketCodes: ReadonlySet<string> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

const outageLabels = ['RetryableWriteError', 'RetryableError', 'TransientTransactionError'];
const duplicateKey = 11000;

/** By shape, not by `instanceof`: an error may come from another copy of the driver. */
export function fieldOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

/** The text of anything that was thrown, in one line. */
export function messageOf(error: unknown): string {
  return String(fieldOf(error, 'message') ?? error).replaceAll(/\s+/g, ' ');
}

/** What a write found taken; null for any other error, and where the write was not acknowledged by a majority either. */
export function takenBy(error: unknown): Taken | null {
  if (fieldOf(error, 'code') !== duplicateKey || lacksMajority(error)) return null;
  const values = fieldOf(error, 'keyValue');
  const fields = Object.keys(Object(fieldOf(error, 'keyPattern')));
  return { fields, values: Object(values) };
}

/** StoreUnavailable in place of an outage; any other error unchanged. */
export function asUnavailable(error: unknown): unknown {
  if (!isOutage(error)) return error;
  const detail = [fieldOf(error, 'codeName'), fieldOf(error, 'name')].find((one) => typeof one === 'string');
  return away(adviceOn(error), { cause: error, detail: String(detail) });
}

export const silent =
  'does not answer in time. See whether it is overloaded or stopped, and the network on the way.';

/** @param detail a name, never an address */
export function away(what: string, { cause, detail }: { cause?: unknown; detail?: string } = {}) {
  const named = detail === undefined ? '' : `, ${detail}`;
  const message = `MongoDB (SALLYPORT_MONGODB_URL${named}) ${what}`;
  return new StoreUnavailable(message, { cause, parts: ['durable'] });
}

/** What the operator can do. */
function adviceOn(error: unknown): string {
  const code = Number(fieldOf(error, 'code'));
  if ([13, 18, 391].includes(code))
    return 'refuses the user or the password. Correct them there, or in the setting and start again.';
  if (code === 14031) return 'has no room left on its disk.';
  if ([189, 10107, 11602, 13435, 13436].includes(code))
    return 'has no primary now. A majority of its members elects one; start those that are missing.';
  if (lacksMajority(error) || [64, 79, 100].includes(code))
    return 'lacks a majority that keeps what is written. Start the members that are missing.';
  if ([43, 112, 175, 11601].includes(code))
    return 'gave up a command that it had begun. The next try may succeed; see its log if this goes on.';
  return 'cannot be reached. Start it, or see the network on the way.';
}

function isOutage(error: unknown): boolean {
  if (takenBy(error)) return false;
  const [name, code, labels] = [fieldOf(error, 'name'), fieldOf(error, 'code'), labelsOf(error)];
  return (
    outageNames.has(String(name)) ||
    outageCodes.has(Number(code)) ||
    socketCodes.has(String(code)) ||
    // An insert of several rows wraps whatever ended it; what a server said has a number.
    (name === 'MongoBulkWriteError' && typeof code !== 'number') ||
    outageLabels.some((label) => labels.has(label)) ||
    lacksMajority(error)
  );
}

function labelsOf(error: unknown): ReadonlySet<unknown> {
  const labels = fieldOf(error, 'errorLabelSet');
  return labels instanceof Set ? labels : new Set();
}

/** An insert of several rows reports what was taken and what was not acknowledged in one error. */
function lacksMajority(error: unknown): boolean {
  const result = fieldOf(error, 'result');
  const ask = fieldOf(result, 'getWriteConcernError');
  return typeof ask === 'function' && Boolean(ask.call(result));
}

/** Null if it was written, else what was taken. */
export async function takenIn(writing: Promise<unknown>): Promise<Taken | null> {
  try {
    await writing;
    return null;
  } catch (error) {
    const taken = takenBy(error);
    if (taken) return taken;
    throw error;
  }
}
