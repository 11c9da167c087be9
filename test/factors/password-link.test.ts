// Who forgot a password: the answer is the same for every name, in words and in time.
// Invariant: nothing that a stranger sees depends on whether there is an account.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFactors } from '../../factors/factors.ts';
import type { Account } from '../../ports/accounts.ts';
import type { OneTimePurpose } from '../../ports/one-time-secrets.ts';
import { sampleSecret } from '../contracts/samples.ts';
import { cheapHashCost } from '../support/cheap-hash.ts';
import { type Bench, contextOf, fifty, minute, openBench, password, tally } from './bench.ts';

let bench: Bench;
let zoe: Account;
beforeEach(async () => {
  bench = await openBench();
  zoe = await bench.member();
});
afterEach(() => bench.close());

const asking = (identifier: string, address = '192.0.2.7') => ({
  tenantId: zoe.tenantId,
  identifier,
  signInId: 'a',
  address,
  context: { ...contextOf(zoe), accountId: null, email: null },
});
const code = () => bench.mails.at(-1)?.code ?? '';
const choosing = (linkId: string, words = 'another long enough password') => ({
  accountId: zoe.id,
  signInId: 'a',
  linkId,
  password: words,
  factorProved: false,
  context: contextOf(zoe),
});

async function shown() {
  await bench.factors.passwordLink.ask(asking(zoe.email ?? ''));
  const result = await bench.factors.passwordLink.show({ ...asking(zoe.email ?? ''), code: code() });
  if (!result.ok) throw new Error(result.reason);
  return result;
}

test('asking and showing take whole steps of time, whoever is asked for', async () => {
  const took: number[] = [];
  for (const [name, ms] of [
    [zoe.email ?? '', 70],
    ['nobody@example.org', 0],
  ] as const) {
    let time = bench.now();
    const slow = createFactors({
      storage: bench.storage,
      audit: bench.audit,
      vault: bench.vault,
      random: (bytes) => Buffer.alloc(bytes, 7),
      now: () => time,
      hashing: { cost: cheapHashCost },
      issuer: 'https://login.example',
      models: new Map(),
      mail: async () => undefined,
      text: async () => ({ ok: true, messageId: null }),
      countSms: () => undefined,
      mailEmailChange: async () => undefined,
      // What is done for who exists takes longer.
      mailPasswordLink: async () => {
        time += ms;
      },
      wait: async (wanted) => {
        time += wanted;
      },
    });
    const before = time;
    await slow.passwordLink.ask(asking(name));
    await slow.passwordLink.show({ ...asking(name), code: 'AAAAA-AAAAA' });
    took.push(time - before);
  }
  expect(took).toEqual([600, 600]);
});

test('its limits count by what was typed, by network and by organisation, whether or not there is an account', async () => {
  for (const name of [zoe.email ?? '', 'nobody@example.org']) {
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => bench.factors.passwordLink.ask(asking(name))),
    );
    expect(tally(outcomes)).toEqual({ ok: 3, 'too-many': 2 });
  }
  const names = Array.from({ length: 40 }, (_, n) => `name-${n}@example.org`);
  const outcomes = await Promise.all(
    names.map((name) => bench.factors.passwordLink.ask(asking(name, '198.51.100.9'))),
  );
  expect(tally(outcomes)).toEqual({ ok: 30, 'too-many': 10 });
});

test('one link is used by one of fifty, and changes nothing for a password that is refused', async () => {
  const { linkId } = await shown();
  const { passwordLink } = bench.factors;
  expect(await passwordLink.choose(choosing(linkId, 'short'))).toMatchObject({
    ok: false,
    reason: 'refused',
  });
  const outcomes = await fifty(() => passwordLink.choose(choosing(linkId)));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await passwordLink.choose(choosing(linkId))).toEqual({ ok: false, reason: 'expired' });
});

test('a link counts only in its sign-in, for its account, and not after a reset, a disabling or its time', async () => {
  const { passwordLink, reset } = bench.factors;
  const { linkId } = await shown();
  const other = await bench.member({ tenantId: zoe.tenantId });
  for (const odd of [{ signInId: 'b' }, { accountId: other.id }, { linkId: 'made-up' }])
    expect(await passwordLink.choose({ ...choosing(linkId), ...odd })).toEqual({
      ok: false,
      reason: 'expired',
    });
  await reset({ accountId: zoe.id, identityChecked: 'phone', reason: 'lost', context: contextOf(zoe) });
  expect(await passwordLink.choose(choosing(linkId))).toEqual({ ok: false, reason: 'expired' });
});

test('a link and a mailed code end with any new password; the help desk’s code stays', async () => {
  const { passwordLink, passwordSetting } = bench.factors;
  const { linkId } = await shown();
  const { oneTimeSecrets } = bench.storage;
  for (const purpose of ['mailbox-code', 'enrollment-code'] as const)
    await oneTimeSecrets.issue(sampleSecret({ accountId: zoe.id, purpose, expiresAt: bench.now() + minute }));
  const setting = { accountId: zoe.id, password: 'the owner’s own new one', context: contextOf(zoe) };
  expect(await passwordSetting.set({ ...setting, by: 'change' })).toMatchObject({ ok: true });
  expect(await passwordLink.choose(choosing(linkId))).toEqual({ ok: false, reason: 'expired' });
  const live = (purpose: OneTimePurpose) => oneTimeSecrets.findFor(zoe.id, purpose, bench.now());
  expect(await live('mailbox-code')).toBeUndefined();
  expect(await live('enrollment-code')).toBeDefined();
});

test('F5: the code stands in its mail only, and what came of it is told without it', async () => {
  const { linkId } = await shown();
  await bench.factors.passwordLink.choose(choosing(linkId));
  const kept = await bench.storage.oneTimeSecrets.find(linkId, bench.now());
  expect(JSON.stringify([bench.audit.acts, kept])).not.toContain(code().replace('-', ''));
  expect(bench.audit.of('password.set').at(-1)?.event).toEqual({ type: 'password.set', by: 'mail' });
  expect(password).not.toBe('another long enough password');
});

test('why no mail was sent is told to the organisation, not to who asked', async () => {
  const account = await bench.storage.accounts.find(zoe.id);
  if (account) await bench.storage.accounts.replace({ ...account, status: 'disabled', version: 2 });
  const until = bench.now() + 20 * minute;
  expect(await bench.factors.passwordLink.ask(asking(zoe.email ?? ''))).toEqual({ ok: true, until });
  expect(await bench.factors.passwordLink.ask(asking('nobody@example.org'))).toEqual({ ok: true, until });
  expect(bench.audit.of('password-link.refused')).toMatchObject([
    { event: { why: 'account-disabled' }, context: { accountId: zoe.id } },
  ]);
  expect(bench.mails).toEqual([]);
});

test('without a password, a backup code is enough only beside a mailbox that counts (B9)', async () => {
  for (const mailboxConfirms of [true, false]) {
    const { account } = await bench.enrolled(await bench.person({}, { mailboxConfirms }));
    const sent = bench.mails.length;
    const { id: accountId, tenantId } = account;
    await bench.factors.passwordLink.ask({ ...asking(account.email ?? ''), tenantId });
    expect(bench.mails.length - sent).toBe(mailboxConfirms ? 1 : 0);
    const refused = bench.audit
      .of('password-link.refused')
      .filter(({ context }) => context.accountId === accountId);
    expect(refused).toMatchObject(mailboxConfirms ? [] : [{ event: { why: 'nothing-to-renew' } }]);
  }
});
