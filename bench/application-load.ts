// An application and its people as load: plain requests over kept connections, which cost this side as little as they can.
// Invariant: an answer that is not the one expected ends the measurement; nothing refused is ever counted as done.
import { createHash, randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { createBrowser } from '../test/support/browser.ts';
import { type Answer, exchange } from '../test/support/http-exchange.ts';
import { goOn } from '../test/support/sign-in.ts';
import type { Person } from '../test/support/world.ts';
import type { Scene } from './scene.ts';

export interface Tokens {
  readonly access: string;
  readonly refresh: string;
}

export interface ApplicationLoad {
  /** As a person does, from the application's link to its redirect URI. */
  signIn(person: Person): Promise<{ readonly code: string; readonly cookie: string }>;
  /** @param cookie of the session */
  authorize(cookie: string): Promise<string>;
  exchange(code: string): Promise<Tokens>;
  refresh(token: string): Promise<Tokens>;
  userinfo(accessToken: string): Promise<void>;
  introspect(accessToken: string): Promise<void>;
  /** The token endpoint's plain answer, refused or not. */
  redeem(fields: Readonly<Record<string, string>>): Promise<Answer>;
  close(): void;
}

/** Of every code here: what is measured is not how the application makes it up. */
export const codeVerifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(codeVerifier).digest('base64url');

/** @param origin where one of the servers listens, if that is not where the issuer points */
export function createApplicationLoad(
  { client, secret }: Scene,
  issuer: string,
  origin: string = issuer,
): ApplicationLoad {
  // The server ends idle connections after five seconds; a request must not meet that moment.
  const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 2_000 });
  const redirectUri = client.redirectUris[0] ?? '';
  const authorization = `Basic ${Buffer.from(`${client.id}:${secret}`).toString('base64')}`;
  const ask = (path: string, headers: Readonly<Record<string, string>>, body?: string) => {
    const method = body === undefined ? 'GET' : 'POST';
    const outgoing = {
      url: new URL(path, issuer),
      method,
      headers,
      agent,
      ...(body !== undefined && { body }),
    };
    return exchange(outgoing, new URL(origin));
  };
  const post = (path: string, fields: Readonly<Record<string, string>>) =>
    ask(
      path,
      { Authorization: authorization, 'Content-Type': 'application/x-www-form-urlencoded' },
      new URLSearchParams(fields).toString(),
    );
  const authorizationPath = (more: Readonly<Record<string, string>>) =>
    `/auth?${new URLSearchParams({ ...requestOf(client.id, redirectUri), ...more })}`;

  return {
    async signIn(person) {
      const via = origin === issuer ? {} : { via: { [issuer]: origin } };
      const browser = createBrowser({ stopAt: [redirectUri], agent, ...via });
      await browser.open(new URL(authorizationPath({ login_hint: person.id }), issuer));
      const { arrival, describe } = await goOn(browser, { ...person, code: () => person.code() });
      if (!arrival) throw new Error(`a sign-in stopped: ${describe()}`);
      const cookie = browser.jar.header({ url: new URL('/auth', issuer), method: 'GET', initiator: null });
      return { code: codeIn(arrival.url.href), cookie: cookie ?? '' };
    },
    async authorize(cookie) {
      const answer = await ask(authorizationPath({ prompt: 'none' }), { Cookie: cookie });
      return codeIn(answer.headers.get('location') ?? `${answer.status} ${answer.body}`);
    },
    exchange: async (code) => tokensIn(await post('/token', codeFields(code, redirectUri))),
    refresh: async (token) => tokensIn(await post('/token', refreshFields(token))),
    async userinfo(accessToken) {
      expectOk(await ask('/userinfo', { Authorization: `Bearer ${accessToken}` }), '"sub"');
    },
    async introspect(token) {
      expectOk(await post('/token/introspection', { token }), '"active":true');
    },
    redeem: (fields) => post('/token', fields),
    close: () => agent.destroy(),
  };
}

export function codeFields(code: string, redirectUri: string): Readonly<Record<string, string>> {
  return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: codeVerifier };
}

export function refreshFields(token: string): Readonly<Record<string, string>> {
  return { grant_type: 'refresh_token', refresh_token: token };
}

function requestOf(clientId: string, redirectUri: string): Readonly<Record<string, string>> {
  return {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 'a-state-of-usual-length-0123456789abcdef',
    nonce: 'a-nonce-of-usual-length-0123456789abcdef',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
}

function codeIn(location: string): string {
  const code = URL.parse(location)?.searchParams.get('code');
  if (!code) throw new Error(`no code was given: ${location.slice(0, 300)}`);
  return code;
}

function tokensIn(answer: Answer): Tokens {
  expectOk(answer, '"refresh_token"');
  // The two fields that every answer of the token endpoint here has.
  const { access_token: access, refresh_token: refresh } = JSON.parse(answer.body) as Record<string, string>;
  return { access: access ?? '', refresh: refresh ?? '' };
}

function expectOk({ status, body }: Answer, part: string): void {
  if (status !== 200 || !body.includes(part)) throw new Error(`${status} ${body.slice(0, 300)}`);
}
