// Told to stop while somebody is being served: what is under way is answered, nothing new is begun, and it ends in time.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type StoppableServer, startStoppable, takesConnections, until } from './process-runs.ts';

/** ms; issue: "SIGTERM drains within 10 s". */
const drain = 10_000;

let server: StoppableServer;
beforeEach(async () => {
  server = await startStoppable();
});
afterEach(() => server.dispose());

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('a request under way is answered, new ones are not taken, and the exit code is 0 (G5)', async () => {
    const slow = await openRequest(server.port);
    server.signal(signal);
    await until(async () => !(await takesConnections(server.port)), 'it still takes connections');
    expect(await finish(slow, 'x=12345678')).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(await server.ended()).toBe(0);
    expect(server.logs()).toContain('"msg":"stopped"');
  });
});

test('a request that never ends holds it up for less than 10 s (G5)', async () => {
  const slow = await openRequest(server.port);
  slow.on('error', () => undefined);
  const began = Date.now();
  server.signal('SIGTERM');
  expect(await server.ended()).toBe(0);
  expect(Date.now() - began).toBeLessThan(drain);
  expect(server.logs()).toContain('"msg":"stopped"');
  slow.destroy();
});

/** A POST whose body is promised and not sent yet; the server has read its head and waits. */
async function openRequest(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const head = [
    'POST /invitation HTTP/1.1',
    `Host: localhost:${port}`,
    `Origin: http://localhost:${port}`,
    'Content-Type: application/x-www-form-urlencoded',
    'Content-Length: 10',
    'Expect: 100-continue',
  ];
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 100 /);
  return socket;
}

async function finish(socket: Socket, body: string): Promise<string> {
  socket.write(body);
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer);
}
