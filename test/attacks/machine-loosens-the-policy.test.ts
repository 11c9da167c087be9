// Put together: a machine loosens the policy. A client's credential does no act of an admin at all, and gets no token with which
// it could ask for one. Made from all actions there are, so a new one is covered by itself.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AdminActor } from '../../admin/actions/authorize.ts';
import type { Person } from '../support/world.ts';
import { type Scene, startScene } from './scene.ts';

let scene: Scene;
let person: Person;
beforeAll(async () => {
  scene = await startScene();
  person = await scene.person();
});
afterAll(() => scene.stop());

type Act = (actor: AdminActor, ...rest: unknown[]) => Promise<unknown>;

/** All but what asks for no actor, because it changes and tells nothing of anybody. */
function everyAct(): readonly (readonly [string, Act])[] {
  return Object.entries(scene.app.core.actions).flatMap(
    ([group, actions]) =>
      Object.entries(actions)
        .filter(([name]) => name !== 'checkPassword')
        .map(([name, act]) => [`${group}.${name}`, act as Act] as const), // called with what fits none: they ask first
  );
}

test('E9 no action is done for a client, whatever it is asked about', async () => {
  const machine: AdminActor = { kind: 'client', id: scene.registered.client.id };
  const policy = await scene.app.store.storage.policies.current(scene.tenant.id);
  const subjects = [scene.tenant.id, person.id, scene.registered.client.id, 'nobody-at-all'];
  expect(everyAct().length).toBeGreaterThan(20);
  for (const [name, act] of everyAct())
    for (const subject of subjects) {
      const answer = await act(machine, subject, { secondFactor: 'off' }, 'loosened');
      expect({ name, answer }).toEqual({ name, answer: { ok: false, reason: 'not-allowed' } });
    }
  expect(await scene.app.store.storage.policies.current(scene.tenant.id)).toEqual(policy);
});

test('D4 a client gets no token for itself', async () => {
  const { client, secret } = scene.registered;
  const basic = Buffer.from(`${client.id}:${secret}`).toString('base64');
  const answer = await fetch(`${scene.app.issuer}/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${basic}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'openid' }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).not.toHaveProperty('access_token');
});
