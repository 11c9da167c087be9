// Outgoing requests of the provider: back-channel logout, jwks_uri. No private address unless SALLYPORT_OUTBOUND_ALLOW
// lists it, no redirects, bounded in time and size. It rests on nothing that Node or the library keeps to itself.
// Invariant: an address is checked when it is connected to, so a name that changes its mind (DNS rebinding) gains nothing.
import { type LookupAddress, lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { contains, isSpecial, listOf } from './special-addresses.ts';

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** ms for the whole exchange, besides what the caller's signal says. */
const longest = 5_000;
/** Bytes of an answer: a JWK Set of a hundred keys is a tenth of it. */
const largest = 1024 * 1024;

/** `allowed`: CIDR ranges. Rejects for an address that is not allowed, as for one that cannot be reached. */
export function createOutboundFetch(allowed: readonly string[]): Fetch {
  const ranges = listOf(allowed);
  const mayConnect = (address: string) => contains(ranges, address) || !isSpecial(address);
  const guardedLookup = lookupAmong(mayConnect);

  return async (input, { dispatcher: _libraries, ...init } = {}) => {
    const asked = new Request(input, init);
    const url = new URL(asked.url);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // An address that stands in the URL is never looked up.
    if (isIP(host) !== 0 && !mayConnect(host)) throw refusal(host);
    const body = Buffer.from(await asked.arrayBuffer());
    return send(url, asked, body, guardedLookup);
  };
}

function send(url: URL, asked: Request, body: Buffer, guardedLookup: LookupFunction): Promise<Response> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const headers = { ...Object.fromEntries(asked.headers), 'content-length': String(body.length) };
  const signal = AbortSignal.any([asked.signal, AbortSignal.timeout(longest)]);
  const options = { method: asked.method, headers, lookup: guardedLookup, signal, agent: false as const };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, options, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > largest) return outgoing.destroy(new Error(`${url.host} answered with more than 1 MB`));
        chunks.push(chunk);
      });
      answer.on('error', reject);
      answer.on('end', () => resolve(responseOf(answer.statusCode ?? 502, answer.headers, chunks)));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function responseOf(status: number, headers: NodeJS.Dict<string | string[]>, chunks: readonly Buffer[]) {
  const list = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  return new Response(hasBody ? Buffer.concat(chunks) : null, { status, headers: list });
}

function lookupAmong(mayConnect: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
      if (error) return callback(error, '', 0);
      const usable = found.filter(({ address }) => mayConnect(address));
      const [first] = usable;
      if (!first) return callback(refusal(hostname), '', 0);
      if (options.all) return callback(null, usable);
      callback(null, first.address, first.family);
    });
  };
}

/** It says, as the system would, that no connection came about. */
function refusal(host: string): Error {
  const message = `${host} is, or leads to, an address that SALLYPORT_OUTBOUND_ALLOW does not list`;
  return Object.assign(new Error(message), { code: 'EACCES', syscall: 'connect' });
}
