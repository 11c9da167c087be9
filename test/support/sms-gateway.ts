// A gateway for text messages that keeps what it is sent, over HTTP, and answers as the test says.
// Invariant: requests are kept as they came over the wire; the settings that name it are those of an operator.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedSms {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it came. */
  readonly body: string;
}

/** What it does with the next requests. `silent`: it takes them and never answers. `gone`: it hangs up. */
export type GatewayMood = 'fine' | 'refusing' | 'odd' | 'silent' | 'gone';

export interface SmsGatewaySink {
  /** SALLYPORT_ settings without the prefix. */
  readonly settings: Readonly<Record<string, string>>;
  readonly url: string;
  readonly received: readonly ReceivedSms[];
  be(mood: GatewayMood): void;
  /** What it tells to who asks for the balance. */
  hold(balance: unknown): void;
  /** To and text of each message that it took, in order; with `settings` above. */
  messages(): readonly { readonly to: string; readonly text: string }[];
  stop(): Promise<void>;
}

export async function startSmsGateway(): Promise<SmsGatewaySink> {
  const received: ReceivedSms[] = [];
  let mood: GatewayMood = 'fine';
  let balance: unknown = 1000;
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const { method = '', url: path = '', headers } = request;
    received.push({ method, path, headers, body });
    answer(
      response,
      mood,
      path === '/balance' ? { balance } : { messages: [{ id: `sms-${received.length}` }] },
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A listening TCP server has an address of this shape.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    received,
    settings: {
      SMS_URL: `${url}/messages`,
      SMS_HEADERS: '{"Authorization":"Bearer gateway-key"}',
      SMS_BODY: '{"to":"{to}","from":"{from}","text":"{text}"}',
      SMS_FROM: 'Northwind',
      SMS_MESSAGE_ID: '/messages/0/id',
      SMS_BALANCE_URL: `${url}/balance`,
      SMS_BALANCE: '/balance',
      SMS_BALANCE_LOW: '100',
    },
    be(next) {
      mood = next;
    },
    hold(next) {
      balance = next;
    },
    messages: () =>
      received
        .filter(({ path }) => path === '/messages')
        // It has the shape that the settings above give it.
        .map(({ body }) => JSON.parse(body) as { to: string; text: string }),
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}

function answer(response: ServerResponse, mood: GatewayMood, told: object): void {
  if (mood === 'silent') return;
  if (mood === 'gone') return void response.destroy();
  if (mood === 'refusing') return void response.writeHead(402).end('{"error":"no credit"}');
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(mood === 'odd' ? '{"status":"1"}' : JSON.stringify(told));
}
