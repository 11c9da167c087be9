// A load balancer: hands each request to the next server in turn, and past those that do not listen.
// Invariant: a request that a server may have seen is never given to another; what it breaks off breaks off here too.
import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Balancer {
  readonly port: number;
  /** From now on these, by their ports. */
  serve(ports: readonly number[]): void;
  /** How many requests each port has answered. */
  answered(): ReadonlyMap<number, number>;
  close(): Promise<void>;
}

export async function startRoundRobin(): Promise<Balancer> {
  let ports: readonly number[] = [];
  let turn = 0;
  const answered = new Map<number, number>();
  const server = createServer((incoming, outgoing) => {
    turn += 1;
    const order = ports.map((_, index) => ports[(turn + index) % ports.length] ?? 0);
    forward(incoming, outgoing, order, (port) => answered.set(port, (answered.get(port) ?? 0) + 1));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    // A listening TCP server has an address of this shape.
    port: (server.address() as AddressInfo).port,
    serve(next) {
      ports = next;
    },
    answered: () => answered,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  [port, ...others]: readonly number[],
  count: (port: number) => void,
): void {
  if (port === undefined) return void outgoing.writeHead(502).end();
  const { method, url, headers } = incoming;
  const onward: ClientRequest = request({
    host: '127.0.0.1',
    port,
    method,
    path: url,
    headers,
    agent: false,
  });
  onward.once('response', (answer) => {
    count(port);
    outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(outgoing);
    answer.once('error', () => outgoing.destroy());
  });
  onward.once('error', (error) => {
    // Nobody listened, so nobody has seen it, and its body was not read yet.
    const refused = 'code' in error && error.code === 'ECONNREFUSED';
    if (refused) forward(incoming, outgoing, others, count);
    else outgoing.destroy();
  });
  // Only once it is connected: a body that was read is gone for the next one.
  onward.once('socket', (socket) => socket.once('connect', () => incoming.pipe(onward)));
}
