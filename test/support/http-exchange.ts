// One request and its answer over node:http, without fetch, which would not send a browser's own headers.
// Invariant: nothing is followed, stored or repeated here: a request that a server broke off may have been carried out.
import { Agent, request } from 'node:http';

export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Keeps connections for the next request. Default: those that all browsers share, as behind a proxy. */
  readonly agent?: Agent;
}

/** Idle connections are given up 4 s before the servers do, so that none is taken in the moment when it is closed. */
const shared = new Agent({ keepAlive: true, agentKeepAliveTimeoutBuffer: 4000 });

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly setCookies: readonly string[];
  readonly body: string;
}

/**
 * @param to where to connect instead of where the URL points: then `url` is what a TLS proxy in front would be asked for,
 * and the request carries its Host, X-Forwarded-Proto and so on only if `headers` say so.
 */
export function exchange(wanted: Outgoing, to: URL = wanted.url): Promise<Answer> {
  const { url, method, headers, body, agent } = wanted;
  const target = new URL(url.pathname + url.search, to);
  if (target.protocol !== 'http:') throw new Error(`no way to reach ${url.origin}: give it in \`via\``);
  const host = target.hostname === 'localhost' ? '127.0.0.1' : target.hostname.replace(/^\[|\]$/g, '');
  const length = body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const options = {
      host,
      port: target.port || 80,
      path: target.pathname + target.search,
      method,
      headers: { Host: url.host, ...length, ...headers },
      agent: agent ?? shared,
    };
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: headersOf(incoming.rawHeaders),
          setCookies: incoming.headers['set-cookie'] ?? [],
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(raw[at] ?? '', raw[at + 1] ?? '');
  return headers;
}
