// What officers are mailed: of break-glass windows (A13), of notices that were disputed (C7) and of help that is asked for.
// Invariant: owners, security admins and alert addresses, each once; the help desk where help is asked for.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNotices } from '../../audit/notices.ts';
import { noticeWriters } from '../../ops/notice-writers.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { signIn } from '../support/sign-in.ts';

const operator = { kind: 'operator', name: 'night-shift' } as const;

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.stop());

async function writeNotices(): Promise<void> {
  await app.core.audit.drain();
  const { storage } = app.store;
  const notices = createNotices({
    ...noticeWriters({
      ...storage,
      letters: app.core.letters,
      notMeLink: (id) => `https://login.example/not-me?token=${id}`,
    }),
    store: storage.audit,
    // Some tests write the event alone.
    effectExists: async () => true,
    positions: storage.positions,
    now: () => Date.now(),
    pause: async () => undefined,
  });
  await notices.run();
}

test('A13 the person and every officer are told of the opening, and of the use', async () => {
  const tenant = await app.world.tenant({ alertAddresses: ['alerts@northwind.example'] });
  const roles = ['owner', 'security-admin', 'help-desk', 'member'] as const;
  const people = await Promise.all(roles.map((role) => app.world.person(tenant.id, { roles: [role] })));
  const [owner, admin] = people;
  const gone = await app.world.person(tenant.id, { roles: ['owner'] });
  await app.world.setStatus(gone.id, 'disabled');
  const person = await app.world.person(tenant.id, { totp: true });
  await writeNotices();
  const before = app.mails.length;

  const check = { identityChecked: 'video call', reason: 'phone in the river' };
  const opened = await app.core.actions.breakGlass.open(operator, person.id, check);
  if (!opened.ok) throw new Error(opened.reason);
  await writeNotices();
  const told = app.mails.slice(before);
  const officers = [owner?.email, admin?.email, 'alerts@northwind.example'];
  expect(told.map(({ to }) => to).toSorted()).toEqual([person.email, ...officers].toSorted());
  const [toAlerts] = told.filter(({ to }) => to === 'alerts@northwind.example');
  expect(toAlerts?.subject).toContain(person.email);
  for (const words of ['night-shift', 'video call', 'phone in the river'])
    expect(toAlerts?.text).toContain(words);
  expect(told.map(({ text }) => text).join()).not.toContain(opened.code);

  const { identifier, password } = person;
  const application = await app.application(await app.world.client(tenant.id));
  const browser = app.browser();
  await signIn(browser, application, { identifier, password });
  await browser.click('Use a code from your help desk');
  await browser.submit({ code: opened.code });
  await writeNotices();
  const used = app.mails
    .slice(before + told.length)
    .filter(({ subject }) => !subject.includes('new browser'));
  expect(used.map(({ to }) => to).toSorted()).toEqual([person.email, ...officers].toSorted());
  expect(used.every(({ text }) => text.includes('without a second step'))).toBe(true);
});

test('an owner who is let in has one mail of their own, and is no officer of it', async () => {
  const tenant = await app.world.tenant();
  const owner = await app.world.person(tenant.id, { roles: ['owner'], totp: true });
  const check = { identityChecked: 'in person', reason: 'x' };
  await app.core.actions.breakGlass.open(operator, owner.id, check);
  await writeNotices();
  expect(app.mails.map(({ to, subject }) => [to, subject])).toEqual([
    [owner.email, 'A sign-in without a second step was allowed for your account'],
  ]);
});

test.each([
  [{ type: 'notice.disputed', of: 1, until: Date.now() }, false, 'says: this wasn’t me'],
  [{ type: 'help.requested' }, true, 'cannot prove the second step'],
] as const)(
  'C7 E4 of $0.type officers are told, the help desk too: $1, members not',
  async (event, helps, words) => {
    const tenant = await app.world.tenant({ alertAddresses: ['alerts@northwind.example'] });
    const roles = ['owner', 'security-admin', 'help-desk', 'member'] as const;
    const people = await Promise.all(roles.map((role) => app.world.person(tenant.id, { roles: [role] })));
    const [owner, admin, desk, member] = people;
    await writeNotices();
    const before = app.mails.length;
    app.core.audit.queue(event, contextFor(tenant.id, member?.id ?? ''), Date.now());
    await writeNotices();
    const told = app.mails.slice(before).filter(({ subject }) => subject.includes(words));
    const officers = [
      owner?.email,
      admin?.email,
      'alerts@northwind.example',
      ...(helps ? [desk?.email] : []),
    ];
    expect(told.map(({ to }) => to).toSorted()).toEqual(officers.toSorted());
    expect(told.every(({ subject }) => subject.includes(member?.email ?? 'nobody'))).toBe(true);
  },
);

const contextFor = (tenantId: string, accountId: string) => ({
  tenantId,
  accountId,
  actor: { kind: 'system' } as const,
  email: null,
  address: null,
  userAgent: null,
  clientId: null,
  signInId: null,
});
