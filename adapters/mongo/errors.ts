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
  50, // MaxTimeMSExpired
  63, // StaleShardVersion
  64, // WriteConcernTimeout
  79, // UnknownReplWriteConcern
  89, // NetworkTimeout
  91, // ShutdownInProgress
  100, // UnsatisfiableWriteConcern
  133, // FailedToSatisfyReadPreference
  134, // ReadConcernMajorityNotAvailableYet
  146, // ExceededMemoryLimit
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
  return new StoreUnavailable(`MongoDB cannot be used: ${messageOf(error)}.`.replace('..', '.'), {
    cause: error,
    parts: ['durable'],
  });
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
