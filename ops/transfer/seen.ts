// Which values have come before, for values that must come once: by 64 bits of their digest, 32 bytes a value at most.
// Invariant: a value that came is always known; one that did not is taken for known once in a million files of ten
// million records, and then the file is refused, never let in.
import { hash } from 'node:crypto';

export interface Seen {
  /** True if it came before. */
  add(value: string): boolean;
}

const empty = 0n;

/** A hash table with open addressing: a Set of texts would be ten times as large. */
export function createSeen(): Seen {
  let slots = new BigUint64Array(1024);
  let used = 0;
  return {
    add(value) {
      if (2 * used >= slots.length) slots = grown(slots);
      const added = place(slots, fingerprintOf(value));
      if (added) used += 1;
      return !added;
    },
  };
}

function fingerprintOf(value: string): bigint {
  const digest = hash('sha256', value, 'buffer').readBigUInt64LE();
  return digest === empty ? 1n : digest;
}

/** False if it is there. */
function place(slots: BigUint64Array, fingerprint: bigint): boolean {
  const mask = slots.length - 1;
  for (let index = Number(fingerprint & BigInt(mask)); ; index = (index + 1) & mask) {
    if (slots[index] === fingerprint) return false;
    if (slots[index] !== empty) continue;
    slots[index] = fingerprint;
    return true;
  }
}

function grown(slots: BigUint64Array): BigUint64Array<ArrayBuffer> {
  const larger = new BigUint64Array(2 * slots.length);
  for (const fingerprint of slots) if (fingerprint !== empty) place(larger, fingerprint);
  return larger;
}
