// SIGTERM: what is open is finished, and nothing that hangs keeps the process (G5; issue: within 10 s).
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { createVisitors, gather } from '../journeys/crash-crowd.ts';
import { prepareServer } from '../support/server.ts';
import { signIn } from '../support/sign-in.ts';

test('G5 a mail server that hangs does not keep the server from stopping within 10 s', async () => {
  const hanging = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(hanging, 'listening');
  const connected = once(hanging, 'connection');
  const { port } = hanging.address() as AddressInfo; // a listening TCP server has one of this shape
  const server = await prepareServer({
    settings: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'it@northwind.example' },
  });
  const crowd = await gather(server, 0, 1);
  await server.start();
  const { application, browser } = await createVisitors(server, crowd);
  await signIn(browser(), application, crowd.newcomers[0]?.person ?? {});
  // The notice of the help desk's code is on its way.
  const [socket] = await connected;
  const began = performance.now();
  await server.stop();
  expect(performance.now() - began).toBeLessThan(10_500);
  expect(server.logs()).toContain('stopping');
  // What matters was done before the waiting: the checkpoint is there.
  expect(existsSync(join(server.dataDir, 'checkpoints.ndjson'))).toBe(true);
  socket.destroy();
  hanging.close();
  await server.dispose();
});
