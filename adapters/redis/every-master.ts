// Names homes so that every master has one of them: for what has to be asked of the whole Cluster.
// Invariant: whoever serves a slot is asked, also one that is away; slots that nobody serves are asked for as well.

/** Tries until a home is found; a master with fewer than some five slots may be missed. */
const mostTries = 20_000;

/** @param owners who serves each slot, as CLUSTER SLOTS tells it; the same owners give the same homes */
export function homesOfOwners(owners: readonly (string | undefined)[]): readonly string[] {
  const missing = new Set(owners);
  const homes: string[] = [];
  for (let n = 0; missing.size > 0 && n < mostTries; n += 1) {
    const home = `ping-${n}`;
    if (missing.delete(owners[slotOf(home)])) homes.push(home);
  }
  return homes;
}

/** Of a hash tag: CRC-16 (XMODEM) by the number of slots, as the Cluster specification has it. */
export function slotOf(home: string): number {
  let crc = 0;
  for (const byte of Buffer.from(home)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc % slotCount;
}

export const slotCount = 16_384;
