// What becomes of a code and its tokens: used once, rotated, revoked, introspected, and held to the policy each time (D1, D4).
// Fifty at once, on two instances: parallel-redemptions.test.ts. What tokens say of each kind of evidence: claims.test.ts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { having, type Scene, scene } from '../provider/desk.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { refusalOf, type Tokens } from '../support/application.ts';
import { signIn } from '../support/sign-in.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** A token, where the grant gives one. */
const refreshTokenOf = ({ refreshToken }: Tokens): string => {
  if (refreshToken === undefined) throw new Error('no refresh token');
  return refreshToken;
};

const isActive = async ({ application }: Scene, token: string) =>
  (await application.introspect(token)).active;

describe('a refresh token', () => {
  test('is rotated at each use, and says the same of the proof', async () => {
    const here = await scene(app);
    const first = await here.signIn();
    const second = await here.application.refresh(refreshTokenOf(first));
    expect(second.refreshToken).not.toBe(first.refreshToken);
    const { acr, amr, auth_time, sid } = first.claims;
    expect(second.claims).toMatchObject({ acr, amr, auth_time, sid });
    expect(first.expiresIn).toBe(300);
  });

  test('used again ends its family, the tokens of the winner too, and is recorded once', async () => {
    const here = await scene(app);
    const first = await here.signIn();
    const second = await here.application.refresh(refreshTokenOf(first));
    for (const stolen of [first, first])
      expect(await refusalOf(here.application.refresh(refreshTokenOf(stolen)))).toMatchObject({
        error: 'invalid_grant',
        status: 400,
      });
    expect(await refusalOf(here.application.refresh(refreshTokenOf(second)))).toMatchObject({
      error: 'invalid_grant',
    });
    expect(await refusalOf(here.application.userinfo(second))).toMatchObject({ error: 'invalid_token' });
    expect(await isActive(here, second.accessToken)).toBe(false);
    const events = await here.events('refresh.reused');
    expect(events).toHaveLength(1);
    expect(events[0]?.context).toMatchObject({
      accountId: here.person.id,
      email: here.person.email,
      clientId: here.registered.client.id,
    });
  });

  test('redeemed many times at once has one winner, whose tokens have ended with the family', async () => {
    const here = await scene(app);
    const { refreshToken = '' } = await here.signIn();
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => here.application.refresh(refreshToken)),
    );
    const won = tries.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
    expect(won).toHaveLength(1);
    for (const tokens of won)
      expect(await refusalOf(here.application.refresh(refreshTokenOf(tokens)))).toMatchObject({
        error: 'invalid_grant',
      });
    expect(await here.events('refresh.reused')).toHaveLength(1);
  });

  test('is refused after the policy became stricter, in words to act on, is not consumed, and works when it is enough again (A2, D4)', async () => {
    const here = await scene(app, { policy: { secondFactor: 'optional' }, person: { totp: false } });
    const tokens = await here.signIn();
    await app.world.setPolicy(here.tenant.id, { secondFactor: 'required' });
    expect(await refusalOf(here.application.refresh(refreshTokenOf(tokens)))).toEqual({
      error: 'invalid_grant',
      description:
        'the organisation now asks for more than was proved: send the person through the authorization endpoint again',
      status: 400,
    });
    expect(await refusalOf(here.application.userinfo(tokens))).toMatchObject({
      error: 'invalid_token',
      status: 401,
    });
    expect(await here.application.introspect(tokens.accessToken)).toEqual({ active: false });
    const refused = await here.events('redemption.refused');
    const places = refused.map(({ event }) => event.type === 'redemption.refused' && event.at);
    expect(places).toEqual(expect.arrayContaining(['refresh', 'userinfo', 'introspection']));
    await app.world.setPolicy(here.tenant.id, { secondFactor: 'optional' });
    expect((await here.application.refresh(refreshTokenOf(tokens))).claims.sub).toBe(here.person.id);
  });

  test('of a disabled account is refused, and its grant has ended for good (D4)', async () => {
    const here = await scene(app);
    const tokens = await here.signIn();
    await app.world.setStatus(here.person.id, 'disabled');
    expect(await refusalOf(here.application.refresh(refreshTokenOf(tokens)))).toMatchObject({
      error: 'invalid_grant',
      description: expect.stringContaining('account-disabled'),
    });
    await app.world.setStatus(here.person.id, 'active');
    expect(await refusalOf(here.application.refresh(refreshTokenOf(tokens)))).toMatchObject({
      error: 'invalid_grant',
    });
  });

  test('belongs to its client', async () => {
    const here = await scene(app);
    const other = await app.application(await app.world.client(here.tenant.id));
    const tokens = await here.signIn();
    expect(await refusalOf(other.refresh(refreshTokenOf(tokens)))).toMatchObject({ error: 'invalid_grant' });
    expect((await here.application.refresh(refreshTokenOf(tokens))).accessToken).toBeTruthy();
  });

  test('is not given to a client without the grant', async () => {
    const here = await scene(app, { client: { grantTypes: ['authorization_code'] } });
    expect((await here.signIn()).refreshToken).toBeUndefined();
  });
});

describe('a code', () => {
  test('used again revokes what it gave, and is recorded (RFC 6749 4.1.2)', async () => {
    const here = await scene(app);
    const arrival = await here.arrive();
    const tokens = await here.application.callback(arrival);
    expect(await refusalOf(here.application.callback(arrival))).toMatchObject({ error: 'invalid_grant' });
    expect(await refusalOf(here.application.userinfo(tokens))).toMatchObject({ error: 'invalid_token' });
    expect(await refusalOf(here.application.refresh(refreshTokenOf(tokens)))).toMatchObject({
      error: 'invalid_grant',
    });
    const [event] = await here.events('redemption.refused');
    expect(event?.event).toMatchObject({ at: 'code', why: 'used already' });
  });

  test('redeemed many times at once gives tokens once, and they are dead', async () => {
    const here = await scene(app);
    const arrival = await here.arrive();
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => here.application.callback(arrival)),
    );
    const won = tries.filter((one) => one.status === 'fulfilled').map(({ value }) => value);
    expect(won).toHaveLength(1);
    for (const tokens of won) expect(await isActive(here, tokens.accessToken)).toBe(false);
  });

  test('is judged by the policy of now: an account disabled since gets no tokens (D4)', async () => {
    const here = await scene(app);
    const arrival = await here.arrive();
    await app.world.setStatus(here.person.id, 'disabled');
    expect(await refusalOf(here.application.callback(arrival))).toMatchObject({ error: 'invalid_grant' });
  });

  test('of a client that was deleted since is refused', async () => {
    const here = await scene(app);
    const arrival = await here.arrive();
    await app.store.storage.clients.delete(here.registered.client.id);
    expect(await refusalOf(here.application.callback(arrival))).toMatchObject({ error: 'invalid_client' });
  });
});

describe('revocation', () => {
  test.each(['accessToken', 'refreshToken'] as const)(
    'of the %s ends all that was given with it',
    async (which) => {
      const here = await scene(app);
      const tokens = await here.signIn();
      await here.application.revoke(tokens[which] ?? '');
      expect(await isActive(here, tokens.accessToken)).toBe(false);
      expect(await refusalOf(here.application.refresh(refreshTokenOf(tokens)))).toMatchObject({
        error: 'invalid_grant',
      });
    },
  );

  test('is refused to another client, and changes nothing', async () => {
    const here = await scene(app);
    const tokens = await here.signIn();
    const other = await app.application(await app.world.client(here.tenant.id));
    expect(await refusalOf(other.revoke(tokens.accessToken))).toMatchObject({ error: 'invalid_request' });
    expect(await isActive(here, tokens.accessToken)).toBe(true);
  });
});

describe('introspection', () => {
  test('tells the own client and others of the organisation what was proved, others nothing', async () => {
    const here = await scene(app);
    const { accessToken, claims } = await here.signIn();
    const same = await app.application(await app.world.client(here.tenant.id));
    const elsewhere = await app.application(await app.world.client((await app.world.tenant()).id));
    for (const one of [here.application, same])
      expect(await one.introspect(accessToken)).toMatchObject({
        active: true,
        sub: here.person.id,
        client_id: here.registered.client.id,
        acr: claims.acr,
        auth_time: claims.auth_time,
      });
    expect(await elsewhere.introspect(accessToken)).toEqual({ active: false });
    expect(await here.application.introspect('no-token-at-all')).toEqual({ active: false });
  });
});

describe('what each code says of the proof (D2, D3)', () => {
  test('a weaker later request does not change what earlier tokens said', async () => {
    const here = await scene(app, { policy: { secondFactor: 'optional' } });
    const strong = await here.signIn();
    expect(strong.claims.acr).toBe('https://refeds.org/profile/mfa');
    const weak = await here.signIn({ acr_values: 'https://refeds.org/profile/sfa' });
    expect(weak.claims.acr).toBe('https://refeds.org/profile/sfa');
    const later = await here.application.refresh(refreshTokenOf(strong));
    expect(later.claims).toMatchObject({ acr: 'https://refeds.org/profile/mfa', amr: ['pwd', 'otp', 'mfa'] });
    const { active, acr } = await here.application.introspect(strong.accessToken);
    expect({ active, acr }).toEqual({ active: true, acr: 'https://refeds.org/profile/mfa' });
  });

  test('the id of the session changes across a step-up, and its sid for the application stays', async () => {
    const here = await scene(app, { policy: { secondFactor: 'off' } });
    const cookie = () => here.browser.jar.find('sallyport-session')?.value;
    const weak = await here.signIn();
    const before = cookie();
    await app.world.setPolicy(here.tenant.id, { secondFactor: 'required' });
    const strong = await here.signIn();
    expect(weak.claims.amr).toEqual(['pwd']);
    expect(strong.claims.amr).toEqual(['pwd', 'otp', 'mfa']);
    expect(strong.claims.sid).toBe(weak.claims.sid);
    expect(before).toBeTruthy();
    expect(cookie()).not.toBe(before);
  });

  test('somebody refused without a page stands in the log (F1)', async () => {
    const here = await scene(app);
    await here.signIn();
    await app.world.setStatus(here.person.id, 'disabled');
    const { url } = await here.arrive({ prompt: 'none' });
    expect(url.searchParams.get('error')).toBe('access_denied');
    const [event] = await here.events('authorization.refused');
    expect(event?.event).toMatchObject({ why: 'account-disabled' });
    expect(event?.context).toMatchObject({ accountId: here.person.id, email: here.person.email });
  });

  test('a session of an account that is gone is no error: somebody is asked to sign in', async () => {
    const here = await scene(app);
    await here.signIn();
    const next = await app.world.person(here.tenant.id, { totp: true });
    await app.store.inside.forgetAccount(here.person.id);
    const { url } = await here.arrive({ prompt: 'none' });
    expect(url.searchParams.get('error')).toBe('login_required');
    const page = await signIn(here.browser, here.application, having(next));
    expect(page.title).toBe('Submitting Callback'); // the library signs the old account out with a form of its own
    const { arrival, describe: shown } = await here.browser.submit();
    if (!arrival) throw new Error(shown());
    expect((await here.application.callback(arrival)).claims.sub).toBe(next.id);
  });
});
