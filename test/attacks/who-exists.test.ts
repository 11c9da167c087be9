// CVE-2026-23511 (ZITADEL): who exists, told by message, status, time or the list of factors before the first factor.
// Time is compared by what is done for an answer: hashes made and stores asked, not by milliseconds.
import { verify } from '@node-rs/argon2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import type { Page } from '../support/page.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { onlyPassword, type Scene, startScene } from './scene.ts';

let hashes = 0;
const verifyHash: typeof verify = (...given) => {
  hashes += 1;
  return verify(...given);
};

const asked: string[] = [];
let scene: Scene;
let people: Readonly<Record<string, Pick<Person, 'identifier'>>>;
beforeAll(async () => {
  scene = await startScene({ wrapStorage: listening, verifyHash });
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

/** Notes which methods of which stores are called. */
function listening(storage: Storage): Storage {
  const ports = Object.entries(storage).map(([name, port]: [string, unknown]) => {
    if (typeof port !== 'object' || port === null) return [name, port];
    const listened = new Proxy(port, {
      get(target, key, receiver) {
        const method: unknown = Reflect.get(target, key, receiver);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) => {
          asked.push(`${name}.${String(key)}`);
          return Reflect.apply(method, target, given);
        };
      },
    });
    return [name, listened];
  });
  return Object.fromEntries(ports) as Storage; // the same ports under the same names
}

interface Told {
  readonly status: number;
  readonly text: string;
  readonly headers: readonly string[];
  readonly hashes: number;
  readonly asked: readonly string[];
}

/** What a wrong password for this identifier tells. Audit rows are written by and by, so they are left out. */
async function toldBy(identifier: string, options = {}): Promise<Told> {
  const browser = scene.app.browser({ address: '203.0.113.77', ...options });
  await browser.open(await scene.application.authorizationUrl());
  await scene.app.core.audit.drain();
  asked.length = 0;
  hashes = 0;
  const page = await browser.submit({ identifier, password: 'not-the-password-of-anybody' });
  const done = asked.filter((one) => !one.startsWith('audit.'));
  return { ...shown(page, identifier), hashes, asked: done };
}

function shown(page: Page, identifier: string) {
  const names = [...page.headers.keys()].filter((name) => name !== 'content-length').sort();
  const setCookies = page.headers.getSetCookie().map((line) => line.split('=')[0] ?? '');
  return {
    status: page.status,
    text: page.text.replaceAll(identifier, '<identifier>'),
    headers: [...names, ...setCookies],
  };
}

test('a wrong password tells the same, and costs the same, whoever it is for', async () => {
  const told = new Map<string, Told>();
  for (const [who, { identifier }] of Object.entries(people)) told.set(who, await toldBy(identifier));
  const [first] = told.values();
  expect(first).toMatchObject({ status: 422, hashes: 1 });
  for (const [who, one] of told) expect({ who, ...one }).toEqual({ who, ...first });
});

test('a lock is told in the same words after as many tries, whoever it is for', async () => {
  const told: Record<string, (readonly [number, string])[]> = {};
  for (const [who, { identifier }] of Object.entries(people)) {
    const answers: (readonly [number, string])[] = [];
    for (let count = 0; count < 7; count++) {
      const { status, text } = await toldBy(identifier, { address: '198.51.100.9' });
      answers.push([status, text.replace(/\d{1,2}:\d{2}/g, '<time>')]);
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
    const steps: string[] = [];
    for (const identifier of [person.identifier, 'nobody@harbor.example']) {
      const browser = scene.app.browser();
      await browser.open(await shared.authorizationUrl());
      const page = await browser.submit({ organization: identifier });
      steps.push(page.text.replaceAll(identifier, '<identifier>'));
      expect(stepOf(page)).toBe('password');
    }
    expect(steps[0]).toBe(steps[1]);
  });
});
