// Fifty at once with one thing that works once, spread over two processes of the server: exactly one is answered with success
// (G2, D1, A13, B1, B2, B3, B4; issue "Several instances").
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAuthenticator } from '../support/authenticator.ts';
import { second } from '../support/clock.ts';
import { givePasskey, passkeyAnswer, passkeyAsked } from '../support/passkeys.ts';
import { signIn } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { atOnce, expectOne, givesCode, pathOf } from './at-once.ts';
import { type Stage, startStage } from './at-once-stage.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'lost phone' };

let stage: Stage;
/** Has every factor that can be typed. */
let person: Person;
beforeAll(async () => {
  stage = await startStage();
  person = await stage.person({ totp: true, backupCodes: true, phone: '+41791234567' });
});
// Each test begins with a code of the app that nobody used.
beforeEach(() => stage.advance(60 * second));
afterAll(() => stage.stop());

interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function askForTokens(index: number, fields: Readonly<Record<string, string>>): Promise<Answered> {
  const { cluster, registered } = stage;
  const basic = Buffer.from(`${registered.client.id}:${registered.secret}`).toString('base64');
  const { port } = cluster.servers[index % cluster.servers.length] ?? { port: 0 };
  const answer = await fetch(`http://127.0.0.1:${port}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${basic}` },
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, body: (await answer.json()) as Answered['body'] }; // OAuth answers are objects
}

/** Tokens that are bound to a key (RFC 9449), and what proves it at the userinfo endpoint: each call another proof. */
async function boundTokens(): Promise<{ token: string; prove: () => Promise<string> }> {
  const { cluster, both, registered } = stage;
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const proof = (claims: Readonly<Record<string, string>>) =>
    new SignJWT({ ...claims, jti: randomUUID(), iat: Math.floor(cluster.now() / 1000) })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(privateKey);
  const at = (path: string) => `${cluster.issuer}${path}`;
  const basic = Buffer.from(`${registered.client.id}:${registered.secret}`).toString('base64');
  const given = await both.browser(0).send({
    ...{ url: at('/token'), method: 'POST' },
    headers: {
      ...{ Authorization: `Basic ${basic}`, 'Content-Type': 'application/x-www-form-urlencoded' },
      DPoP: await proof({ htm: 'POST', htu: at('/token') }),
    },
    body: new URLSearchParams(await obtainCode()).toString(),
  });
  const token = String(JSON.parse(given.body).access_token);
  const ath = createHash('sha256').update(token).digest('base64url');
  return { token, prove: () => proof({ htm: 'GET', htu: at('/userinfo'), ath }) };
}

/** A code, and what redeems it. */
async function obtainCode(): Promise<Readonly<Record<string, string>>> {
  const { application, both } = stage;
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const own = { code_challenge: challenge, code_challenge_method: 'S256' };
  const page = await signIn(both.browser(0), application, await stage.person({ totp: true }), own);
  const code = page.arrival?.url.searchParams.get('code') ?? '';
  const { redirectUri } = application;
  return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
}

async function expectOneRedemption(fields: Readonly<Record<string, string>>): Promise<Answered['body']> {
  const answers = await Promise.all(atOnce.map((index) => askForTokens(index, fields)));
  const lost = answers.filter(({ status }) => status !== 200);
  expect(lost).toHaveLength(49);
  expect(new Set(lost.map(({ status, body }) => `${status} ${body.error}`))).toEqual(
    new Set(['400 invalid_grant']),
  );
  return answers.find(({ status }) => status === 200)?.body ?? {};
}

describe('fifty at once, over two processes', () => {
  test('one authorization code: one gets tokens', async () => {
    expect(await expectOneRedemption(await obtainCode())).toHaveProperty('id_token');
  });

  test('one refresh token: one gets the next, which is then revoked with its family', async () => {
    const { body } = await askForTokens(0, await obtainCode());
    const grant = { grant_type: 'refresh_token' };
    const won = await expectOneRedemption({ ...grant, refresh_token: String(body.refresh_token) });
    for (const index of [0, 1])
      expect(
        (await askForTokens(index, { ...grant, refresh_token: String(won.refresh_token) })).body.error,
      ).toBe('invalid_grant');
  });

  test('one pushed request (RFC 9126): one gets a code', async () => {
    const { both, application } = stage;
    const first = both.browser(0);
    const own = await stage.person({ totp: true });
    await signIn(first, application, { ...own, code: () => own.code() });
    const url = await application.pushedAuthorizationUrl({ prompt: 'none' });
    const ways = [first, both.browser(1)];
    for (const cookie of first.jar.list()) ways[1]?.jar.put(cookie);
    const pages = await Promise.all(
      atOnce.map((index) => (ways[index % 2] ?? first).tab().open(url, application.redirectUri)),
    );
    expectOne(pages, givesCode);
  });

  test('one proof of a key (RFC 9449): one is answered', async () => {
    const { both, cluster } = stage;
    const { token, prove } = await boundTokens();
    const url = `${cluster.issuer}/userinfo`;
    const ask = (index: number, proof: string) =>
      both.browser(index).send({ url, headers: { Authorization: `DPoP ${token}`, DPoP: proof } });
    const proof = await prove();
    const answers = await Promise.all(atOnce.map((index) => ask(index, proof)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    // Whether it was found to be used, or lost the race.
    expect(answers.filter(({ status }) => status === 401 || status === 400)).toHaveLength(49);
    expect((await ask(1, await prove())).status).toBe(200);
  });

  test('one code of an app: one is let in', async () => {
    const { both } = stage;
    const crowd = await both.atSecondFactor(person);
    const code = person.code();
    expectOne(await both.post(crowd, 'second-factor?method=totp', () => ({ code })), givesCode);
  });

  test('one backup code: one is let in', async () => {
    const { both, cluster } = stage;
    const crowd = await both.atSecondFactor(person);
    const [code = ''] = person.backupCodes;
    expectOne(await both.post(crowd, 'second-factor?method=backup-code', () => ({ code })), givesCode);
    const { backupCodes } = await cluster.storage.enrollments.find(person.id);
    expect(backupCodes?.codes.filter(({ usedAt }) => usedAt !== null)).toHaveLength(1);
  });

  test('one code of a break-glass window: one is let in', async () => {
    const { both, actions } = stage;
    const crowd = await both.atSecondFactor(person);
    const opened = await actions.breakGlass.open(operator, person.id, check);
    if (!opened.ok) throw new Error(opened.reason);
    const { code } = opened;
    expectOne(await both.post(crowd, 'second-factor?method=break-glass', () => ({ code })), givesCode);
    expect(await stage.eventsOf(person, 'break-glass.used')).toHaveLength(1);
  });

  test('one code of a text message, in the sign-in that asked: one is let in', async () => {
    const { both, sms } = stage;
    const [asking] = await both.atSecondFactor(person);
    if (!asking) throw new Error('nobody is there');
    await asking.post(pathOf(asking, 'send-text'), Object.fromEntries(asking.page.form().values));
    const code = /#(\d{6})$/.exec(sms.messages().at(-1)?.text ?? '')?.[1] ?? '';
    const ways = await both.atBoth(asking);
    expectOne(await both.post(ways, 'second-factor?method=sms', () => ({ code })), givesCode);
    const used = await stage.eventsOf(person, 'factor.used');
    expect(used.filter(({ body }) => body.includes('"kind":"sms"'))).toHaveLength(1);
  });

  test('one answer of a passkey: one is let in', async () => {
    const { both, cluster } = stage;
    const authenticator = createAuthenticator({ synced: true });
    const holder = await stage.person();
    await givePasskey(cluster, holder, authenticator);
    const [asking] = await both.atSecondFactor(holder);
    if (!asking) throw new Error('nobody is there');
    const passkey = passkeyAnswer(asking.page, authenticator);
    const { action } = passkeyAsked(asking.page);
    const ways = await both.atBoth(asking);
    expectOne(await both.post(ways, action, () => ({ passkey })), givesCode);
    const used = await stage.eventsOf(holder, 'factor.used');
    expect(used.filter(({ body }) => body.includes('"kind":"passkey"'))).toHaveLength(1);
  });
});
