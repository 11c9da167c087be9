// Stands between the server under test and a Redis, and counts how often the one waits for the other, on the wire itself.
// Invariant: it passes everything on as it came; a wait is what is sent after an answer, however many commands travel together.
import { createConnection, createServer, type Socket } from 'node:net';

export interface WireTap {
  readonly port: number;
  /** How often something was sent and waited for, so far. */
  waits(): number;
  close(): Promise<void>;
}

export async function tapWire(to: { readonly host: string; readonly port: number }): Promise<WireTap> {
  const sockets = new Set<Socket>();
  let waits = 0;
  const server = createServer((client) => {
    const upstream = createConnection(to);
    let waiting = false;
    client.on('data', (sent) => {
      if (!waiting) waits += 1;
      waiting = true;
      upstream.write(sent);
    });
    upstream.on('data', (answer) => {
      waiting = false;
      client.write(answer);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('close', () => other.destroy()).on('error', () => other.destroy());
    }
  });
  const port = await new Promise<number>((listening) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      listening(typeof address === 'object' && address ? address.port : 0);
    });
  });
  return {
    port,
    waits: () => waits,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}
