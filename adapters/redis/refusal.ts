// Why Redis could not be opened, in one line that names the setting and says what to do.
// Invariant: no part of the address is in it, because the address holds a password; what waiting may mend says so.

export type RefusalReason =
  | 'unreachable'
  | 'password'
  | 'not-allowed'
  | 'untrusted-certificate'
  | 'sentinel'
  | 'cluster-node'
  | 'not-a-cluster'
  | 'not-a-sentinel'
  | 'unknown-master'
  | 'too-old'
  | 'not-redis';

export interface Refusal {
  readonly ok: false;
  readonly reason: RefusalReason;
  /** One line for the operator. */
  readonly message: string;
  /** The same start may succeed later: nothing of the settings is known to be wrong. */
  readonly retry: boolean;
}

const advice: Readonly<Record<RefusalReason, string>> = {
  unreachable: 'cannot be reached. Start it, or correct host and port, and redis: or rediss:.',
  password: 'refuses the user or the password. Correct them; special characters are percent-encoded.',
  'not-allowed':
    'lets the user in, who may not do what is needed. Give the user the commands that docs/operations.md names.',
  'untrusted-certificate':
    'has a certificate that is not trusted. Name the file of the authority that signed it (SALLYPORT_REDIS_CA), or correct the host.',
  sentinel: 'is a Sentinel, not a Redis. Write redis-sentinel://HOST:PORT/MASTER-NAME.',
  'cluster-node': 'is a node of a Cluster. Write redis-cluster://HOST:PORT,HOST:PORT.',
  'not-a-cluster': 'has no Cluster enabled. Write redis://HOST:PORT.',
  'not-a-sentinel': 'is no Sentinel. Write redis://HOST:PORT for a single server.',
  'unknown-master': 'knows no master of that name. Correct the name behind the last slash.',
  'too-old': 'is too old: 6.2 is needed.',
  'not-redis': 'does not answer as Redis does. Correct host and port, and redis: or rediss:.',
};

export function refusal(reason: RefusalReason, detail?: string): Refusal {
  const more = detail ? ` (${detail.replaceAll('\n', ' ')})` : '';
  const message = `The server that SALLYPORT_REDIS_URL names ${advice[reason]}${more}`;
  return { ok: false, reason, message, retry: reason === 'unreachable' };
}
