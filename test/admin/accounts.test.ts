import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAccountStatusActions } from '../../admin/actions/account-status.ts';
import {
  type AccountActions,
  type AccountInput,
  createAccountActions,
} from '../../admin/actions/accounts.ts';
import type { Account } from '../../ports/accounts.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { sampleSecret } from '../contracts/samples.ts';
import { aTenant, type Desk, openDesk, operator, start } from './desk.ts';

let desk: Desk;
let tenantId: string;
let accounts: AccountActions;
beforeEach(async () => {
  desk = await openDesk();
  tenantId = (await aTenant(desk)).id;
  accounts = createAccountActions(desk.deps);
});
afterEach(() => desk.close());

async function made(input: AccountInput): Promise<Account> {
  const result = await accounts.create(operator, tenantId, input);
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.account;
}

describe('accounts', () => {
  it('are created with what they hold, after their event (F3)', async () => {
    const account = await made({ email: 'Ada@Example.org', profile: { name: 'Ada' } });
    expect(account).toMatchObject({
      email: 'ada@example.org',
      emailVerified: false,
      roles: ['member'],
      version: 1,
    });
    expect(account.eventId).toBe(desk.events.at(-1)?.id);
    expect(await desk.deps.storage.accounts.find(account.id)).toEqual(account);
    desk.breakLog();
    await expect(accounts.create(operator, tenantId, { username: 'bob' })).rejects.toThrow();
    expect(await desk.deps.storage.directory.findByIdentifier(tenantId, 'bob')).toBeUndefined();
  });

  it.each([
    ['nothing to sign in with', {}],
    ['no address', { email: 'nobody' }],
    ['a username that looks like an address', { username: 'a@b' }],
    ['an unknown role', { email: 'a@b.org', roles: ['god'] }],
    ['an unknown claim', { email: 'a@b.org', profile: { sub: 'x' } }],
    ['an operator for a database', { email: { $ne: null } }],
  ])('are refused with %s', async (_, input) => {
    // Wrong on purpose: this is what comes from outside.
    const result = await accounts.create(operator, tenantId, input as AccountInput);
    expect(result).toMatchObject({ ok: false, reason: 'invalid' });
  });

  it('have an identifier of their own, and groups of their tenant', async () => {
    await made({ email: 'ada@example.org', username: 'ada' });
    const again = (input: AccountInput) => accounts.create(operator, tenantId, input);
    expect(await again({ email: 'ADA@example.org' })).toEqual({ ok: false, reason: 'email-taken' });
    expect(await again({ username: 'Ada' })).toEqual({ ok: false, reason: 'username-taken' });
    expect(await again({ username: 'eve', groups: ['nowhere'] })).toEqual({
      ok: false,
      reason: 'unknown-group',
    });
  });

  it('whose e-mail an operator changes: unverified, noted, and the event names the old address', async () => {
    const account = await made({ email: 'ada@example.org', emailVerified: true });
    desk.tick(1000);
    const result = await accounts.update(operator, account.id, { email: 'lovelace@example.org' });
    expect(result).toMatchObject({
      ok: true,
      fields: ['email', 'emailVerified'],
      account: { emailVerified: false, emailChangedByOtherAt: desk.deps.now() },
    });
    expect(desk.events.at(-1)?.context.email).toBe('ada@example.org');
    expect(desk.events.at(-1)?.event).toEqual({
      type: 'account.updated',
      fields: ['email', 'emailVerified'],
    });
  });

  it('whose address changes lose what was sent to the old one, also where the change is cut short', async () => {
    const account = await made({ email: 'ada@example.org' });
    const { accounts: stored, oneTimeSecrets } = desk.deps.storage;
    const secret = sampleSecret({ purpose: 'invitation', accountId: account.id, expiresAt: start + 1000 });
    await oneTimeSecrets.issue(secret);
    const replace = vi.spyOn(stored, 'replace').mockRejectedValueOnce(new Error('the power went'));
    await expect(accounts.update(operator, account.id, { email: 'eva@example.org' })).rejects.toThrow(
      'power',
    );
    replace.mockRestore();
    expect(await oneTimeSecrets.find(secret.id, start)).toBeUndefined();
  });

  it('that were disabled in an outage get no session, link or code back when they are enabled', async () => {
    const account = await made({ email: 'ada@example.org' });
    const secret = sampleSecret({ accountId: account.id, createdAt: start, expiresAt: start + 60_000 });
    await desk.deps.storage.oneTimeSecrets.issue(secret);
    const statuses = createAccountStatusActions(desk.deps);
    const { sessions } = desk.deps.storage;
    const endAll = vi.spyOn(sessions, 'endAll').mockRejectedValueOnce(new StoreUnavailable('away'));
    await expect(statuses.disable(operator, account.id, null)).rejects.toThrow(StoreUnavailable);
    await statuses.enable(operator, account.id, null);
    expect(endAll).toHaveBeenCalledTimes(2);
    expect(await desk.deps.storage.oneTimeSecrets.find(secret.id, start)).toBeUndefined();
    endAll.mockRestore();
  });

  it('change claim by claim; null takes one away; a new phone number is unverified', async () => {
    const account = await made({
      username: 'ada',
      profile: { name: 'Ada', nickname: 'A', phone_number: '+4930123456', phone_number_verified: true },
    });
    const result = await accounts.update(operator, account.id, {
      profile: { nickname: null, phone_number: '+4930654321' },
    });
    expect(result).toMatchObject({ fields: ['nickname', 'phone_number', 'phone_number_verified'] });
    expect(result).toMatchObject({ account: { phoneChangedByOtherAt: desk.deps.now() } });
    expect(result.ok && result.account.profile).toEqual({
      name: 'Ada',
      phone_number: '+4930654321',
      phone_number_verified: false,
    });
  });

  it('keep something to sign in with', async () => {
    const account = await made({ username: 'ada' });
    expect(await accounts.update(operator, account.id, { username: null })).toMatchObject({
      reason: 'invalid',
    });
  });

  it('are disabled even while the log cannot be written, and what they hold ends', async () => {
    const account = await made({ username: 'ada' });
    const { records, sessions } = desk.deps.storage;
    const later = desk.deps.now() + 60_000;
    const at = desk.deps.now();
    await sessions.save('u1.s1', { accountId: account.id, uid: 'u1' }, later, at);
    await records.save('Grant', 'u1.g1', { accountId: account.id }, later);
    desk.breakLog();
    const status = createAccountStatusActions(desk.deps);
    expect(await status.disable(operator, account.id, 'left')).toMatchObject({
      ok: true,
      account: { status: 'disabled' },
    });
    expect(await sessions.find('u1.s1', at)).toBeUndefined();
    expect(await records.find('Grant', 'u1.g1', at)).toBeUndefined();
    expect(desk.events.at(-1)).toMatchObject({
      queued: true,
      event: { type: 'account.disabled', reason: 'left' },
    });
    await expect(status.enable(operator, account.id, null)).rejects.toThrow();
  });

  it('that do not exist are refused', async () => {
    expect(await accounts.update(operator, 'nobody', {})).toEqual({ ok: false, reason: 'unknown-account' });
  });
});
