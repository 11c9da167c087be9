// Tries at passwords, by identifier: strangers are locked by network and slowed together, known browsers count by themselves.
// Invariant: strangers cannot lock a person out of a browser in which that person signed in before; and nothing here
// depends on whether the account exists.
import type { Forgetting } from '../ports/attempts.ts';
import { type Admission, lockDelays, toAdmission } from './attempts.ts';
import type { FactorDeps } from './factor-deps.ts';
import { identifierHash, normaliseIdentifier } from './identifier.ts';
import { networkOf } from './network.ts';

export interface PasswordTry {
  readonly tenantId: string;
  readonly identifier: string;
  /** The browser's id if this person signed in with it before; else null. */
  readonly knownBrowser: string | null;
  /** The person's address; null if it could not be understood. */
  readonly address: string | null;
}

export interface PasswordAttempts {
  /** ms by which the answer is put off, right or wrong; 0 for known browsers. */
  delay(tried: PasswordTry): Promise<number>;
  take(tried: PasswordTry): Promise<Admission>;
  /** Starts all counters of these identifiers anew, in every network and browser. */
  forget(tenantId: string, identifiers: readonly string[]): Promise<void>;
}

const day = 86_400_000;
/** A network's counter locks for an hour at most. */
const onlyLocks: Forgetting = { idleMs: 30 * day, below: Number.POSITIVE_INFINITY };
/**
 * These carry the hundred of NIST SP 800-63B-4 3.2.2, which knows no end to a row of failures. Without any, guesses at names
 * that nobody has would stay for ever; nine guesses a year lead nowhere near a hundred.
 */
const counts: Forgetting = { idleMs: 365 * day, below: 10 };

const longestDelayMs = 4_000;
const freeOfDelay = 10;

/** Doubles every five failures of strangers: 250 ms from the 10th, 4 s from the 30th. */
export function responseDelay(consecutive: number): number {
  if (consecutive < freeOfDelay) return 0;
  return Math.min(longestDelayMs, 250 * 2 ** Math.floor((consecutive - freeOfDelay) / 5));
}

export function createPasswordAttempts(
  deps: Pick<FactorDeps, 'storage' | 'vault' | 'now'>,
): PasswordAttempts {
  return {
    async delay(tried) {
      if (tried.knownBrowser !== null) return 0;
      const key = `${await prefixOf(deps, tried)}:strangers`;
      return responseDelay((await deps.storage.attempts.peek(key, deps.now())).consecutive);
    },
    async take(tried) {
      const prefix = await prefixOf(deps, tried);
      return tried.knownBrowser === null
        ? takeAsStranger(deps, prefix, networkOf(tried.address))
        : takeOne(deps, `${prefix}:browser:${tried.knownBrowser}`, lockDelays);
    },
    async forget(tenantId, identifiers) {
      for (const identifier of identifiers)
        await deps.storage.attempts.take(renewalsKey(deps, { tenantId, identifier }), [0], deps.now());
    },
  };
}

type Counting = Pick<FactorDeps, 'storage' | 'vault' | 'now'>;

/** Both counters are taken: the network's, which only locks, and that of all strangers, which slows and ends. */
async function takeAsStranger(deps: Counting, prefix: string, network: string): Promise<Admission> {
  const takenAt = deps.now();
  const key = `${prefix}:network:${network}`;
  const ofNetwork = await deps.storage.attempts.take(key, lockDelays, takenAt, onlyLocks);
  if (!ofNetwork.admitted) return { ok: false, reason: 'locked', until: ofNetwork.lockedUntil ?? takenAt };
  const ofStrangers = await takeOne(deps, `${prefix}:strangers`, [0]);
  if (!ofStrangers.ok) return ofStrangers;
  return {
    ok: true,
    ifWrong: { ...ofStrangers.ifWrong, lockedUntil: ofNetwork.lockedUntil },
    right: async () => {
      await deps.storage.attempts.succeeded(key, takenAt);
      await ofStrangers.right();
    },
  };
}

async function takeOne(
  { storage, now }: Counting,
  key: string,
  delays: readonly number[],
): Promise<Admission> {
  const takenAt = now();
  const taken = await storage.attempts.take(key, delays, takenAt, counts);
  return toAdmission(taken, takenAt, () => storage.attempts.succeeded(key, takenAt));
}

/**
 * Counters of an identifier start anew by a new number in their names: the networks that failed are not listed anywhere, so
 * they cannot be forgotten one by one. The number is the count of a key that never succeeds.
 */
async function prefixOf(
  deps: Counting,
  tried: Pick<PasswordTry, 'tenantId' | 'identifier'>,
): Promise<string> {
  const renewals = await deps.storage.attempts.peek(renewalsKey(deps, tried), deps.now());
  return `${keyOf(deps, tried)}:${renewals.consecutive}`;
}

function renewalsKey(deps: Counting, tried: Pick<PasswordTry, 'tenantId' | 'identifier'>): string {
  return `${keyOf(deps, tried)}:renewals`;
}

function keyOf({ vault }: Counting, { tenantId, identifier }: Pick<PasswordTry, 'tenantId' | 'identifier'>) {
  return `password:${identifierHash(vault, tenantId, normaliseIdentifier(identifier))}`;
}
