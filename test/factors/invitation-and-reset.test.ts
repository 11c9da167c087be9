import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import { type Bench, contextOf, fifty, minute, openBench, password, provingOf, tally } from './bench.ts';

const hour = 60 * minute;
let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const recordOf = ({ id }: Account) => bench.storage.enrollments.find(id);

describe('an invitation', () => {
  let zoe: Account;
  beforeEach(async () => {
    zoe = await bench.person({ emailVerified: false });
  });
  const issue = async () => {
    const issued = await bench.factors.invitations.issue(zoe.id, contextOf(zoe));
    if (!issued.ok) throw new Error(issued.reason);
    return issued;
  };
  const use = (token: string, text = password) =>
    bench.factors.invitations.use({
      token,
      password: text,
      browserHash: 'hash of this browser',
      context: contextOf(zoe),
    });
  const signIn = (text: string) =>
    bench.factors.password.verify({
      ...provingOf(zoe),
      tenantId: zoe.tenantId,
      identifier: zoe.email ?? '',
      password: text,
      knownBrowser: null,
      address: null,
    });

  test('sets the password, opens enrolling and verifies the address, once', async () => {
    const { token, mailTo, until } = await issue();
    expect([mailTo, until]).toEqual([zoe.email, bench.now() + 7 * 24 * hour]);
    expect(await use(token)).toMatchObject({ ok: true, account: { id: zoe.id, emailVerified: true } });
    expect(await signIn(password)).toMatchObject({ ok: true });
    expect((await recordOf(zoe)).opening).toMatchObject({
      by: 'invitation',
      until: bench.now() + 24 * hour,
      browserHash: 'hash of this browser',
    });
    expect(await bench.storage.accounts.find(zoe.id)).toMatchObject({ emailVerified: true });
    expect(await use(token, 'another good password')).toEqual({ ok: false, reason: 'expired' });
    expect(await signIn(password)).toMatchObject({ ok: true });
  });

  test('of an address that the account no longer has is void, whatever became of the sweep', async () => {
    const { token } = await issue();
    const changed = { ...zoe, email: `new-${zoe.email}`, version: zoe.version + 1 };
    expect(await bench.storage.accounts.replace(changed)).toMatchObject({ ok: true });
    expect(await bench.factors.invitations.look(token)).toEqual({ ok: false, reason: 'expired' });
    expect(await use(token)).toEqual({ ok: false, reason: 'expired' });
    expect(await bench.storage.passwords.find(zoe.id)).toBeUndefined();
  });

  test('opens nothing where a reset came in between its two halves', async () => {
    const { token } = await issue();
    const reset = { accountId: zoe.id, identityChecked: 'phone', reason: 'stolen', context: contextOf(zoe) };
    const { passwords } = bench.storage;
    const set = vi.spyOn(passwords, 'set').mockImplementationOnce(async (...args) => {
      await bench.factors.reset(reset);
      return passwords.set(...args);
    });
    expect(await use(token)).toMatchObject({ ok: true });
    set.mockRestore();
    expect(await recordOf(zoe)).toMatchObject({ opening: null, markedForReenrollment: true });
  });

  test('used fifty times at once works once', async () => {
    const { token } = await issue();
    const outcomes = await fifty(() => use(token));
    expect(tally(outcomes).ok).toBe(1);
    expect(bench.audit.of('invitation.used')).toHaveLength(1);
    expect(bench.audit.of('password.set')).toHaveLength(1);
  });

  test('is not changed by looking, nor used up by a password that is refused or a full queue', async () => {
    const { token } = await issue();
    for (let n = 0; n < 3; n++) {
      expect(await bench.factors.invitations.look(token)).toMatchObject({
        ok: true,
        account: { id: zoe.id },
      });
    }
    expect(await use(token, 'shorty')).toMatchObject({ ok: false, reason: 'refused' });
    const { invitations } = bench.factorsWith({ places: 0 });
    const using = { token, password, browserHash: 'x', context: contextOf(zoe) };
    expect(await invitations.use(using)).toEqual({ ok: false, reason: 'busy' });
    expect(await use(token)).toMatchObject({ ok: true });
    expect(await bench.factors.invitations.look(token)).toEqual({ ok: false, reason: 'expired' });
  });

  test('is void after seven days, after a newer one, and for a disabled account; oddities are nothing', async () => {
    const old = await issue();
    const { token } = await issue();
    const gone = { ok: false, reason: 'expired' };
    expect(await use(old.token)).toEqual(gone);
    const [id = '', secret = ''] = token.split('.');
    const [oldId] = old.token.split('.');
    for (const odd of [
      '',
      '.',
      id,
      `${id}.`,
      `${oldId}.${secret}`,
      `${id}.${'A'.repeat(43)}`,
      `${token}.x`,
    ]) {
      expect(await use(odd)).toEqual(gone);
    }
    await bench.storage.accounts.replace({ ...zoe, status: 'disabled', version: 2 });
    expect(await use(token)).toEqual(gone);
    await bench.storage.accounts.replace({ ...zoe, status: 'active', version: 3 });
    bench.pass(7 * 24 * hour);
    expect(await use(token)).toEqual(gone);
  });

  test('B9: is the second way in the browser that used it, for 24 hours, until something is enrolled', async () => {
    const { token } = await issue();
    await use(token);
    const confirm = (hash: string) =>
      bench.factors.invitations.confirm(zoe.id, (kept) => kept === hash, contextOf(zoe));
    expect(await confirm('hash of another browser')).toBeNull();
    const confirmation = await confirm('hash of this browser');
    const [event] = bench.audit.of('enrollment.confirmed');
    expect(confirmation).toMatchObject({ by: 'invitation', accountId: zoe.id, eventId: event?.id });
    bench.pass(24 * hour);
    expect(await confirm('hash of this browser')).toBeNull();
    bench.pass(-24 * hour);
    await bench.enrolled(zoe);
    expect(await confirm('hash of this browser')).toBeNull();
  });

  test('F5: its secret stands nowhere', async () => {
    const { token } = await issue();
    const stored = await bench.storage.oneTimeSecrets.findFor(zoe.id, 'invitation', bench.now());
    expect(JSON.stringify([bench.audit.acts, stored])).not.toContain(token.split('.')[1]);
  });
});

describe('a reset', () => {
  test('E4: leaves nothing behind, and asks for the second way again (B9)', async () => {
    const zoe = await bench.enrolled(await bench.member());
    const { account } = zoe;
    const ask = { accountId: account.id, signInId: 'a', context: contextOf(account) };
    await bench.factors.totpEnrolling.start({ accountId: account.id, signInId: 'a' });
    await bench.factors.mailboxCode.send(ask);
    const { token } = await bench.factors.invitations
      .issue(account.id, contextOf(account))
      .then((issued) => (issued.ok ? issued : { token: '' }));
    const done = await bench.factors.reset({
      accountId: account.id,
      identityChecked: 'phone',
      reason: 'lost phone',
      context: contextOf(account),
    });
    expect(done.cleared).toEqual(['totp', 'backup-codes', 'pending']);
    expect(await recordOf(account)).toMatchObject({
      factors: [],
      pending: null,
      backupCodes: null,
      markedForReenrollment: true,
      opening: null,
    });
    expect(bench.audit.of('factors.reset')[0]?.event).toMatchObject({ identityChecked: 'phone' });
    const proving = provingOf(account);
    expect(await bench.factors.totp.verify({ ...proving, code: zoe.code() })).toMatchObject({ ok: false });
    for (const code of zoe.backupCodes)
      expect(await bench.factors.backupCodes.verify({ ...proving, code })).toMatchObject({ ok: false });
    const mailed = bench.mails.at(-1)?.code ?? '';
    expect(await bench.factors.mailboxCode.verify({ ...ask, code: mailed })).toMatchObject({ ok: false });
    expect(await bench.factors.invitations.look(token)).toMatchObject({ ok: false });
    await expect(bench.enrolled(account)).rejects.toThrow('not-confirmed');
    bench.pass(1);
    const again = await bench.enrolled(account);
    expect((await recordOf(account)).markedForReenrollment).toBe(false);
    expect(again.backupCodes).toHaveLength(10);
  });
});
