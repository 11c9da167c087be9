// Where the provider's own requests may go: the public internet, and what SALLYPORT_OUTBOUND_ALLOW lists.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOutboundFetch } from '../../adapters/outbound/fetch.ts';
import { isSpecial } from '../../adapters/outbound/special-addresses.ts';

let port: number;
const asked: string[] = [];
const answers: Record<string, RequestListener> = {
  '/moved': (_request, response) => void response.writeHead(302, { Location: '/jwks' }).end(),
  '/huge': (_request, response) => void response.end(Buffer.alloc(2 * 1024 * 1024)),
  '/silent': () => undefined,
};
const server = createServer((request, response) => {
  asked.push(`${request.method} ${request.url}`);
  const answer = answers[request.url ?? ''];
  if (answer) return answer(request, response);
  response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"keys":[]}');
});
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  ({ port } = server.address() as AddressInfo); // a listening TCP server has an address of this shape
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.each([
  ...['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.0.1', '169.254.169.254', '100.64.0.1', '0.0.0.0'],
  ...['::1', '::', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '::ffff:169.254.169.254', '64:ff9b::a00:1'],
  ...['2002:a00:1::', 'ff02::1', '255.255.255.255', 'localhost', '012.1.2.3', ''],
])('%s is special', (address) => {
  expect(isSpecial(address)).toBe(true);
});

test.each(['1.1.1.1', '172.32.0.1', '93.184.216.34', '2606:4700::1111', '::ffff:1.1.1.1'])(
  '%s is not',
  (address) => {
    expect(isSpecial(address)).toBe(false);
  },
);

describe('an outgoing request', () => {
  const cautious = createOutboundFetch([]);
  const allowing = createOutboundFetch(['127.0.0.0/8', '::1/128']);

  test.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433', '0x7f.1'])(
    'to %s does not leave without a word of the operator',
    async (host) => {
      const before = asked.length;
      await expect(cautious(`http://${host}:${port}/jwks`)).rejects.toThrow();
      expect(asked).toHaveLength(before);
    },
  );

  test.each(['127.0.0.1', 'localhost'])('to %s leaves where its range is listed', async (host) => {
    const answer = await allowing(`http://${host}:${port}/jwks`, {
      method: 'POST',
      body: new URLSearchParams({ a: 'b' }),
    });
    expect([answer.status, await answer.json()]).toEqual([200, { keys: [] }]);
    expect(asked.at(-1)).toBe('POST /jwks');
  });

  test('follows no redirect', async () => {
    expect((await allowing(`http://127.0.0.1:${port}/moved`)).status).toBe(302);
    expect(asked.at(-1)).toBe('GET /moved');
  });

  test('ends when the answer is too long, and when the caller has waited enough', async () => {
    await expect(allowing(`http://127.0.0.1:${port}/huge`)).rejects.toThrow('1 MB');
    const signal = AbortSignal.timeout(50);
    await expect(allowing(`http://127.0.0.1:${port}/silent`, { signal })).rejects.toThrow();
  });
});
