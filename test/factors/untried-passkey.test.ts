// A passkey between its registration and its first use: it counts for nothing and brings nothing until it is used (B3, B7, B8, B9).
// Attack: an unconfirmed factor counts as enrolled (authentik#2330).
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import type { Enrollment, Enrollments } from '../../ports/enrollments.ts';
import { newId, sampleDevice } from '../contracts/samples.ts';
import { createAuthenticator } from '../support/authenticator.ts';
import { type Bench, contextOf, minute, openBench, provingOf } from './bench.ts';
import { cutAt } from './cut-at.ts';
import { assertion, passkeyPolicy, proveFirst, proveSecond, register, withPasskey } from './passkeys.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const recordOf = ({ id }: Account) => bench.storage.enrollments.find(id);

async function change(account: Account, changes: Partial<Enrollments>): Promise<void> {
  const present = await recordOf(account);
  await bench.storage.enrollments.replace({ ...present, ...changes, version: present.version + 1 });
}

/** An app with backup codes, and a passkey beside it that was not used yet. */
async function besideAnApp() {
  const enrolled = await bench.enrolled(await bench.member({}, { factors: passkeyPolicy.factors }));
  const authenticator = createAuthenticator();
  const registered = await register(bench, enrolled.account, authenticator);
  if (!registered.ok) throw new Error(registered.reason);
  const [app = ''] = (await recordOf(enrolled.account)).factors.map(({ id }) => id);
  return { ...enrolled, authenticator, app, passkeyId: registered.enrollmentId };
}

const removedOf = ({ id }: Account) =>
  bench.audit
    .of('factor.removed')
    .flatMap(({ event, context }) =>
      context.accountId === id && event.type === 'factor.removed' ? event.enrollmentId : [],
    );

const remove = (account: Account, factorId: string, provedLevel: 'none' | 'mfa') =>
  bench.factors.removing.remove({
    accountId: account.id,
    factorId,
    provedLevel,
    context: contextOf(account),
  });

describe('what comes with a factor comes with its first use', () => {
  test('B3: backup codes, handed over once, with their event before them', async () => {
    const { account, authenticator } = await withPasskey(bench);
    expect((await recordOf(account)).backupCodes).toBeNull();
    const given: string[][] = [];
    const keep = async (codes: readonly string[]) => void given.push([...codes]);
    const first = { ...provingOf(account), ...(await assertion(bench, account, authenticator)), keep };
    expect(await bench.factors.passkey.verify(first)).toMatchObject({ ok: true, backupCodes: true });
    const again = { ...provingOf(account), ...(await assertion(bench, account, authenticator)), keep };
    expect(await bench.factors.passkey.verify(again)).toMatchObject({ ok: true, backupCodes: false });
    expect(given.map(({ length }) => length)).toEqual([10]);
    const [issued] = bench.audit.of('backup-codes.issued');
    expect((await recordOf(account)).backupCodes?.eventId).toBe(issued?.id);
  });

  test('also where it is the first factor', async () => {
    const { account, authenticator } = await withPasskey(bench);
    const proved = await proveFirst(bench, account, authenticator);
    expect(proved.ok && proved.backupCodes).toHaveLength(10);
    expect(await proveFirst(bench, account, authenticator)).toMatchObject({ ok: true, backupCodes: null });
  });

  test('and none where there are some that work', async () => {
    const { account, authenticator } = await besideAnApp();
    const before = (await recordOf(account)).backupCodes;
    expect(await proveSecond(bench, account, authenticator)).toMatchObject({ backupCodes: false });
    expect((await recordOf(account)).backupCodes).toEqual(before);
  });

  test('of two used for the first time at once one brings codes, and the log says so of the other', async () => {
    const { account, authenticator } = await withPasskey(bench);
    const sent = [
      await assertion(bench, account, authenticator),
      await assertion(bench, account, authenticator),
    ];
    const given: (readonly string[])[] = [];
    const keep = async (codes: readonly string[]) => void given.push(codes);
    await Promise.all(
      sent.map((one) => bench.factors.passkey.verify({ ...provingOf(account), ...one, keep })),
    );
    expect(given).toHaveLength(1);
    const ids = bench.audit.of('backup-codes.issued').map(({ id }) => id);
    const { backupCodes } = await recordOf(account);
    expect(bench.audit.of('act.unfinished').map(({ event }) => event)).toMatchObject(
      ids.filter((id) => id !== backupCodes?.eventId).map((eventId) => ({ eventId })),
    );
  });

  test('B9: a mark for re-enrollment, a spent mailbox, an opening and a freeze end then, and not before', async () => {
    const account = await bench.member();
    const open = {
      by: 'enrollment-code',
      at: 1,
      until: bench.now() + 60 * minute,
      browserHash: null,
    } as const;
    const frozen = { at: bench.now(), until: bench.now() + 60 * minute };
    const marks = { markedForReenrollment: true, mailboxSpent: true, opening: open };
    await change(account, marks);
    const authenticator = createAuthenticator();
    expect(await register(bench, account, authenticator)).toMatchObject({ ok: true });
    expect(await recordOf(account)).toMatchObject(marks);
    await change(account, { frozen });
    await proveSecond(bench, account, authenticator);
    expect(await recordOf(account)).toMatchObject({
      markedForReenrollment: false,
      mailboxSpent: false,
      opening: null,
      frozen: { until: bench.now() },
    });
  });

  test('NIST 3.2.2: one that failed too often stays until then, so that nothing asks less', async () => {
    const { account, authenticator } = await withPasskey(bench);
    await proveSecond(bench, account, authenticator);
    const { factors } = await recordOf(account);
    await change(account, { factors: factors.map((each) => ({ ...each, disabledAt: 1 })) });
    const renewed = createAuthenticator();
    expect(await register(bench, account, renewed)).toMatchObject({ ok: true });
    expect((await recordOf(account)).factors).toHaveLength(2);
    await proveSecond(bench, account, renewed);
    expect((await recordOf(account)).factors).toMatchObject([{ disabledAt: null }]);
  });

  test('A9, C7: with the one that it renews go its removal to come and remembered browsers, also if it is cut short', async () => {
    for (let nth = 1, wasCut = true; wasCut; nth++) {
      const { account, authenticator, passkeyId } = await withPasskey(bench);
      await proveSecond(bench, account, authenticator);
      const renewed = createAuthenticator();
      await register(bench, account, renewed);
      const { factors } = await recordOf(account);
      const removals = [{ factorId: passkeyId, at: 1, until: bench.now() + 60 * minute, eventId: 'e' }];
      const isOld = ({ id }: Enrollment) => id === passkeyId;
      const off = factors.map((one) => (isOld(one) ? { ...one, disabledAt: 1 } : one));
      await change(account, { factors: off, removals });
      const device = sampleDevice({ id: newId(), accountId: account.id, tenantId: account.tenantId });
      await bench.storage.rememberedDevices.create(device);
      const sent = await assertion(bench, account, renewed);
      wasCut = await cutAt(bench.storage, nth, () =>
        bench.factors.passkey.verify({ ...provingOf(account), ...sent }),
      );
      const now = await recordOf(account);
      if (now.factors.some(isOld)) continue;
      expect(now.removals).toEqual([]);
      expect((await bench.storage.rememberedDevices.find(device.id))?.revokedAt).toBe(bench.now());
      if (!wasCut) expect(removedOf(account)).toEqual([passkeyId]);
    }
  });
});

describe('until then', () => {
  test('B9: nothing else is set up without the second way, and nothing better without the mailbox', async () => {
    const { account } = await withPasskey(bench);
    const bare = { confirmation: null };
    expect(await register(bench, account, createAuthenticator(), bare)).toMatchObject({
      reason: 'not-confirmed',
    });
    const beside = await besideAnApp();
    expect(await register(bench, beside.account, createAuthenticator(), bare)).toMatchObject({
      reason: 'not-confirmed',
    });
    await proveSecond(bench, beside.account, beside.authenticator);
    expect(await register(bench, beside.account, createAuthenticator(), bare)).toMatchObject({ ok: true });
  });

  test('B7: what does work stays, and it can go at once, with all browsers still remembered', async () => {
    const { account, app, passkeyId, authenticator } = await besideAnApp();
    const device = sampleDevice({ id: newId(), accountId: account.id, tenantId: account.tenantId });
    await bench.storage.rememberedDevices.create(device);
    expect(await remove(account, app, 'mfa')).toEqual({ ok: false, reason: 'last-factor' });
    expect(await remove(account, passkeyId, 'none')).toEqual({ ok: true, until: null });
    expect((await bench.storage.rememberedDevices.find(device.id))?.revokedAt).toBeNull();
    expect(await register(bench, account, authenticator)).toMatchObject({ ok: true });
    await proveSecond(bench, account, authenticator);
    expect(await remove(account, app, 'mfa')).toEqual({ ok: true, until: null });
  });

  test('B3: new backup codes have nothing to stand in for', async () => {
    const { account } = await withPasskey(bench);
    const asking = { accountId: account.id, replaces: null, context: contextOf(account) };
    expect(await bench.factors.giveNewBackupCodes(asking)).toEqual({ ok: false, reason: 'no-factor' });
  });

  test('C7: "this wasn’t me" takes it back, and says so', async () => {
    const { account, app, passkeyId } = await besideAnApp();
    await bench.factors.notMe.say(bench.factors.notMe.token(account.id, bench.now()), contextOf(account));
    expect((await recordOf(account)).factors.map(({ id }) => id)).toEqual([app]);
    expect(bench.audit.of('factor.removed')).toMatchObject([{ event: { enrollmentId: passkeyId } }]);
  });
});
