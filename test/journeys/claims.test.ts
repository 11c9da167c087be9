// What tokens say of each kind of evidence (design.md, "Levels and tokens"): in the first ID token, after a silent request, after
// a refresh, and at introspection; userinfo says nothing of it. How levels follow from evidence is policy/assurance.test.ts's.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Enrollment } from '../../ports/enrollments.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Parameters } from '../support/application.ts';
import { type AuthenticatorOptions, createAuthenticator, type Lies } from '../support/authenticator.ts';
import { day, minute, movableClock, second } from '../support/clock.ts';
import type { Page } from '../support/page.ts';
import { givePasskey, usePasskey } from '../support/passkeys.ts';
import { rememberOn, withPassword } from '../support/remembered-device.ts';
import { signIn } from '../support/sign-in.ts';
import { sheetOf } from './factors/backup-codes.ts';
import { atSecondStep, type FactorKind, prove } from './factors/factor.ts';
import { sms } from './factors/sms.ts';
import { totp } from './factors/totp.ts';
import { expectProof, mfa, type Scene, type SceneOptions, setScene, sfa, tokensAt } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => clock.advance(31 * second));
afterAll(async () => {
  await app.stop();
  clock.restore();
});

interface Evidence {
  readonly evidence: string;
  readonly acr: string;
  readonly amr: readonly string[];
  readonly options: () => SceneOptions;
  /** Signs in with it, and nothing else. */
  readonly prove: (scene: Scene) => Promise<Page>;
  /** Default true. */
  readonly isRefreshed?: boolean;
}

const nothing = { totp: false, backupCodes: false };
const optional = { secondFactor: 'optional' } as const;
const ward = { name: 'Ward', cidr: '198.51.100.0/24' };
const model = '2fc0579f-8113-47ea-b116-bb5a8db9202a';

/** With the password alone, as far as that leads. */
function password({ browser, application, person }: Scene): Promise<Page> {
  const { identifier, password } = person;
  return signIn(browser, application, { identifier, password });
}

const passwords: readonly Evidence[] = [
  {
    evidence: 'password',
    acr: sfa,
    amr: ['pwd'],
    options: () => ({ policy: optional, person: nothing }),
    prove: password,
  },
  passwordAnd(totp, ['pwd', 'otp', 'mfa']),
  passwordAnd(sms, ['pwd', 'sms', 'mfa']),
  {
    evidence: 'password + backup code',
    acr: mfa,
    amr: ['pwd', 'mfa'],
    options: () => ({}),
    async prove(scene) {
      await password(scene);
      return prove(scene.browser, sheetOf(scene.person));
    },
  },
];

function passwordAnd({ kind, policy, person, of }: FactorKind, amr: readonly string[]): Evidence {
  return {
    evidence: `password + ${kind}`,
    acr: mfa,
    amr,
    options: () => ({ policy, person: { ...nothing, ...person } }),
    async prove(scene) {
      const device = await of(app, scene.person);
      await atSecondStep(scene, scene.browser, device);
      return device.answer(scene.browser, device.right(scene.browser.page));
    },
  };
}

const passkeys: readonly Evidence[] = [
  passkey('password + synced passkey', 'phr', ['pwd', 'swk', 'user', 'mfa'], { synced: true }),
  passkey(
    'password + device-bound passkey that did not verify its user',
    'phr',
    ['pwd', 'pop', 'user', 'mfa'],
    {},
    { userVerified: false },
  ),
  passkey('password + attested passkey', 'phrh', ['pwd', 'hwk', 'user', 'mfa'], { aaguid: model }),
  passkey('synced passkey alone', 'phr', ['swk', 'user', 'mfa'], { synced: true }),
  passkey('device-bound passkey alone', 'phr', ['pop', 'user', 'mfa'], {}),
  passkey('attested passkey alone', 'phrh', ['hwk', 'user', 'mfa'], { aaguid: model }),
];

/** Attested if it is of the listed model; alone if `amr` has no `pwd`. */
function passkey(
  evidence: string,
  acr: string,
  amr: readonly string[],
  authenticator: AuthenticatorOptions,
  lies: Lies = {},
): Evidence {
  const policy = {
    factors: { passkey: true, totp: false, sms: false },
    passkeys: { synced: true, withoutUserVerification: true, hardware: [model] },
  };
  const isAlone = !amr.includes('pwd');
  return {
    evidence,
    acr,
    amr,
    options: () => ({ policy, person: { ...nothing, ...(isAlone && { password: null }) } }),
    async prove(scene) {
      const { browser, application, person } = scene;
      const key = createAuthenticator(authenticator);
      await givePasskey(app, person, key);
      await app.world.changeEnrollments(person.id, ({ factors }) => ({
        factors: factors.map(attestedIfListed),
      }));
      await (isAlone ? signIn(browser, application, {}) : password(scene));
      return usePasskey(browser, key, lies);
    },
  };
}

/** As if its maker had signed what it registered. */
function attestedIfListed(one: Enrollment): Enrollment {
  return one.kind === 'passkey' ? { ...one, attested: one.aaguid === model } : one;
}

/** What lets somebody in without a second factor adds nothing. */
const waivers: readonly Evidence[] = [
  {
    evidence: 'password, in a trusted network',
    acr: sfa,
    amr: ['pwd'],
    options: () => ({ policy: { trustedNetworks: [ward] }, address: '198.51.100.9' }),
    prove: password,
  },
  {
    evidence: 'password, on a remembered device',
    acr: sfa,
    amr: ['pwd'],
    options: () => ({}),
    async prove({ browser, application, person }) {
      await rememberOn(browser, application, person);
      clock.advance(minute);
      return withPassword(browser, application, person);
    },
  },
  {
    evidence: 'password, in grace',
    acr: sfa,
    amr: ['pwd'],
    options: () => ({ policy: { start: Date.now() - 2 * day }, person: nothing }),
    async prove(scene) {
      await password(scene);
      return scene.browser.submit({}, undefined, 'later');
    },
  },
  {
    evidence: 'password, in a break-glass window',
    acr: sfa,
    amr: ['pwd'],
    options: () => ({}),
    async prove(scene) {
      const check = { identityChecked: 'video', reason: 'phone broken' };
      const { breakGlass } = app.core.actions;
      const opened = await breakGlass.open({ kind: 'operator', name: 'test' }, scene.person.id, check);
      if (!opened.ok) throw new Error(opened.reason);
      await password(scene);
      await scene.browser.click('Use a code from your help desk');
      return scene.browser.submit({ code: opened.code });
    },
    isRefreshed: false,
  },
];

describe('D2 tokens say of', () => {
  test.each([...passwords, ...passkeys, ...waivers])(
    '$evidence: $acr, $amr',
    async ({ acr, amr, options, prove, isRefreshed = true }) => {
      const scene = await setScene(app, options());
      const { browser, application, person } = scene;
      const first = await tokensAt(await prove(scene), application);
      const proof = { acr, amr, at: Date.now() };
      expectProof(first, person, proof);

      clock.advance(2 * minute);
      const silently = async (parameters: Parameters = {}) =>
        browser.open(
          await application.authorizationUrl({ prompt: 'none', ...parameters }),
          application.redirectUri,
        );
      // What one request names must not be what the next one is told: the library would copy it.
      await silently({ acr_values: sfa });
      const silent = await tokensAt(await silently(), application);
      expectProof(silent, person, proof);
      const { auth_time, sid } = first.claims;
      expect(silent.claims).toMatchObject({ auth_time, sid });

      expect(silent.refreshToken !== undefined).toBe(isRefreshed);
      const last = isRefreshed ? await application.refresh(silent.refreshToken ?? '') : silent;
      expectProof(last, person, proof);
      expect(last.claims).toMatchObject({ auth_time, sid });
      expect(await application.introspect(last.accessToken)).toMatchObject({ active: true, acr, auth_time });
      const told = { sub: person.id, 'urn:sallyport:tenant': person.tenantId };
      expect(await application.userinfo(last)).toEqual(told);
    },
  );
});
