// The place where an application hears that somebody signed out (OpenID Connect Back-Channel Logout 1.0, 2.5).
// Invariant: it believes nothing; the logout token is handed to the test as it came.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface BackchannelListener {
  /** To register as the client's back-channel logout URI. */
  readonly uri: string;
  /** All logout tokens so far. */
  readonly received: readonly string[];
  /** The next logout token: at once if there is one that was not taken yet. */
  next(): Promise<string>;
  /** What to answer from now on, e.g. 500. */
  answer(status: number): void;
  stop(): Promise<void>;
}

export async function startBackchannelListener(): Promise<BackchannelListener> {
  const received: string[] = [];
  const waiting: ((token: string) => void)[] = [];
  let status = 200;
  let taken = 0;
  const server = createServer(async (request, answer) => {
    const body = new URLSearchParams(await text(request));
    received.push(body.get('logout_token') ?? '');
    answer.writeHead(status).end();
    const first = waiting.shift();
    if (first) first(received[taken++] ?? '');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo;
  return {
    uri: `http://127.0.0.1:${port}/backchannel`,
    received,
    next() {
      const present = received[taken];
      if (present === undefined) return new Promise((resolve) => waiting.push(resolve));
      taken++;
      return Promise.resolve(present);
    },
    answer(next) {
      status = next;
    },
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
