// A new password that is cut short between any two calls of a store: as after a crash, nothing after that happens.
// Invariant: once the new password stands, nothing that was mailed before it sets another or confirms a set-up.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import { newId, sampleSecret } from '../contracts/samples.ts';
import { type Bench, contextOf, openBench } from './bench.ts';
import { cutAt } from './cut-at.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const words = 'another long enough password';

const acts = {
  'chosen by mail': (account: Account, linkId: string) =>
    bench.factors.passwordLink.choose({
      accountId: account.id,
      signInId: 'a',
      linkId,
      password: words,
      factorProved: false,
      context: contextOf(account),
    }),
  'changed by the person': (account: Account) =>
    bench.factors.passwordSetting.set({
      accountId: account.id,
      password: words,
      by: 'change',
      context: contextOf(account),
    }),
};

test.each(Object.entries(acts))('a password %s leaves nothing that was mailed before', async (_name, act) => {
  let cutAfter = 0;
  for (let nth = 1, wasCut = true; wasCut; nth++) {
    const account = await bench.member();
    const { id: accountId } = account;
    const { oneTimeSecrets, passwords } = bench.storage;
    const before = await passwords.find(accountId);
    const linkId = newId();
    const link = { id: linkId, purpose: 'password-link', boundTo: 'a' } as const;
    await oneTimeSecrets.issue(sampleSecret({ accountId, ...link }));
    await oneTimeSecrets.issue(sampleSecret({ accountId, purpose: 'mailbox-code' }));
    wasCut = await cutAt(bench.storage, nth, () => act(account, linkId));
    const stands = (await passwords.find(accountId))?.version !== before?.version;
    expect(stands || wasCut).toBe(true);
    if (!stands) continue;
    if (wasCut) cutAfter += 1;
    for (const purpose of ['password-link', 'mailbox-code'] as const)
      expect(await oneTimeSecrets.findFor(accountId, purpose, bench.now())).toBeUndefined();
  }
  expect(cutAfter).toBeGreaterThan(2);
});
