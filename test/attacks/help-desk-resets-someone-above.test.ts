// CVE-2026-64866 (New API): the help desk resets someone above it. Every act that changes how another account proves itself is
// tried upwards, sideways, at oneself and at another organisation; all are refused alike, and nothing has changed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdminActions } from '../../admin/actions/actions.ts';
import type { AdminActor } from '../../admin/actions/authorize.ts';
import type { Role } from '../../ports/directory.ts';
import type { Person } from '../support/world.ts';
import { enrollmentsOf, eventsOf, type Scene, startScene } from './scene.ts';

const check = { identityChecked: 'phone', reason: 'they said so' };
type Act = (actions: AdminActions, actor: AdminActor, accountId: string) => Promise<object>;
const acts: Readonly<Record<string, Act>> = {
  reset: ({ access }, actor, id) => access.resetFactors(actor, id, check),
  'an enrollment code': ({ access }, actor, id) => access.giveEnrollmentCode(actor, id, check),
  'an invitation': ({ access }, actor, id) => access.invite(actor, id),
  'an unlocking': ({ access }, actor, id) => access.unlock(actor, id),
  'a password': ({ access }, actor, id) => access.setPassword(actor, id, 'a password that they know'),
  'a window': ({ breakGlass }, actor, id) => breakGlass.open(actor, id, check),
  'another address': ({ accounts }, actor, id) =>
    accounts.update(actor, id, { email: 'theirs@elsewhere.example' }),
  'more rights': ({ accounts }, actor, id) => accounts.update(actor, id, { roles: ['owner'] }),
};

let scene: Scene;
let targets: Readonly<Record<string, Person>>;
const roleOf = (person: Person, role: Role): AdminActor => ({
  ...{ kind: 'account', id: person.id, tenantId: person.tenantId, roles: [role] },
});
beforeAll(async () => {
  scene = await startScene();
  const elsewhere = await scene.app.world.tenant();
  const having = (role: Role) => scene.person({ roles: [role] });
  targets = {
    'an owner': await having('owner'),
    'a security admin': await having('security-admin'),
    'an auditor': await having('auditor'),
    'another helper': await having('help-desk'),
    'a member of another organisation': await scene.app.world.person(elsewhere.id, { totp: true }),
  };
});
afterAll(() => scene.stop());

async function standing(person: Person) {
  const { accounts, passwords } = scene.app.store.storage;
  const [account, password, enrollments, events] = await Promise.all([
    accounts.find(person.id),
    passwords.find(person.id),
    enrollmentsOf(scene, person),
    eventsOf(scene, person),
  ]);
  return { account, password, enrollments, events };
}

describe.each(Object.entries(acts))('%s (E4)', (_name, act) => {
  test('is not for the help desk to give to anybody who may do as much, nor to itself', async () => {
    const helper = await scene.person({ roles: ['help-desk'] });
    for (const [who, target] of Object.entries({ ...targets, 'the helper': helper })) {
      const before = await standing(target);
      const answer = await act(scene.app.core.actions, roleOf(helper, 'help-desk'), target.id);
      expect({ who, ...answer }).toEqual({ who, ok: false, reason: 'not-allowed' });
      expect(await standing(target)).toEqual(before);
    }
    // Whether there is such an account is not told either.
    const answer = await act(scene.app.core.actions, roleOf(helper, 'help-desk'), 'nobody-at-all');
    expect(answer).toEqual({ ok: false, reason: 'not-allowed' });
  });
});

test('what the help desk may do, it does to members', async () => {
  const [helper, member] = [await scene.person({ roles: ['help-desk'] }), await scene.person()];
  const reset = acts.reset?.(scene.app.core.actions, roleOf(helper, 'help-desk'), member.id);
  expect(await reset).toMatchObject({ ok: true });
});
