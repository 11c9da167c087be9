// A passkey that was registered without verifying its user: when it becomes a first factor, and what says so.
// Attack: a thief gives a found security key a PIN.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { type Bench, contextOf, openBench, provingOf } from './bench.ts';
import { passkeyIn, proveFirst, proveSecond, register, withPasskey } from './passkeys.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

/** A key that has a PIN since it was registered, in a sign-in in which an app was proved. */
async function aboutToRaise() {
  const { account, code } = await bench.enrolled(await bench.member());
  const authenticator = createAuthenticator({ verifiesUser: false });
  await register(bench, account, authenticator);
  await proveSecond(bench, account, authenticator, { signInId: 'earlier' });
  authenticator.setPin();
  const signInId = 'raising';
  await bench.factors.totp.verify({ ...provingOf(account, signInId), code: code() });
  return { account, authenticator, signInId };
}

describe('B1 a key that was registered without user verification', () => {
  const raisingsOf = ({ id }: Account) =>
    bench.audit
      .of('factor.raised')
      .filter(({ context }) => context.accountId === id)
      .map(({ event }) => event);

  test('is no first factor, also once it has a PIN: whoever stole it can have set one', async () => {
    const { account, authenticator } = await withPasskey(bench, { verifiesUser: false });
    authenticator.setPin();
    expect(await proveFirst(bench, account, authenticator)).toEqual({ ok: false, reason: 'second-only' });
    expect(await proveSecond(bench, account, authenticator)).toMatchObject({ ok: true });
    expect(await proveFirst(bench, account, authenticator)).toEqual({ ok: false, reason: 'second-only' });
  });

  test('is raised by another factor in the same sign-in, and then is one', async () => {
    const { account, code } = await bench.enrolled(await bench.member());
    const authenticator = createAuthenticator({ verifiesUser: false });
    expect(await register(bench, account, authenticator)).toMatchObject({ ok: true });
    authenticator.setPin();
    const signInId = 'raising';
    await proveSecond(bench, account, authenticator, { signInId: 'earlier' });
    expect((await passkeyIn(bench, account)).verifiesUser).toBe(false);
    await bench.factors.totp.verify({ ...provingOf(account, signInId), code: code() });
    await proveSecond(bench, account, authenticator, { signInId });
    expect(await proveFirst(bench, account, authenticator)).toMatchObject({ ok: true });
  });

  test('C7: is raised once, with an event of its own', async () => {
    const { account, authenticator, signInId } = await aboutToRaise();
    const { id: enrollmentId } = await passkeyIn(bench, account);
    expect(raisingsOf(account)).toEqual([]);
    await proveSecond(bench, account, authenticator, { signInId });
    await proveSecond(bench, account, authenticator, { signInId });
    expect(raisingsOf(account)).toEqual([{ type: 'factor.raised', kind: 'passkey', enrollmentId }]);
  });

  test('C7: whoever is slower takes the event back, so that there is one mail', async () => {
    const { account, authenticator, signInId } = await aboutToRaise();
    const { enrollments } = bench.storage;
    const faster = async (next: Enrollments) => {
      Object.assign(bench.storage, { enrollments });
      const present = await enrollments.find(account.id);
      await enrollments.replace({ ...next, version: present.version + 1 });
      return enrollments.replace(next);
    };
    Object.assign(bench.storage, {
      enrollments: { ...enrollments, find: enrollments.find.bind(enrollments), replace: faster },
    });
    await proveSecond(bench, account, authenticator, { signInId });
    const [raised] = bench.audit
      .of('factor.raised')
      .filter(({ context }) => context.accountId === account.id);
    expect(bench.audit.of('act.unfinished')).toMatchObject([{ event: { eventId: raised?.id } }]);
  });

  test('C7: is not raised while changes are stopped, but proves what it did before', async () => {
    const { account, code } = await bench.enrolled(await bench.member());
    const authenticator = createAuthenticator({ verifiesUser: false });
    expect(await register(bench, account, authenticator)).toMatchObject({ ok: true });
    await proveSecond(bench, account, authenticator, { signInId: 'earlier' });
    authenticator.setPin();
    await bench.factors.notMe.say(bench.factors.notMe.token(account.id, bench.now()), contextOf(account));
    const signInId = 'frozen';
    await bench.factors.totp.verify({ ...provingOf(account, signInId), code: code() });
    const { frozen } = await bench.storage.enrollments.find(account.id);
    const notRaisedUntil = frozen?.until;
    expect(await proveSecond(bench, account, authenticator, { signInId })).toMatchObject({
      ok: true,
      notRaisedUntil,
    });
    expect((await passkeyIn(bench, account)).verifiesUser).toBe(false);
    expect(raisingsOf(account)).toEqual([]);
  });
});
