// Told to stop while somebody is being served: what is under way is answered, nothing new is begun, and it ends in time.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type SmsGatewaySink, startSmsGateway } from '../support/sms-gateway.ts';
import { type StoppableServer, startStoppable, takesConnections, until } from './process-runs.ts';

/** ms; issue: "SIGTERM drains within 10 s". */
const drain = 10_000;

let gateway: SmsGatewaySink;
let server: StoppableServer;
beforeAll(async () => {
  gateway = await startSmsGateway();
});
beforeEach(async () => {
  server = await startStoppable(gateway.settings);
});
afterEach(() => server.dispose());
afterAll(() => gateway.stop());

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

test('a request that never ends holds it up for less than 10 s, and so does no collector of metrics (G5)', async () => {
  const slow = await openRequest(server.port);
  slow.on('error', () => undefined);
  // The collector keeps its connection, and the balance was read when the server started (B4).
  const metrics = () =>
    fetch(`http://127.0.0.1:${server.metricsPort}/metrics`).then((answer) => answer.text());
  await until(async () => /^sallyport_sms_balance 1000$/m.test(await metrics()), 'it never told the balance');
  expect(await metrics()).toMatch(/^process_resident_memory_bytes \d+$/m);
  const { status } = await fetch(`http://127.0.0.1:${server.port}/metrics`);
  expect(status).toBe(404);
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
