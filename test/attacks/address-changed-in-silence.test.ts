// Whoever talks an operator into changing a person's address takes the mailbox over: the old address has to hear of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNotices } from '../../audit/notices.ts';
import { effectExists } from '../../ops/effects.ts';
import { originOf } from '../../ops/letters.ts';
import { type Scene, startScene } from './scene.ts';

const operator = { kind: 'operator', name: 'test' } as const;

let scene: Scene;
beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.stop());

/** As the server runs it. */
function follow() {
  const { audit: store, positions, accounts } = scene.app.store.storage;
  return createNotices({
    store,
    positions,
    originOf,
    effectExists: (event) => effectExists(scene.app.store.storage, event),
    now: () => Date.now(),
    pause: async () => undefined,
    writeToOfficers: async () => undefined,
    async write({ id, accountId, to, name, model }) {
      const account = await accounts.find(accountId);
      if (account)
        await scene.app.core.letters.write(
          id,
          { ...account, email: to ?? account.email },
          name,
          model as never,
        ); // they belong together by NoticeLetter
    },
  }).run();
}

test('the old address is told of a new address and of a new number, the new one of nothing (B9, C7)', async () => {
  const person = await scene.person();
  const changes = { email: 'thief@elsewhere.example', profile: { phone_number: '+4930123456' } };
  const changed = await scene.app.core.actions.accounts.update(operator, person.id, changes);
  expect(changed).toMatchObject({ ok: true });
  await scene.app.core.audit.drain();
  await follow();
  await follow();
  // On shared stores the follower also finds what other tests left there.
  const ours = scene.app.mails.filter(({ to }) => to === person.email || to === changes.email);
  const told = ours.map(({ to, subject }) => [to, subject]);
  expect(told).toEqual([
    [person.email, 'The e-mail address of your account was changed'],
    [person.email, 'The phone number of your account was changed'],
  ]);
  expect(ours[0]?.text).toContain('From: your organization');
  expect(ours[0]?.text).not.toContain('thief@');
});
