// Removing second steps on the account pages: one of two, a lost one, all of them (B7, A14). The last one: every-factor.test.ts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { hour, movableClock, second } from '../support/clock.ts';
import { givePasskey, usePasskey } from '../support/passkeys.ts';
import { goOn, signIn } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { type SceneOptions, setScene } from './scene.ts';

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

const having = (person: Person) => ({ ...person, code: () => person.code() });
const enrollmentsOf = ({ id }: Person) => app.store.storage.enrollments.find(id);

async function atFactors(options: SceneOptions = {}) {
  const scene = await setScene(app, options);
  await signIn(scene.browser, scene.application, having(scene.person));
  await scene.browser.open(`${app.issuer}/account/factors`);
  return scene;
}

/** One more of the same kind, as another phone would be. */
async function addAnother(person: Person): Promise<void> {
  await app.world.changeEnrollments(person.id, ({ factors }) => ({
    factors: factors.flatMap((one) => [one, { ...one, id: 'B'.repeat(22), name: 'Old phone' }]),
  }));
}

async function eventsOf({ tenantId, id }: Person): Promise<string[]> {
  await app.core.audit.drain();
  const rows = await app.store.storage.audit.readBack(tenantId, null, 20, id);
  return rows.map(({ type }) => type);
}

describe('where second steps are optional', () => {
  const policy = { secondFactor: 'optional' } as const;

  test('B7: all of them are turned off at once, and can be set up again', async () => {
    const { browser, person } = await atFactors({ policy });
    await addAnother(person);
    await browser.click('Turn off second steps');
    expect(browser.page.text).toContain('Old phone');
    await browser.submit();
    expect(browser.page.text).toContain('Second steps are turned off.');
    expect((await enrollmentsOf(person)).factors).toEqual([]);
    await browser.click('Add a second step');
    expect(browser.page.heading).toBe('Choose your second step');
  });
});

describe('where a second step is required', () => {
  test('B7: of two, one can be removed, and never all at once', async () => {
    const { browser, person } = await atFactors();
    await addAnother(person);
    await browser.reload();
    expect(browser.page.text).not.toContain('Turn off second steps');
    await browser.click('Old phone');
    const csrf = browser.page.forms[0]?.values.get('csrf') ?? '';
    await browser.open(`${app.issuer}/account/factors/off`);
    expect(browser.page.url.pathname).toBe('/account/factors');
    await browser.post(`${app.issuer}/account/factors/off`, { csrf });
    expect((await enrollmentsOf(person)).factors).toHaveLength(2);
    await browser.open(`${app.issuer}/account/factors`);
    await browser.click('Old phone');
    await browser.click('Remove it');
    await browser.submit();
    expect((await enrollmentsOf(person)).factors.map(({ name }) => name)).toEqual(['Authenticator app']);
    expect(await eventsOf(person)).toContain('factor.removed');
  });
});

describe('without a password', () => {
  test('B7: passkeys cannot be turned off, since nothing would be left to sign in with; one of two can be removed', async () => {
    const scene = await setScene(app, {
      policy: { secondFactor: 'optional', factors: { passkey: true, totp: false, sms: false } },
      person: { password: null, totp: false, backupCodes: false },
    });
    const { browser, application, person } = scene;
    const key = createAuthenticator();
    await givePasskey(app, person, key);
    await givePasskey(app, person, createAuthenticator());
    await signIn(browser, application, {});
    await usePasskey(browser, key);
    await browser.open(`${app.issuer}/account/factors`);
    expect(browser.page.text).not.toContain('Turn off second steps');
    await browser.open(`${app.issuer}/account/factors/off`);
    expect(browser.page.url.pathname).toBe('/account/factors');
    const [one, two] = (await enrollmentsOf(person)).factors;
    const csrf =
      (await browser.open(`${app.issuer}/account/factor/${two?.id}`)).forms[0]?.values.get('csrf') ?? '';
    await browser.post(`${app.issuer}/account/factors/off`, { csrf });
    expect((await enrollmentsOf(person)).factors).toHaveLength(2);
    await browser.open(`${app.issuer}/account/factor/${two?.id}`);
    await browser.click('Remove it');
    await browser.submit();
    await browser.open(`${app.issuer}/account/factor/${one?.id}`);
    expect(browser.page.text).toContain('It cannot be removed: it is the last one');
  });
});

describe('while the second factor is off (A14)', () => {
  test('stored ones are removed 72 hours later, as nothing can prove them; until then they can be kept', async () => {
    const { browser, person, application } = await atFactors({ policy: { secondFactor: 'off' } });
    const ask = async () => {
      await browser.click('Authenticator app');
      await browser.click('Remove it');
      await browser.submit({}, 'Remove in 72 hours');
      expect(browser.page.text).toContain('Will be removed on');
    };
    await ask();
    await browser.submit({}, undefined, 'keep');
    expect(browser.page.text).toContain('It stays.');
    expect((await enrollmentsOf(person)).removals).toEqual([]);
    await ask();
    expect(await eventsOf(person)).toContain('removal.requested');
    clock.advance(72 * hour);
    await signIn(browser, application, having(person));
    await browser.open(`${app.issuer}/account/factors`);
    expect(browser.page.text).toContain('Nothing is set up.');
  });
});

describe('a passkey that is lost', () => {
  test('is removed 72 hours after a lesser proof; whoever has it can keep it', async () => {
    const factors = { passkey: true, totp: true, sms: false };
    const { browser, person, application } = await setScene(app, { policy: { factors } });
    await app.world.changeEnrollments(person.id, (present) => ({
      factors: present.factors.flatMap((one) => [
        one,
        {
          ...one,
          kind: 'passkey' as const,
          id: 'P'.repeat(22),
          lastUsedAt: one.confirmedAt,
          name: 'Blue key',
          credentialId: person.id,
          rpId: 'localhost',
          publicKey: 'AA',
          counter: 0,
          transports: [],
          aaguid: '00000000-0000-0000-0000-000000000000',
          attested: false,
          synced: false,
          verifiesUser: true,
          backedUp: false,
        },
      ]),
    }));
    const { identifier, password } = person;
    await signIn(browser, application, { identifier, password });
    await browser.click('Use your authenticator app');
    await goOn(browser, having(person));
    await browser.open(`${app.issuer}/account/factors`);
    await browser.click('Blue key');
    await browser.click('I no longer have it');
    expect(browser.page.text).toContain('It is removed in 72 hours');
    await browser.submit();
    expect(browser.page.text).toContain('It will be removed.');
    expect((await enrollmentsOf(person)).removals).toMatchObject([{ factorId: 'P'.repeat(22) }]);
    // The better way is not open to a lesser proof.
    await browser.open(`${app.issuer}/account/factor/${'P'.repeat(22)}/remove`);
    expect(browser.page.url.pathname).toMatch(/^\/interaction\//);
  });
});
