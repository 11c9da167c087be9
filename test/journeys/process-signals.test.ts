// Told to stop while somebody is being served: what is under way is answered, nothing new is begun, and it ends in time.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prepareServer } from '../support/server.ts';
import { until } from '../support/server-group.ts';
import { signIn } from '../support/sign-in.ts';
import { type SmsGatewaySink, startSmsGateway } from '../support/sms-gateway.ts';
import { createVisitors, gather } from './crash-crowd.ts';
import { type StoppableServer, startStoppable, takesConnections } from './process-runs.ts';

/** ms; issue: "SIGTERM drains within 10 s". */
const drain = 10_000;

let gateway: SmsGatewaySink;
beforeAll(async () => {
  gateway = await startSmsGateway();
});
const toEnd: { dispose(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(toEnd.map((server) => server.dispose()));
  await gateway.stop();
});

// Side by side: two of them wait for the end of the time that a server is given.
describe('told to stop', { concurrent: true }, () => {
  async function started(): Promise<StoppableServer> {
    const server = await startStoppable(gateway.settings);
    toEnd.push(server);
    return server;
  }

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s: a request under way is answered, new ones are not taken, and the exit code is 0 (G5)',
    async (signal) => {
      const server = await started();
      const slow = await openRequest(server.port);
      server.signal(signal);
      await until('it to take no connections', async () => !(await takesConnections(server.port)));
      expect(await finish(slow, 'x=12345678')).toMatch(/^HTTP\/1\.1 4\d\d /);
      expect(await server.ended()).toBe(0);
      expect(server.logs()).toContain('"msg":"stopped"');
    },
  );

  test('a request that never ends holds it up for less than 10 s, and so does no collector of metrics (G5)', async () => {
    const server = await started();
    const slow = await openRequest(server.port);
    slow.on('error', () => undefined);
    // The collector keeps its connection, and the balance was read when the server started (B4).
    const metrics = () =>
      fetch(`http://127.0.0.1:${server.metricsPort}/metrics`).then((answer) => answer.text());
    await until('the balance', async () => /^sallyport_sms_balance 1000$/m.test(await metrics()));
    expect(await metrics()).toMatch(/^process_resident_memory_bytes \d+$/m);
    const { status } = await fetch(`http://127.0.0.1:${server.port}/metrics`);
    expect(status).toBe(404);
    const began = performance.now();
    server.signal('SIGTERM');
    expect(await server.ended()).toBe(0);
    expect(performance.now() - began).toBeLessThan(drain);
    expect(server.logs()).toContain('"msg":"stopped"');
    slow.destroy();
  });

  test('a mail server that hangs does not keep it from stopping within 10 s (G5)', async () => {
    const hanging = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    const connected = once(hanging, 'connection');
    const { port } = hanging.address() as AddressInfo; // a listening TCP server has one of this shape
    const server = await prepareServer({
      settings: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'it@northwind.example' },
    });
    toEnd.push(server);
    const crowd = await gather(server, 0, 1);
    await server.start();
    const { application, browser } = await createVisitors(server, crowd);
    await signIn(browser(), application, crowd.newcomers[0]?.person ?? {});
    // The notice of the help desk's code is on its way.
    const [socket] = await connected;
    const began = performance.now();
    await server.stop();
    expect(performance.now() - began).toBeLessThan(drain + 500);
    expect(server.logs()).toContain('stopping');
    // What matters was done before the waiting: the checkpoint is there.
    expect(existsSync(join(server.dataDir, 'checkpoints.ndjson'))).toBe(true);
    socket.destroy();
    hanging.close();
  });
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
