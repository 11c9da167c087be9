// What a forgotten password asks beside the mailbox: the second factor where there is one, proved after the mail and in the same
// sign-in. Invariant: the mailbox alone is never enough for an account that has, or had, something else to prove with.
import { expect, test } from 'vitest';
import type { AccountFacts, Evidence } from '../../policy/facts.ts';
import { proofForReset } from '../../policy/reset-proof.ts';
import { accountWith, backupCodes, disabledTotp, now, passkeyWith, policyWith, totpFactor } from './build.ts';

const byApp: Evidence = {
  id: 'e1',
  accountId: 'account-1',
  kind: 'totp',
  source: 'totp-1',
  signInId: 'a',
  at: now,
};

const ask = (over: Partial<AccountFacts>, ...evidence: readonly Evidence[]) =>
  proofForReset({ account: accountWith(over), policy: policyWith(), evidence }, 'a', now);

test('without a factor the mailbox is enough, and counts as all that was proved', () => {
  expect(ask({})).toEqual({ kind: 'enough', proved: false });
});

test('with neither password nor factor the mailbox stands beside nothing: not enough', () => {
  const bare = { passwordVersion: null, factors: [] } as const;
  expect(ask(bare)).toEqual({ kind: 'deny', why: 'no-backup-code' });
  // A backup code that is left over is something.
  expect(ask({ ...bare, backupCodes })).toMatchObject({ kind: 'prove', by: ['backup-code'] });
});

test('a factor is asked for, by any kind that works; one that was disabled is no reason to skip it', () => {
  expect(ask({ factors: [totpFactor], backupCodes })).toMatchObject({
    kind: 'prove',
    by: ['totp', 'backup-code'],
  });
  expect(ask({ factors: [disabledTotp] })).toEqual({ kind: 'deny', why: 'factor-disabled' });
});

test('without a password only a backup code answers: the passkeys are what was lost', () => {
  const passkeys = { passwordVersion: null, factors: [passkeyWith()] } as const;
  expect(ask({ ...passkeys, backupCodes })).toMatchObject({ kind: 'prove', by: ['backup-code'] });
  expect(ask(passkeys)).toEqual({ kind: 'deny', why: 'no-backup-code' });
  expect(ask({ ...passkeys, backupCodes: { ...backupCodes, left: 0 } })).toEqual({
    kind: 'deny',
    why: 'no-backup-code',
  });
});

test('what was proved since, in this sign-in, is enough; anything else is not', () => {
  const factors = [totpFactor];
  expect(ask({ factors }, byApp)).toEqual({ kind: 'enough', proved: true });
  const others: readonly Partial<Evidence>[] = [
    { signInId: 'b' },
    { at: now - 1 },
    { accountId: 'account-2' },
    { source: 'totp-2' },
    { kind: 'password', source: 'password-1' },
  ];
  for (const other of others)
    expect(ask({ factors }, { ...byApp, ...other })).toMatchObject({ kind: 'prove' });
  const breakGlass = { id: 'w1', until: now + 1, usable: true } as const;
  expect(ask({ factors, breakGlass }, { ...byApp, kind: 'break-glass', source: 'w1' })).toMatchObject({
    kind: 'prove',
  });
});

test('of nobody, or without a policy, nothing is enough', () => {
  const denied = { kind: 'deny', why: 'account-disabled' };
  expect(proofForReset({ account: null, policy: policyWith(), evidence: [] }, 'a', now)).toEqual(denied);
  expect(proofForReset({ account: accountWith(), policy: null, evidence: [] }, 'a', now)).toEqual(denied);
});
