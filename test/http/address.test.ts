// From where a request comes: counted from the right, through configured proxies only (CVE-2023-36456, CVE-2024-47070).
import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { addressOf, createRequestNormalizer, isLoopback } from '../../http/address.ts';

const issuer = new URL('https://login.example.org');

/** What the rest of the server sees of a request that came from `peer` with these headers. */
function seen(peer: string | undefined, headers: Record<string, string>, trusted: readonly string[] = []) {
  const request = { headers: { host: 'evil.example', ...headers }, socket: { remoteAddress: peer } };
  const message = request as unknown as IncomingMessage; // the two fields that are read
  createRequestNormalizer(issuer, trusted)(message);
  return {
    address: addressOf({ req: message }),
    headers: request.headers as Record<string, string | undefined>,
  };
}

const proxies = ['10.0.0.0/8', 'fd00::/8'];

describe('the address of a request', () => {
  test('is the peer, whatever it says of itself, unless the peer is a configured proxy', () => {
    const forged = { 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1', 'x-real-ip': '192.0.2.1' };
    expect(seen('203.0.113.9', forged).address).toBe('203.0.113.9');
    expect(seen('203.0.113.9', forged, proxies).address).toBe('203.0.113.9');
  });

  test.each([
    ['one proxy', '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    [
      'what was forged stands left of what the proxy saw',
      '10.0.0.1',
      '192.0.2.1, 203.0.113.9',
      '203.0.113.9',
    ],
    ['two proxies', '10.0.0.1', '192.0.2.1, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['proxies only', '10.0.0.1', '10.0.0.2', '10.0.0.2'],
    ['IPv6', 'fd00::1', '2001:db8::7', '2001:db8::7'],
    ['a mapped peer', '::ffff:10.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['no address', '10.0.0.1', 'unknown', null],
    ['an address with a port', '10.0.0.1', '203.0.113.9:4711', null],
    ['octal parts', '10.0.0.1', '012.1.2.3', null],
    ['nothing', '10.0.0.1', '', '10.0.0.1'],
  ])('behind a proxy: %s', (_what, peer, forwarded, address) => {
    expect(seen(peer, { 'x-forwarded-for': forwarded }, proxies).address).toBe(address);
  });

  test('is null where there is no peer', () => {
    expect(seen(undefined, {}).address).toBeNull();
  });
});

test('whoever reads headers later reads the issuer and that address, from trusted peers, too', () => {
  const forged = {
    'x-forwarded-for': '192.0.2.1, 203.0.113.9',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'http',
    forwarded: 'host=evil.example;proto=http',
  };
  const { headers } = seen('10.0.0.1', forged, proxies);
  expect(headers).toEqual({
    host: 'login.example.org',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '203.0.113.9',
  });
});

test('this machine is known by its loopback addresses', () => {
  for (const address of ['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])
    expect(isLoopback(address)).toBe(true);
  for (const address of [null, '10.0.0.1', '::2', '128.0.0.1', '1127.0.0.1'])
    expect(isLoopback(address)).toBe(false);
});
