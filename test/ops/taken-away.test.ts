// What came about and was taken away since, on purpose or by time: the follow-up must not say that it never was (F3).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refusalOf } from '../support/application.ts';
import { day, movableClock } from '../support/clock.ts';
import { setUp, shownKey, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import { newPassword, openStage, operator, type Stage, scene } from './acts.ts';
import { claimed } from './claimed.ts';

const clock = movableClock();
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  stage.fuse.set(null);
  await stage.app.stop();
  clock.restore();
});

const check = { identityChecked: 'in person', reason: 'lost phone' };

function must<T extends { readonly ok: boolean }>(made: T): Extract<T, { ok: true }> {
  if (!made.ok) throw new Error(JSON.stringify(made));
  return made as Extract<T, { ok: true }>; // ok was looked at
}

type Signing = Awaited<ReturnType<typeof scene>>;

async function intoSetUp(): Promise<Signing> {
  const begun = await scene(stage, {});
  const { identifier, password } = begun.person;
  await signIn(begun.browser, begun.application, { identifier, password });
  return begun;
}

async function confirmed(): Promise<Signing> {
  const begun = await intoSetUp();
  await begun.browser.submit();
  await begun.browser.submit({ code: await stage.app.mailedCode(begun.person.email) });
  expect(stepOf(begun.browser.page)).toBe('authenticator');
  return begun;
}

async function enrolled(): Promise<Signing> {
  const begun = await intoSetUp();
  await setUp(begun.browser, { mailedCode: () => stage.app.mailedCode(begun.person.email) });
  return begun;
}

async function granted() {
  const begun = await scene(stage, { totp: true });
  const { browser, application, person } = begun;
  const page = await signIn(browser, application, { ...person, code: () => person.code() });
  if (!page.arrival) throw new Error(page.describe());
  return { ...begun, tokens: await application.callback(page.arrival) };
}

const cases: readonly (readonly [string, () => Promise<unknown>])[] = [
  [
    'a password that was proved twice in one sign-in',
    async () => {
      const { browser, application, person } = await scene(stage, { totp: true });
      await signIn(browser, application, {});
      const tab = browser.tab();
      await tab.open(browser.page.url);
      const { identifier, password } = person;
      await Promise.all([browser.submit({ identifier, password }), tab.submit({ identifier, password })]);
    },
  ],
  [
    'a sign-out during set-up',
    async () => {
      const { browser } = await confirmed();
      await browser.submit({}, undefined, 'sign-out');
    },
  ],
  [
    'another account during set-up',
    async () => {
      const { browser, tenant } = await confirmed();
      await browser.post(browser.page.url.pathname.concat('/other-account'), {
        csrf: browser.page.form().values.get('csrf') ?? '',
      });
      const other = await stage.app.world.person(tenant.id, { totp: true });
      await browser.submit({ identifier: other.identifier, password: other.password });
    },
  ],
  [
    'a mailed code that was voided by the next',
    async () => {
      const { browser } = await intoSetUp();
      await browser.submit();
      await browser.submit({}, undefined, 'send-code');
    },
  ],
  [
    'an enrollment that was reset at once',
    async () => {
      const { person } = await enrolled();
      must(await stage.app.core.actions.access.resetFactors(operator, person.id, check));
    },
  ],
  [
    'an enrollment that was renewed after a reset',
    async () => {
      const { person, application } = await enrolled();
      const { code } = must(await stage.app.core.actions.access.resetFactors(operator, person.id, check));
      const browser = stage.app.browser();
      const { identifier, password } = person;
      await signIn(browser, application, { identifier, password });
      await browser.open(new URL('?way=enrollment-code', browser.page.url));
      await setUp(browser, { enrollmentCode: code });
    },
  ],
  [
    'an authorization whose session was ended',
    async () => {
      const { browser, application } = await granted();
      await browser.open(application.endSessionUrl());
      await browser.submit();
    },
  ],
  [
    'an authorization whose tokens were revoked',
    async () => {
      const { application, tokens } = await granted();
      await application.revoke(tokens.refreshToken ?? '');
    },
  ],
  [
    'an authorization whose account was disabled',
    async () => {
      const { application, tokens, person } = await granted();
      must(await stage.app.core.actions.accountStatus.disable(operator, person.id, null));
      expect(await refusalOf(application.userinfo(tokens))).not.toBeNull();
    },
  ],
  [
    'an authorization in a session that another account took over',
    async () => {
      const { browser, application, tokens, tenant } = await granted();
      const other = await stage.app.world.person(tenant.id, { totp: true });
      await signIn(browser, application, {}, { prompt: 'login' });
      await browser.submit({}, undefined, 'other-account').catch(() => undefined);
      const { identifier, password } = other;
      await browser.submit({ identifier, password });
      await browser.submit({ code: other.code() });
      await refusalOf(application.refresh(tokens.refreshToken ?? ''));
    },
  ],
  [
    'passwords, invitations and codes that the next voided',
    async () => {
      const { person } = await scene(stage, { password: null });
      const { access, accounts } = stage.app.core.actions;
      must(await access.invite(operator, person.id));
      must(await access.invite(operator, person.id));
      for (const password of [newPassword, `${newPassword} again`])
        must(await access.setPassword(operator, person.id, password));
      must(await access.giveEnrollmentCode(operator, person.id, check));
      must(await access.giveEnrollmentCode(operator, person.id, check));
      must(await accounts.update(operator, person.id, { email: `new-${person.email}` }));
    },
  ],
  [
    'records that were changed again, or deleted',
    async () => {
      const { tenants, groups, clients, accounts, accountStatus, policies } = stage.app.core.actions;
      const { tenant } = must(
        await tenants.create(operator, { name: 'Harbour', shortName: 'harbour' }, 'recommended'),
      );
      must(
        await tenants.update(operator, tenant.id, {
          shortName: 'harbour-two',
          alertAddresses: ['it@harbour.example'],
        }),
      );
      must(await tenants.update(operator, tenant.id, { shortName: 'harbour-three' }));
      must(await tenants.update(operator, tenant.id, { alertAddresses: [] }));
      must(await tenants.suspend(operator, tenant.id, null));
      must(await tenants.resume(operator, tenant.id, null));
      must(await tenants.suspend(operator, tenant.id, null));
      must(await policies.change(operator, tenant.id, { graceDays: 3 }, null));
      must(await policies.change(operator, tenant.id, { graceDays: 4 }, null));
      const { group } = must(await groups.create(operator, tenant.id, 'Nurses'));
      must(await groups.delete(operator, tenant.id, group.id));
      const { client } = must(
        await clients.create(operator, {
          name: 'Rota',
          tenantId: tenant.id,
          redirectUris: ['https://rota.harbour.example/callback'],
        }),
      );
      must(await clients.delete(operator, client.id));
      const { account } = must(await accounts.create(operator, tenant.id, { email: 'noor@harbour.example' }));
      must(await accounts.update(operator, account.id, { profile: { name: 'Noor' } }));
      must(await accountStatus.disable(operator, account.id, null));
      must(await accountStatus.enable(operator, account.id, null));
      must(await accounts.update(operator, account.id, { profile: { name: 'Noor B' } }));
      must(await accountStatus.disable(operator, account.id, null));
    },
  ],
  [
    'a sign-in that was left, and looked at days later',
    async () => {
      await confirmed();
      await enrolled();
      clock.advance(3 * day);
    },
  ],
];

describe('F3 what was taken away', () => {
  test.each(cases)('%s', async (_, act) => {
    await act();
    expect(await claimed(stage, clock)).toEqual([]);
  });
});

describe('F3 what never was', () => {
  test('an enrollment cut short is told even where the account is marked, or enrolls again at once', async () => {
    const { person, application } = await enrolled();
    const { access } = stage.app.core.actions;
    const { code } = must(await access.resetFactors(operator, person.id, check));
    const browser = stage.app.browser();
    const { identifier, password } = person;
    await signIn(browser, application, { identifier, password });
    await browser.open(new URL('?way=enrollment-code', browser.page.url));
    await browser.submit({ code });
    const key = shownKey(browser.page);
    const page = browser.page.url;
    stage.fuse.set(
      'enrollments.replace',
      (next) => (Reflect.get(Object(next), 'factors') as unknown[]).length > 0,
    ); // of Enrollments
    expect((await browser.submit({ code: totpCode(key) })).status).toBe(503);
    stage.fuse.set(null);
    await browser.open(page);
    await browser.submit({ code: totpCode(key) });
    expect(stepOf(browser.page)).toBe('backup-codes');
    expect((await claimed(stage, clock)).toSorted()).toEqual(['backup-codes.issued', 'factor.enrolled']);
  });
});
