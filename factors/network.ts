// The network that an address belongs to, for counters: what one subscriber usually holds.
// Invariant: an address that cannot be understood shares one counter with all such, and so is never uncounted.
import { isIPv4, isIPv6 } from 'node:net';

/** "192.0.2.0/24", "2001:db8:0:0/64", or "unknown". IPv4 in IPv6 clothes is IPv4. */
export function networkOf(address: string | null): string {
  if (address === null) return 'unknown';
  if (isIPv4(address)) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  // A zone ("%eth0") is the server's own business, not the network's.
  const bare = address.split('%')[0] ?? '';
  return isIPv6(bare) ? ofGroups(groupsOf(bare)) : 'unknown';
}

function ofGroups(groups: readonly number[]): string {
  const [high = 0, low = 0] = groups.slice(6);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return `${high >> 8}.${high & 0xff}.${low >> 8}.0/24`;
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}/64`;
}

/** The eight groups. The URL parser writes every spelling of an IPv6 address in one way. */
function groupsOf(address: string): readonly number[] {
  const written = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = written.split('::');
  const before = parsed(head);
  if (tail === undefined) return before;
  const after = parsed(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function parsed(part: string): number[] {
  return part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
}
