// Outgoing requests of the provider: back-channel logout, jwks_uri. node-oidc-provider refuses special-use addresses
// through the dispatcher that it passes; we let through those that SALLYPORT_OUTBOUND_ALLOW lists.
// Invariant: an address is checked when it is connected to, so a name that changes its mind (DNS rebinding) gains nothing.
import { type LookupAddress, lookup } from 'node:dns';
import { lookup as lookupNow } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

type Dispatcher = RequestInit['dispatcher'];
type AgentClass = new (options: { connect: { lookup: LookupFunction } }) => NonNullable<Dispatcher>;

/** `allowed`: CIDR ranges. */
export function createOutboundFetch(allowed: readonly string[]): Fetch {
  const ranges = compile(allowed);
  const inside = (address: string) =>
    isIP(address) !== 0 && ranges.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

  const allowing = new WeakMap<object, NonNullable<Dispatcher>>();

  return async (input, init: RequestInit = {}) => {
    const guarded = init.dispatcher;
    if (!guarded) throw new Error('node-oidc-provider gave no guarded dispatcher: nothing may be sent.');
    const host = new URL(input instanceof Request ? input.url : input).hostname.replace(/^\[|\]$/g, '');
    if (!(await resolvesInside(host, inside))) return fetch(input, init);
    const dispatcher = allowing.get(guarded) ?? allowingDispatcher(guarded, inside);
    allowing.set(guarded, dispatcher); // it keeps connections, so there is one
    return fetch(input, { ...init, dispatcher });
  };
}

async function resolvesInside(host: string, inside: (address: string) => boolean): Promise<boolean> {
  if (isIP(host) !== 0) return inside(host);
  try {
    const found = await lookupNow(host, { all: true });
    return found.length > 0 && found.every(({ address }) => inside(address));
  } catch {
    return false; // the request itself will say that the name is unknown
  }
}

/** An agent of the same class as the library's, without its refusal but held to our ranges. */
function allowingDispatcher(
  guarded: NonNullable<Dispatcher>,
  inside: (address: string) => boolean,
): NonNullable<Dispatcher> {
  const Agent = guarded.constructor as AgentClass; // Node does not export its fetch's agent; this is how to come by it
  return new Agent({ connect: { lookup: lookupInside(inside) } });
}

function lookupInside(inside: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      const usable = found.filter(({ address }) => inside(address));
      const [first] = usable;
      if (!first) return callback(new Error(`${hostname} leads to an address that is not allowed`), '', 0);
      if (options.all) return callback(null, usable);
      callback(null, first.address, first.family);
    });
  };
}

function compile(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix = ''] = range.split('/');
    list.addSubnet(address, Number(prefix), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
