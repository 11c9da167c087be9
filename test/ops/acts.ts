// Every act of a sign-in that grants something, as people do it, to be cut short where its event or its effect is written.
// Invariant: `ready()` is called just before the request or call whose effect is meant; what goes before is not disturbed.

import type { AdminActor } from '../../admin/actions/authorize.ts';
import type { EventType } from '../../audit/event.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { shownKey, signIn, stepOf } from '../support/sign-in.ts';
import { totpCode } from '../support/totp.ts';
import type { PersonOptions } from '../support/world-records.ts';
import { createFuse, type Fuse, type Place } from './fuse.ts';

export const operator: AdminActor = { kind: 'operator', name: 'tester' };
export interface Stage {
  readonly app: RunningApp;
  readonly fuse: Fuse;
}

export async function openStage(): Promise<Stage> {
  const fuse = createFuse();
  return { app: await startApp({ wrapStorage: fuse.wrap }), fuse };
}

export interface Act {
  readonly name: string;
  /** The events that it writes before its effects, oldest first. */
  readonly types: readonly EventType[];
  /** The write that is its effect; `fits` where the same method writes other things as well. */
  readonly effect: Place;
  readonly fits?: (...given: readonly unknown[]) => boolean;
  /** Tables in which nothing may have changed if it was cut short. A code may be used up. */
  readonly spared: readonly string[];
  /** Returns the status of the last answer; an action that throws StoreUnavailable counts as 503. */
  run(stage: Stage, ready: () => Promise<void>): Promise<number>;
}

export async function scene(
  { app }: Stage,
  person: PersonOptions,
  policy: Parameters<RunningApp['world']['tenant']>[1] = {},
  firstParty = true,
) {
  const tenant = await app.world.tenant({}, policy);
  const application = await app.application(await app.world.client(tenant.id, { firstParty }));
  return { tenant, application, browser: app.browser(), person: await app.world.person(tenant.id, person) };
}

type Scene = Awaited<ReturnType<typeof scene>>;

/** At a page of the sign-in, by what goes before; `submit` is the act. */
export function onPage(
  name: string,
  types: readonly EventType[],
  effect: Place,
  spared: readonly string[],
  begin: (stage: Stage) => Promise<Scene>,
  submit: (scene: Scene, stage: Stage) => Promise<unknown>,
  fits?: Act['fits'],
): Act {
  return {
    name,
    types,
    effect,
    spared,
    ...(fits && { fits }),
    async run(stage, ready) {
      const begun = await begin(stage);
      await ready();
      await submit(begun, stage);
      return begun.browser.page.arrival ? 200 : begun.browser.page.status;
    },
  };
}

const withPassword = async ({ browser, application, person }: Scene) => {
  const { identifier, password } = person;
  await signIn(browser, application, { identifier, password });
};

async function atSecondFactor(stage: Stage): Promise<Scene> {
  const begun = await scene(stage, { totp: true, backupCodes: true });
  await withPassword(begun);
  return begun;
}

async function atPhone(stage: Stage): Promise<Scene> {
  const factors = { passkey: false, totp: false, sms: true };
  const policy = { factors, sms: { countries: ['CH'], messagesADay: 10 } };
  const begun = await scene(stage, { phone: '+41791234567' }, policy);
  await withPassword(begun);
  return begun;
}

async function atSetUp(stage: Stage, policy = {}): Promise<Scene> {
  const begun = await scene(stage, {}, policy);
  await withPassword(begun);
  return begun;
}

async function atMailedCode(stage: Stage): Promise<Scene> {
  const begun = await atSetUp(stage);
  await begun.browser.submit();
  return begun;
}

async function atAuthenticator(stage: Stage): Promise<Scene> {
  const begun = await atMailedCode(stage);
  await begun.browser.submit({ code: await stage.app.mailedCode(begun.person.email) });
  if (stepOf(begun.browser.page) !== 'authenticator') throw new Error(begun.browser.page.describe());
  return begun;
}

/** The open password page, without anything filled in. */
async function atPassword(stage: Stage): Promise<Scene> {
  const begun = await scene(stage, { totp: true });
  await signIn(begun.browser, begun.application, {});
  return begun;
}

async function atInvitation(stage: Stage): Promise<Scene> {
  const begun = await scene(stage, { password: null });
  const invited = await stage.app.core.actions.access.invite(operator, begun.person.id);
  if (!invited.ok) throw new Error(invited.reason);
  const link = stage.app.mails.at(-1)?.text.match(/http\S+/)?.[0] ?? '';
  await begun.browser.open(link);
  await begun.browser.submit();
  return begun;
}

async function atConsent(stage: Stage): Promise<Scene> {
  const begun = await scene(stage, { totp: true }, {}, false);
  await signIn(begun.browser, begun.application, { ...begun.person, code: () => begun.person.code() });
  if (stepOf(begun.browser.page) !== 'consent') throw new Error(begun.browser.page.describe());
  return begun;
}

export const newPassword = 'a quiet harbour in the morning';
const isConfirmed = (_id: unknown, change: unknown) => Boolean(Reflect.get(Object(change), 'confirmation'));
const hasFactors = (next: unknown) => (Reflect.get(Object(next), 'factors') as unknown[]).length > 0; // of Enrollments
export const tokens = [
  'evidence',
  'grant_bases',
  'consents',
  'one_time_secrets',
  'passwords',
  'accounts',
  'policies',
];

export const pageActs: readonly Act[] = [
  onPage(
    'a password',
    ['factor.used'],
    'evidence.add',
    [...tokens, 'enrollments'],
    atPassword,
    ({ browser, person }) => browser.submit({ identifier: person.identifier, password: person.password }),
  ),
  onPage(
    'a code of the app',
    ['factor.used'],
    'evidence.add',
    tokens,
    atSecondFactor,
    ({ browser, person }) => browser.submit({ code: person.code() }),
  ),
  onPage(
    'a backup code',
    ['factor.used'],
    'evidence.add',
    tokens,
    atSecondFactor,
    async ({ browser, person }) => {
      await browser.click('backup code');
      return browser.submit({ code: person.backupCodes[0] ?? '' });
    },
  ),
  onPage(
    'a code for the mailbox',
    ['mailbox-code.sent'],
    'oneTimeSecrets.issue',
    [...tokens, 'outbox'],
    atSetUp,
    ({ browser }) => browser.submit(),
  ),
  onPage('a code for the phone', ['sms-code.sent'], 'oneTimeSecrets.issue', tokens, atPhone, ({ browser }) =>
    browser.submit(),
  ),
  onPage(
    'a confirmation',
    ['enrollment.confirmed'],
    'signIns.change',
    ['sign_ins', 'enrollments', 'evidence'],
    atMailedCode,
    async ({ browser, person }, { app }) => browser.submit({ code: await app.mailedCode(person.email) }),
    isConfirmed,
  ),
  onPage(
    'an enrollment',
    ['factor.enrolled', 'backup-codes.issued'],
    'enrollments.replace',
    [...tokens, 'enrollments'],
    atAuthenticator,
    ({ browser }) => browser.submit({ code: totpCode(shownKey(browser.page)) }),
    hasFactors,
  ),
  onPage(
    'putting off',
    ['enrollment.put-off'],
    'evidence.putOff',
    [...tokens, 'evidence_holders', 'sign_ins'],
    (stage) => atSetUp(stage, { start: Date.now() }),
    ({ browser }) => browser.submit({}, undefined, 'later'),
  ),
  onPage(
    'consent',
    ['consent.given'],
    'consents.remember',
    ['consents', 'grant_bases'],
    atConsent,
    ({ browser }) => browser.submit(),
  ),
  onPage(
    'an authorization',
    ['authorization.granted'],
    'grantBases.save',
    ['grant_bases', 'consents'],
    atSecondFactor,
    ({ browser, person }) => browser.submit({ code: person.code() }),
  ),
  onPage(
    'a remembered device',
    ['remembered-device.added'],
    'rememberedDevices.create',
    ['remembered_devices', 'grant_bases'],
    atSecondFactor,
    ({ browser, person }) => browser.submit({ code: person.code(), remember: true }),
  ),
  onPage(
    'an invitation',
    // What comes with the password is written first: its own event only after that.
    ['invitation.used'],
    'enrollments.replace',
    ['passwords', 'accounts', 'enrollments', 'evidence'],
    atInvitation,
    ({ browser }) => browser.submit({ password: newPassword, repeat: newPassword }),
  ),
];
