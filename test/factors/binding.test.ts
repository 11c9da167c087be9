// What a new factor needs besides the proof that the policy asked for.
// Invariant: a lesser factor alone never binds a better one, and a frozen account binds nothing without the help desk.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { raises } from '../../factors/binding.ts';
import { recommendedPolicy } from '../../policy/tenant-policy.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Confirmation } from '../../ports/sign-ins.ts';
import { passkeyWith } from '../policy/build.ts';
import { totpCode } from '../support/totp.ts';
import { type Bench, confirmationOf, contextOf, minute, openBench, provingOf } from './bench.ts';

const hour = 60 * minute;
let bench: Bench;
let zoe: Account;
beforeEach(async () => {
  bench = await openBench();
  ({ account: zoe } = await bench.enrolled(await bench.member()));
});
afterEach(() => bench.close());

async function enroll(confirmation: Confirmation | null) {
  const started = await bench.factors.totpEnrolling.start({ accountId: zoe.id, signInId: 'again' });
  if (!started.ok) throw new Error(started.reason);
  const code = totpCode(started.key, bench.now());
  return bench.factors.totpEnrolling.confirm({ ...provingOf(zoe, 'again'), code, confirmation });
}

async function change(frozenFor: number): Promise<void> {
  const present = await bench.storage.enrollments.find(zoe.id);
  const frozen = { at: bench.now(), until: bench.now() + frozenFor };
  await bench.storage.enrollments.replace({ ...present, frozen, version: present.version + 1 });
}

test('a factor lifts the level only where there is one already, and it can do more than all of them', () => {
  const policy = recommendedPolicy(0);
  const app = { id: 'a', kind: 'totp', disabled: false } as const;
  expect(raises('phishing-resistant', [app], policy)).toBe(true);
  expect(raises('mfa', [app], policy)).toBe(false);
  expect(raises('hardware', [], policy)).toBe(false);
});

test('B6, B9: one that a hundred wrong tries disabled counts for nothing, so a better one lifts the level again', () => {
  const policy = recommendedPolicy(0);
  const app = { id: 'a', kind: 'totp', disabled: false } as const;
  const passkey = passkeyWith();
  expect(raises('phishing-resistant', [passkey, app], policy)).toBe(false);
  expect(raises('phishing-resistant', [{ ...passkey, disabled: true }, app], policy)).toBe(true);
  expect(raises('phishing-resistant', [{ ...passkey, disabled: true }], policy)).toBe(true);
  expect(raises('mfa', [{ ...app, disabled: true }], policy)).toBe(false);
});

test('one more of the same level needs nothing besides', async () => {
  expect(await enroll(null)).toMatchObject({ ok: true });
});

test('B9: a frozen account enrolls with the help desk’s code only, and is frozen no longer then', async () => {
  await change(72 * hour);
  const mailbox = { ...confirmationOf(zoe), at: bench.now() };
  expect(await bench.factors.mailboxCode.refusal(zoe)).toBe('frozen');
  expect(await enroll(null)).toEqual({ ok: false, reason: 'not-confirmed' });
  expect(await enroll(mailbox)).toEqual({ ok: false, reason: 'not-confirmed' });
  expect(await enroll({ ...mailbox, by: 'enrollment-code' })).toMatchObject({ ok: true });
  expect((await bench.storage.enrollments.find(zoe.id)).frozen?.until).toBe(bench.now());
  expect(await bench.factors.mailboxCode.refusal(zoe)).toBeNull();
});

test('72 hours lift it, and so does an admin’s reset', async () => {
  await change(hour);
  bench.pass(hour);
  expect(await enroll(null)).toMatchObject({ ok: true });
  await change(hour);
  const check = { identityChecked: 'in person', reason: 'stolen', context: contextOf(zoe) };
  await bench.factors.reset({ accountId: zoe.id, ...check });
  expect((await bench.storage.enrollments.find(zoe.id)).frozen?.until).toBe(bench.now());
});
