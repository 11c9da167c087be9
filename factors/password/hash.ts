// argon2id with a bounded number of hashes in flight and in wait.
// Invariant: no more hashes run than there are cores, because they share libuv's threads with everything else (16 at once
// push a signature from 0.3 to 198 ms); beyond the queue nothing is tried, and the caller is told so.
import { availableParallelism } from 'node:os';
import { hash, hashRaw, parseOptions, verify as verifyArgon2 } from '@node-rs/argon2';

/** argon2id (RFC 9106). */
export interface HashCost {
  /** KiB. */
  readonly memoryCost: number;
  /** Passes. */
  readonly timeCost: number;
  /** Lanes. */
  readonly parallelism: number;
}

export interface Hashing {
  /** Reserves a place, then does the work; `busy`, with nothing done, if all places are taken. */
  run<T>(
    work: (place: HashPlace) => Promise<T>,
  ): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: 'busy' }>;
  /** Whether it was made at a lower cost than is asked now. */
  isOutdated(stored: string): boolean;
}

export interface HashPlace {
  /** What is hashed now is hashed at this cost. */
  readonly cost: HashCost;
  /** PHC format. */
  hash(text: string): Promise<string>;
  /** Null costs as much as a stored hash and matches nothing. Throws if the stored one is malformed. */
  matches(stored: string | null, text: string): Promise<boolean>;
  /** 32 bytes, base64url, under a salt and at a cost of the caller's; the cost of now if none is given. */
  hashUnder(salt: Buffer, text: string, at?: HashCost): Promise<string>;
}

export interface HashingOptions {
  readonly cost: HashCost;
  /** How many hashes run at once; by default as many as there are cores. */
  readonly atOnce?: number;
  /** How many callers may hold a place; beyond that they are told `busy`. */
  readonly places?: number;
  /** What compares a text with a stored hash; by default argon2id's own. */
  readonly verify?: typeof verifyArgon2;
}

export function createHashing({
  cost,
  atOnce = availableParallelism(),
  places = 128,
  verify = verifyArgon2,
}: HashingOptions): Hashing {
  const inTurn = createTurns(atOnce);
  const dummy = dummyHash(cost);
  let taken = 0;
  const place: HashPlace = {
    cost,
    hash: (text) => inTurn(() => hash(text, cost)),
    async matches(stored, text) {
      const matched = await inTurn(() => verify(stored ?? dummy, text));
      return stored !== null && matched === true;
    },
    hashUnder: (salt, text, at = cost) =>
      inTurn(async () => (await hashRaw(text, { ...at, salt })).toString('base64url')),
  };
  return {
    async run(work) {
      if (taken >= places) return { ok: false, reason: 'busy' };
      taken += 1;
      try {
        return { ok: true, value: await work(place) };
      } finally {
        taken -= 1;
      }
    },
    isOutdated(stored) {
      const { memoryCost, timeCost, parallelism } = parseOptions(stored);
      return memoryCost < cost.memoryCost || timeCost < cost.timeCost || parallelism < cost.parallelism;
    },
  };
}

/** Well-formed, of the same cost, and of no known text: 32 bytes that nothing was hashed into. */
function dummyHash({ memoryCost, timeCost, parallelism }: HashCost): string {
  const bytes = (length: number) => Buffer.alloc(length, 0x5a).toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${bytes(16)}$${bytes(32)}`;
}

/** Lets `atOnce` pieces of work run; the others wait in the order in which they came. */
function createTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // The turn is handed over, so that nobody who comes in between takes it.
      if (next) next();
      else running -= 1;
    }
  };
}
