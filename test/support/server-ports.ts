// Ports for servers that are started, and started again, some time after they were given one.
// Invariant: they lie below those that systems give to outgoing connections, so that nobody else takes one meanwhile.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** A node of a Redis Cluster also listens this much higher. */
const busOffset = 10_000;

/** Each worker of a run draws from its own: a server that is being started again has left its port free meanwhile. */
const first = 11_000;
const toAWorker = 1_000;
const workers = 10;

/** Different ones, free now, as are those of their cluster bus. */
export async function quietPorts(count: number): Promise<readonly number[]> {
  const from = first + (Number(process.env.VITEST_POOL_ID ?? 0) % workers) * toAWorker;
  const held: Server[] = [];
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(from, from + toAWorker);
    const pair = await Promise.all([hold(port), hold(port + busOffset)]);
    held.push(...pair.filter((server) => server !== null));
    if (!pair.includes(null)) ports.push(port);
  }
  await Promise.all(held.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

async function hold(port: number): Promise<Server | null> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return null;
  }
}
