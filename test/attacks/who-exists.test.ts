// CVE-2026-23511 (ZITADEL): who exists, told by message, status, time or the list of factors before the first factor.
// Time is compared by what is done for an answer: hashes made and stores asked, not by milliseconds.
import { verify } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { onlyPassword, type Scene, startScene } from './scene.ts';
import { overheard, type Told, toldBy } from './told.ts';

let hashes = 0;
const verifyHash: typeof verify = (...given) => {
  hashes += 1;
  return verify(...given);
};

const asked: string[] = [];
let scene: Scene;
let people: Readonly<Record<string, Pick<Person, 'identifier'>>>;
beforeAll(async () => {
  scene = await startScene({
    wrapStorage: (storage) => overheard(storage, (call) => asked.push(call)),
    verifyHash,
  });
  const disabled = await scene.person();
  await scene.app.world.setStatus(disabled.id, 'disabled');
  people = {
    'somebody with an app': await scene.person({ backupCodes: true }),
    'somebody without a factor': await scene.person({ totp: false }),
    'somebody who was only invited': await scene.person({ totp: false, password: null }),
    'somebody disabled': disabled,
    'somebody with a username': await scene.person({ email: null, username: 'nurse.seven' }),
    'somebody who is nobody': { identifier: 'nobody@northwind.example' },
    'a username that nobody has': { identifier: 'nurse.eight' },
  };
});
afterAll(() => scene.stop());

interface Answered extends Told {
  readonly hashes: number;
  readonly asked: readonly string[];
}

/** What a wrong password for this identifier tells. */
async function answerTo(identifier: string, options = {}): Promise<Answered> {
  const browser = scene.app.browser({ address: '203.0.113.77', ...options });
  await browser.open(await scene.application.authorizationUrl());
  await scene.app.core.audit.drain();
  asked.length = 0;
  hashes = 0;
  const page = await browser.submit({ identifier, password: 'not-the-password-of-anybody' });
  return { ...toldBy(page, identifier), hashes, asked: [...asked] };
}

test('a wrong password tells the same, and costs the same, whoever it is for', async () => {
  const told = new Map<string, Answered>();
  for (const [who, { identifier }] of Object.entries(people)) told.set(who, await answerTo(identifier));
  const [first] = told.values();
  expect(first).toMatchObject({ status: 422, hashes: 1 });
  for (const [who, one] of told) expect({ who, ...one }).toEqual({ who, ...first });
});

test('a lock is told in the same words after as many tries, whoever it is for', async () => {
  const told: Record<string, (readonly [number, string])[]> = {};
  for (const [who, { identifier }] of Object.entries(people)) {
    const answers: (readonly [number, string])[] = [];
    for (let count = 0; count < 7; count++) {
      const { status, body } = await answerTo(identifier, { address: '198.51.100.9' });
      answers.push([status, body.replace(/\d{1,2}:\d{2}/g, '<time>')]);
    }
    told[who] = answers;
  }
  const [first] = Object.values(told);
  expect(first?.map(([status]) => status)).toEqual([422, 422, 422, 422, 422, 429, 429]);
  for (const [who, answers] of Object.entries(told))
    expect({ who, answers }).toEqual({ who, answers: first });
});

test('the page before the password is the same for every hint and lists no factors', async () => {
  const texts = new Set<string>();
  for (const { identifier } of Object.values(people)) {
    const browser = scene.app.browser();
    const page = await browser.open(await scene.application.authorizationUrl({ login_hint: identifier }));
    expect(stepOf(page)).toBe('password');
    // A passkey is offered to everybody, and none is named.
    expect(page.text).not.toMatch(/authenticator|backup code/i);
    expect(page.body).toMatch(/allowCredentials(&quot;|"):\[\]/);
    expect(page.byId('password')).not.toBeNull();
    texts.add(page.text);
  }
  expect(texts.size).toBe(1);
});

test('a disabled account is told so only to somebody who knows its password', async () => {
  const disabled = await scene.person();
  await scene.app.world.setStatus(disabled.id, 'disabled');
  const wrong = await signIn(scene.app.browser(), scene.application, {
    identifier: disabled.identifier,
    password: 'not-the-password',
  });
  expect(wrong.status).toBe(422);
  expect(wrong.text).not.toMatch(/disabled|deactivated/i);
  const right = await signIn(scene.app.browser(), scene.application, onlyPassword(disabled));
  expect(right.status).toBe(403);
});

describe('an application that organisations share', () => {
  test('finds the organisation by domain only: whoever has an account there', async () => {
    const tenant = await scene.app.world.tenant({ domains: ['harbor.example'] });
    const shared = await scene.app.application(await scene.app.world.client(null));
    const person = await scene.app.world.person(tenant.id, { email: 'mira@harbor.example' });
    const told: Told[] = [];
    for (const identifier of [person.identifier, 'nobody@harbor.example']) {
      const browser = scene.app.browser();
      await browser.open(await shared.authorizationUrl());
      const page = await browser.submit({ organization: identifier });
      told.push(toldBy(page, identifier));
      expect(stepOf(page)).toBe('password');
    }
    expect(told[0]).toEqual(told[1]);
  });
});
