// Which trusted network an address is inside.
// Invariant: an address or a range that does not parse is outside of everything (CVE-2024-47070): text is never
// compared with text, and octal parts, zones and ports are no addresses.
import { BlockList, isIPv4, isIPv6 } from 'node:net';
import type { TrustedNetwork } from './tenant-policy.ts';

type Family = 'ipv4' | 'ipv6';
interface Compiled {
  readonly all: BlockList;
  readonly each: readonly { readonly network: TrustedNetwork; readonly range: BlockList }[];
}

/** A policy version's list is never changed in place, so compiling it once is enough. */
const compiledLists = new WeakMap<readonly TrustedNetwork[], Compiled>();

/** The first network in the list that holds the address, IPv4 or IPv6 (also IPv4-mapped), or null. */
export function trustedNetworkOf(
  address: string | null,
  networks: readonly TrustedNetwork[],
): TrustedNetwork | null {
  const family = address === null ? null : familyOf(address);
  if (address === null || family === null) return null;
  const { all, each } = compile(networks);
  if (!all.check(address, family)) return null;
  return each.find(({ range }) => range.check(address, family))?.network ?? null;
}

/** Whether this is a range in CIDR notation: "192.0.2.0/24", "2001:db8::/32". For checking what admins type. */
export function isNetworkRange(cidr: string): boolean {
  return parseRange(cidr) !== null;
}

function compile(networks: readonly TrustedNetwork[]): Compiled {
  const known = compiledLists.get(networks);
  if (known) return known;
  const compiled = {
    all: listOf(networks),
    each: networks.map((network) => ({ network, range: listOf([network]) })),
  };
  compiledLists.set(networks, compiled);
  return compiled;
}

function listOf(networks: readonly TrustedNetwork[]): BlockList {
  const list = new BlockList();
  for (const { cidr } of networks) {
    const range = parseRange(cidr);
    if (range) list.addSubnet(range.address, range.prefix, range.family);
  }
  return list;
}

function parseRange(cidr: string): { address: string; prefix: number; family: Family } | null {
  const [, address = '', digits] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(cidr) ?? [];
  const family = familyOf(address);
  const prefix = Number(digits);
  if (family === null || prefix > (family === 'ipv4' ? 32 : 128)) return null;
  return { address, prefix, family };
}

/** A zone ("fe80::1%eth0") names an interface of some machine: no place that a policy could trust. */
function familyOf(address: string): Family | null {
  if (isIPv4(address)) return 'ipv4';
  return isIPv6(address) && !address.includes('%') ? 'ipv6' : null;
}
