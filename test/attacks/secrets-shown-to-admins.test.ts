// CVE-2025-11794 (Mattermost): secrets are shown to admins, or written to logs. Here of the ways back and of devices: what the
// person holds, what is kept of it, and what the help desk is shown once, in whatever an admin asks for afterwards.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountJson, accountText } from '../../ops/cli/account-text.ts';
import { forgets, mailedLink } from '../journeys/ways-back.ts';
import { deviceCookie } from '../support/remembered-device.ts';
import type { Person } from '../support/world.ts';
import { type Remembered, type RememberedScene, startRememberedScene } from './remembered-scene.ts';
import { enrollmentsOf, eventsOf, operator, passwordProved } from './scene.ts';

const check = { identityChecked: 'phone', reason: 'lost phone' };
const phone = '+41791234567';

let scene: RememberedScene;
let own: Remembered;
/** By what they are. */
const secrets = new Map<string, string>();
beforeAll(async () => {
  const factors = { passkey: false, totp: true, sms: true };
  scene = await startRememberedScene({ policy: { factors, sms: { countries: ['CH'], messagesADay: 9 } } });
  own = await scene.remembered({ backupCodes: true, phone });
  await noteAll(own);
});
afterAll(() => scene.stop());

function note(name: string, value: string | undefined | null): void {
  if (!value) throw new Error(`there is no ${name}`);
  secrets.set(name, value);
}

async function noteAll({ person, browser }: Remembered): Promise<void> {
  note('password', person.password);
  note('key of the app', person.totpKey);
  for (const [index, code] of person.backupCodes.entries()) note(`backup code ${index}`, code);
  note('device token', deviceCookie(browser).value.split('.')[1]);
  await noteKept(person);
  await noteWaysBack(person);
}

/** Hashes and sealed secrets: whoever has them may guess for ever. */
async function noteKept(person: Person): Promise<void> {
  const { passwords, rememberedDevices } = scene.app.store.storage;
  note('hash of the password', (await passwords.find(person.id))?.hash);
  note('hash of the device', (await rememberedDevices.list(person.id, null, 1))[0]?.hash);
  const { factors, backupCodes } = await enrollmentsOf(scene, person);
  for (const factor of factors) {
    if (factor.kind === 'totp') note('sealed key', factor.secret);
    if (factor.kind === 'sms') note('sealed number', factor.number);
  }
  note('hash of a backup code', backupCodes?.codes[0]?.hash);
}

async function noteWaysBack(person: Person): Promise<void> {
  const { breakGlass, access } = scene.app.core.actions;
  const forgetful = scene.app.browser();
  await forgets(forgetful, scene.application, person.identifier);
  note(
    'code of the mailed link',
    new URL(mailedLink(scene.app, person.email)).searchParams.get('token')?.split('.')[1],
  );
  const texting = await passwordProved(scene, person);
  await texting.follow(`${texting.page.url.pathname}?method=sms`);
  await texting.submit({}, undefined, 'send-text');
  note('code of a text message', scene.app.textedCode());
  const window = await breakGlass.open(operator, person.id, check);
  note('code of a window', window.ok ? window.code : null);
  const given = await access.giveEnrollmentCode(operator, person.id, check);
  note('enrollment code', given.ok ? given.code : null);
}

const foundIn = (shown: string) =>
  [...secrets]
    .filter(([, value]) => shown.includes(value) || shown.includes(value.replaceAll('-', '')))
    .map(([name]) => name);

test('F5 no command shows any of it afterwards', async () => {
  const { devices, helpRequests, accounts, accountStatus, access } = scene.app.core.actions;
  const { id } = own.person;
  const account = await scene.app.store.storage.accounts.find(id);
  if (!account) throw new Error('there is no account');
  const { storage } = scene.app.store;
  const shown = JSON.stringify([
    await accountJson(storage, account),
    await accountText(storage, account),
    await devices.list(operator, id),
    await helpRequests.list(operator, scene.tenant.id, 'all'),
    await accounts.update(operator, id, { profile: { name: 'Mira A.' } }),
    await access.unlock(operator, id),
    await accountStatus.disable(operator, id, 'left'),
    await accountStatus.enable(operator, id, null),
    await devices.forget(operator, id),
  ]);
  expect(shown).toContain('backupCodesLeft');
  expect(secrets.size).toBeGreaterThan(18);
  expect(foundIn(shown)).toEqual([]);
  expect(shown).not.toContain(phone);
});

test('F5 neither the log nor any event holds any of it', async () => {
  const events = JSON.stringify(await eventsOf(scene, own.person));
  expect(events).toContain('break-glass.opened');
  expect(foundIn(events)).toEqual([]);
  expect(foundIn(scene.app.logs())).toEqual([]);
  expect(scene.app.logs()).not.toContain(phone);
});
