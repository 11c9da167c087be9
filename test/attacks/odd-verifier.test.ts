// CVE-2026-0723 (GitLab): a verifier or store that returns nothing, throws or answers oddly counts as success.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Storage } from '../../ports/storage.ts';
import type { Vault } from '../../ports/vault.ts';
import { startApp } from '../support/app.ts';
import { type OpenedStore, openStore } from '../support/in-process.ts';
import type { Page } from '../support/page.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import {
  atSecondFactor,
  enrollmentsOf,
  givesCode,
  onlyPassword,
  passwordProved,
  type Scene,
  wrongCode,
} from './scene.ts';

/** What something that should answer true, false or a record may answer instead. */
const odd: readonly [name: string, answer: () => unknown][] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['0', () => 0],
  ['""', () => ''],
  ['{}', () => ({})],
  ['[]', () => []],
  ['"true"', () => 'true'],
  ['1', () => 1],
  [
    'an exception',
    () => {
      throw new Error('broken');
    },
  ],
];

/** Of all these apps: each has an organisation of its own in it. */
let opened: OpenedStore;
beforeAll(async () => {
  opened = await openStore();
});
afterAll(() => opened.close());

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** What is odd from now on; before, everything is as it should be. */
interface Odd {
  on: boolean;
}

/** An app in which this method of this port, or of the vault, answers oddly once `odd.on` is set. */
async function oddApp(port: keyof Storage | 'vault', method: string, answer: () => unknown) {
  const state: Odd = { on: false };
  const twist = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(real, key, receiver) {
        if (!state.on || key !== method) return Reflect.get(real, key, receiver);
        return port === 'vault' ? answer : async () => answer();
      },
    });
  const vault: Vault = port === 'vault' ? twist(opened.vault) : opened.vault;
  const wrapStorage = (storage: Storage): Storage =>
    port === 'vault' ? storage : { ...storage, [port]: twist(storage[port] as object) };
  const app = await startApp({ store: { ...opened, vault }, wrapStorage });
  stops.push(() => app.stop());
  const tenant = await app.world.tenant();
  const registered = await app.world.client(tenant.id);
  const application = await app.application(registered);
  const person: Scene['person'] = (over) => app.world.person(tenant.id, { totp: true, ...over });
  return { state, scene: { app, tenant, registered, application, person, stop: async () => undefined } };
}

/** Truthy answers mean yes where the port promises a boolean: those are the store's word and not odd. */
const falsy = odd.filter(([name]) => !['"true"', '1', '{}', '[]'].includes(name));

function expectNoStep(page: Page): void {
  expect(givesCode(page)).toBe(false);
  expect(page.status).toBeGreaterThanOrEqual(400);
  expect(page.text).not.toMatch(/broken|TypeError| at \w+ \(/);
}

async function expectNoFactor(scene: Scene, person: Person): Promise<void> {
  expect((await enrollmentsOf(scene, person)).factors).toEqual([]);
}

describe.each(odd)('attempts that answer %s', (_name, answer) => {
  test('admit no password, no code and no backup code', async () => {
    const { state, scene } = await oddApp('attempts', 'take', answer);
    const person = await scene.person({ backupCodes: true });
    const browser = await atSecondFactor(scene, person);
    const { url } = browser.page;
    state.on = true;
    expectNoStep(await browser.submit({ code: person.code() }));
    await browser.open(`${url.href.split('?')[0]}?method=backup-code`);
    expectNoStep(await browser.submit({ code: person.backupCodes[0] ?? '' }));
    const other = scene.app.browser();
    expectNoStep(await signIn(other, scene.application, onlyPassword(person)));
  });
});

describe.each(odd)('a comparison of hashes that answers %s', (_name, answer) => {
  test('takes no code from the mailbox and no invitation', async () => {
    const { state, scene } = await oddApp('vault', 'hashMatches', answer);
    const person = await scene.person({ totp: false });
    const browser = await passwordProved(scene, person);
    await browser.submit();
    state.on = true;
    const page = await browser.submit({ code: '00000000' });
    expect(stepOf(page)).not.toBe('authenticator');
    state.on = false;
    await expectNoFactor(scene, person);
  });
});

describe.each(odd)('opening a sealed key that comes to %s', (_name, answer) => {
  test('lets no code of an app pass, confirmed or not', async () => {
    const { state, scene } = await oddApp('vault', 'open', answer);
    const person = await scene.person();
    const browser = await atSecondFactor(scene, person);
    state.on = true;
    expectNoStep(await browser.submit({ code: '000000' }));
    state.on = false;
    await browser.follow(browser.page.url.pathname.replace('/second-factor', ''));
    state.on = true;
    expectNoStep(await browser.submit({ code: wrongCode(person) }));
  });
});

describe.each(falsy)('a compare-and-set that answers %s', (_name, answer) => {
  test('grants nothing for a right code, nor for a right backup code', async () => {
    const { state, scene } = await oddApp('enrollments', 'replace', answer);
    const person = await scene.person({ backupCodes: true });
    const browser = await atSecondFactor(scene, person);
    const { url } = browser.page;
    state.on = true;
    expectNoStep(await browser.submit({ code: person.code() }));
    await browser.open(`${url.href.split('?')[0]}?method=backup-code`);
    expectNoStep(await browser.submit({ code: person.backupCodes[0] ?? '' }));
  });
});

describe.each(falsy)('consuming a mailed code that answers %s', (_name, answer) => {
  test.each(['takeTry', 'consume'])('is no confirmation (%s)', async (method) => {
    const { state, scene } = await oddApp('oneTimeSecrets', method, answer);
    const person = await scene.person({ totp: false });
    const browser = await passwordProved(scene, person);
    await browser.submit();
    state.on = true;
    const page = await browser.submit({ code: await scene.app.mailedCode(person.email) });
    expect(stepOf(page)).not.toBe('authenticator');
    await expectNoFactor(scene, person);
  });
});

describe('audit rows that cannot be written (F3)', () => {
  test.each(falsy)('(%s) let nobody pass', async (_name, answer) => {
    const { state, scene } = await oddApp('audit', 'insert', answer);
    const person = await scene.person();
    const browser = await atSecondFactor(scene, person);
    state.on = true;
    expectNoStep(await browser.submit({ code: person.code() }));
    expectNoStep(await signIn(scene.app.browser(), scene.application, onlyPassword(person)));
    state.on = false;
  });
});

describe('stored passwords that are odd', () => {
  test.each(['', 'x', '$argon2id$', '$argon2id$v=19$m=64,t=1,p=1$$', '*', '!', 'null'])(
    'match nothing: "%s"',
    async (hash) => {
      const { scene } = await oddApp('vault', 'none', () => undefined);
      const person = await scene.person();
      const { storage } = scene.app.store;
      const present = await storage.passwords.find(person.id);
      if (!present) throw new Error('no password');
      await storage.passwords.set({ ...present, hash, version: 'odd' }, present.version);
      for (const password of [person.password, hash || 'x', 'null']) {
        const page = await signIn(scene.app.browser(), scene.application, { ...person, password });
        expectNoStep(page);
      }
    },
  );
});
