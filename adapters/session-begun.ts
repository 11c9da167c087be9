// Whether a session was there when all of its account's were ended: the times in it are whole seconds, those of its proofs are not.
// Invariant: whoever cannot be told from one that was there was there.
import type { RecordPayload } from '../ports/records.ts';

/** ms of each proof of the account that the session holds. */
export type ProofTimes = readonly number[];

/** @returns null if it began in the second of `endedAt` (ms): only its proofs can tell. */
export function wasThere(endedAt: number, { iat, loginTs }: RecordPayload): boolean | null {
  // A session may be older than who is signed in with it.
  const begun = Math.max(Number(iat ?? 0), Number(loginTs ?? 0));
  const second = Math.floor(endedAt / 1000);
  return begun === second ? null : !(begun > second);
}

/** Of one that began in the second of the end, at `endedAt` (ms): each proof of that second has to be newer. */
export function provedBefore(endedAt: number, proofs: ProofTimes): boolean {
  const second = Math.floor(endedAt / 1000);
  const ofSecond = proofs.filter((at) => Math.floor(at / 1000) === second);
  return ofSecond.length === 0 || Math.min(...ofSecond) <= endedAt;
}
