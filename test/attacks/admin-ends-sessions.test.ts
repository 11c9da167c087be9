// An admin's act ends an account's sessions for good: also one that a request under way saves again; and the log says so.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { allOf } from '../support/all-of.ts';
import type { Person } from '../support/world.ts';
import { eventsOf, type Scene, signedIn, silently, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'lost phone' };

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

const acts: Readonly<Record<string, (person: Person) => Promise<{ readonly ok: boolean }>>> = {
  'it was disabled': ({ id }) => scene.app.core.actions.accountStatus.disable(operator, id, null),
  'its factors were reset': ({ id }) => scene.app.core.actions.access.resetFactors(operator, id, check),
  'its password was set': ({ id }) => scene.app.core.actions.access.setPassword(operator, id, null),
};

test.each(Object.keys(acts))(
  'after %s every session has ended, and the log says by whom (D7, F1)',
  async (name) => {
    const person = await scene.person();
    const { browser } = await signedIn(scene, person);
    const { storage } = scene.app.store;
    const [basis] = await allOf(storage.grantBases.ofAccount(person.id, Date.now()));
    expect(await acts[name]?.(person)).toMatchObject({ ok: true });
    expect(await silently(scene.application, browser)).toEqual({ code: null, error: 'login_required' });
    const ended = (await eventsOf(scene, person)).filter(({ type }) => type === 'session.ended');
    expect(ended.map(({ body }) => JSON.parse(body).event)).toEqual([{ type: 'session.ended', by: 'admin' }]);
    expect(await allOf(storage.grantBases.ofAccount(person.id, Date.now()))).toEqual([]);
    const holder = { kind: 'session', id: basis?.sessionUid ?? '', accountId: person.id } as const;
    expect((await storage.evidence.find(holder, Date.now())).evidence).toEqual([]);
  },
);

test('where nobody was signed in nothing is said to have ended', async () => {
  const person = await scene.person();
  await scene.app.core.actions.access.setPassword(operator, person.id, null);
  expect((await eventsOf(scene, person)).map(({ type }) => type)).toEqual(['password.set']);
});
