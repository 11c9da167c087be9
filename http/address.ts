// Works out from where a request comes, and makes it look to the rest as if there were no proxies.
// Invariant: only configured proxies are believed, counted from the right (CVE-2023-36456); what cannot be
// understood is null, which lies outside every network (CVE-2024-47070).
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyaddr from 'proxy-addr';

const forwardingHeaders = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-forwarded-server',
  'x-forwarded-prefix',
  'x-real-ip',
  'client-ip',
  'true-client-ip',
];

const addresses = new WeakMap<IncomingMessage, string | null>();

/** The address that was worked out for this request; null if it could not be understood. */
export function addressOf({ req }: { readonly req: IncomingMessage }): string | null {
  return addresses.get(req) ?? null;
}

/**
 * Works out the address once, then sets Host and the forwarding headers from the issuer and that address, so that
 * whatever reads them later (node-oidc-provider builds URLs from them) reads ours and never a stranger's.
 */
export function createRequestNormalizer(
  issuer: URL,
  trustedProxies: readonly string[],
): (request: IncomingMessage) => void {
  const trusts = proxyaddr.compile([...trustedProxies]);
  return (request) => {
    const address = understood(request, trusts);
    addresses.set(request, address);
    for (const name of forwardingHeaders) delete request.headers[name];
    request.headers.host = issuer.host;
    request.headers['x-forwarded-proto'] = issuer.protocol.slice(0, -1);
    if (address !== null) request.headers['x-forwarded-for'] = address;
  };
}

function understood(
  request: IncomingMessage,
  trusts: (address: string, hops: number) => boolean,
): string | null {
  try {
    const address = proxyaddr(request, trusts);
    return isIP(address) === 0 ? null : address;
  } catch {
    return null;
  }
}

/** Whether it is this machine itself: the sample and the outbox answer nobody else. */
export function isLoopback(address: string | null): boolean {
  if (address === null) return false;
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || /^127\./.test(plain);
}
