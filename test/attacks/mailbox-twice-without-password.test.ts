// "What proves enough to change what proves": one mailbox never counts twice. Of an account that has no password a thief holds the
// mailbox and one backup code: the code of the mail stood in for the first factor, and must not then be the second way to a
// better passkey than the account had.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgets } from '../journeys/ways-back.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { certificate } from '../support/certificate.ts';
import { givePasskey, usePasskey } from '../support/passkeys.ts';
import { stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { csrfOf, enrollmentsOf, interactionPath, operator, type Scene, startScene } from './scene.ts';

const aaguid = 'fa2b99dc-9e39-4257-8f92-4a30d23c4118';
const root = certificate({ name: 'Maker root', ca: true });
const listedKey = () => createAuthenticator({ aaguid, attestedBy: root });

let scene: Scene;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fido-'));
  const file = join(folder, 'metadata.json');
  const attestationRootCertificates = [root.der.toString('base64')];
  const entries = [{ aaguid, metadataStatement: { description: 'Test key', attestationRootCertificates } }];
  await writeFile(file, JSON.stringify({ entries }));
  scene = await startScene({
    settings: { FIDO_METADATA: file },
    policy: {
      level: 'hardware',
      factors: { passkey: true, totp: false, sms: false },
      passkeys: { synced: true, withoutUserVerification: true, hardware: [aaguid] },
    },
  });
});
afterAll(async () => {
  await scene.stop();
  await rm(folder, { recursive: true });
});

/** Somebody with a synced passkey only; and a thief who has shown the code of a mail and a backup code. */
async function comeBack() {
  const person = await scene.person({ password: null, totp: false, backupCodes: true });
  await givePasskey(scene.app, person, createAuthenticator({ synced: true }));
  const thief = scene.app.browser();
  await forgets(thief, scene.application, person.identifier);
  await thief.submit({ code: await scene.app.mailedCode(person.email) });
  await thief.submit({ code: person.backupCodes[0] ?? '' });
  expect(stepOf(thief.page)).toBe('new-passkey');
  return { person, thief };
}

type Thief = Awaited<ReturnType<typeof comeBack>>['thief'];

/** On whatever way the mailbox is asked for, there is no mail, and the page asks for the help desk's code. */
async function expectNoMailbox(thief: Thief): Promise<void> {
  expect(stepOf(thief.page)).toBe('confirmation');
  expect(thief.page.text).toContain('Enrollment code from your help desk');
  expect(thief.page.text).toContain('A code by e-mail does not count here');
  expect(thief.page.text).not.toContain('Get a code by e-mail');
  const mails = scene.app.mails.length;
  const path = interactionPath(thief);
  const csrf = csrfOf(thief.page);
  await thief.post(`${path}/send-code`, { csrf });
  await thief.post(`${path}/confirmation?way=mailbox`, { csrf, code: '12345678' });
  expect(scene.app.mails).toHaveLength(mails);
  expect(stepOf(thief.page)).toBe('confirmation');
}

const countOf = async (person: Person) => (await enrollmentsOf(scene, person)).factors.length;

test('the mailbox that stood in for the first factor is no second way to a listed key', async () => {
  const { person, thief } = await comeBack();
  await usePasskey(thief, listedKey());
  await expectNoMailbox(thief);
  expect(await countOf(person)).toBe(1);
});

test('nor after a passkey of the same level was set up by it', async () => {
  const { person, thief } = await comeBack();
  const another = createAuthenticator({ synced: true });
  await usePasskey(thief, another);
  await usePasskey(thief, another);
  await expectNoMailbox(thief);
  expect(await countOf(person)).toBe(2);
});

test('a code from the mailbox that was taken in this sign-in all the same binds nothing', async () => {
  const { person, thief } = await comeBack();
  const { signIns, oneTimeSecrets } = scene.app.store.storage;
  const now = Date.now();
  const link = await oneTimeSecrets.findFor(person.id, 'password-link', now);
  const confirmation = { by: 'mailbox', accountId: person.id, at: now, eventId: 'taken' } as const;
  expect(await signIns.change(link?.boundTo ?? '', { confirmation }, now)).toBeDefined();
  await usePasskey(thief, listedKey());
  await expectNoMailbox(thief);
  expect(await countOf(person)).toBe(1);
});

test("the help desk's code still is one", async () => {
  const { person, thief } = await comeBack();
  const key = listedKey();
  await usePasskey(thief, key);
  const given = await scene.app.core.factors.enrollmentCode.give({
    accountId: person.id,
    identityChecked: 'phone',
    reason: 'lost key',
    context: {
      tenantId: scene.tenant.id,
      accountId: person.id,
      email: person.email,
      actor: operator,
      address: null,
      userAgent: null,
      clientId: null,
      signInId: null,
    },
  });
  await thief.submit({ code: given.code });
  await usePasskey(thief, key);
  expect(await countOf(person)).toBe(2);
});
