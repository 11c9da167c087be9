// What the links of mails do, cut short between any two calls of a store, and with the store of sessions away: an invitation, a
// forgotten password, "This wasn't me". The link is of what lasts, sessions and counters are of what passes.
// Invariant: a link that is used up has done what it is for; one that did not can be used again.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import type { Storage } from '../../ports/storage.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { hour, newId, sampleSecret } from '../contracts/samples.ts';
import { type Bench, contextOf, openBench } from './bench.ts';
import { cutAt } from './cut-at.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const words = 'another long enough password';

/** A link for somebody, and what must hold once it is used up. */
interface Given {
  use(): Promise<{ readonly ok: boolean }>;
  isUsedUp(): Promise<boolean>;
  expectDone(): Promise<void>;
}

const links: Readonly<Record<string, () => Promise<Given>>> = {
  async 'an invitation'() {
    const account = await bench.person({ emailVerified: false });
    const { invitations } = bench.factors;
    const issued = await invitations.issue(account.id, contextOf(account));
    if (!issued.ok) throw new Error(issued.reason);
    const { token } = issued;
    const using = { token, password: words, browserHash: 'hash', context: contextOf(account) };
    return {
      use: () => invitations.use(using),
      // Without a password the person is invited once more.
      isUsedUp: async () => (await bench.storage.passwords.find(account.id)) !== undefined,
      async expectDone() {
        const { opening } = await bench.storage.enrollments.find(account.id);
        expect(opening).toMatchObject({ by: 'invitation', browserHash: 'hash' });
        expect(await bench.storage.accounts.find(account.id)).toMatchObject({ emailVerified: true });
      },
    };
  },

  async 'a forgotten password'() {
    const account = await withSession();
    const linkId = newId();
    const link = { accountId: account.id, id: linkId, purpose: 'password-link', boundTo: 'a' } as const;
    await bench.storage.oneTimeSecrets.issue(sampleSecret(link));
    const choosing = { accountId: account.id, signInId: 'a', linkId, password: words, factorProved: false };
    return {
      use: () => bench.factors.passwordLink.choose({ ...choosing, context: contextOf(account) }),
      isUsedUp: async () => (await bench.storage.oneTimeSecrets.find(linkId, bench.now()))?.usedAt !== null,
      expectDone: () => expectSignedOut(account),
    };
  },

  async '"This wasn’t me"'() {
    const account = await withSession();
    await bench.storage.oneTimeSecrets.issue(
      sampleSecret({ accountId: account.id, purpose: 'password-link' }),
    );
    const { notMe } = bench.factors;
    const token = notMe.token(account.id, bench.now());
    return {
      use: () => notMe.say(token, contextOf(account)),
      isUsedUp: async () => (await bench.storage.enrollments.find(account.id)).frozen !== null,
      async expectDone() {
        await expectSignedOut(account);
        const { oneTimeSecrets } = bench.storage;
        expect(await oneTimeSecrets.findFor(account.id, 'password-link', bench.now())).toBeUndefined();
      },
    };
  },
};

/** Not a link, but what was mailed to the old address falls with it. */
const changeOfAddress = async (): Promise<Given> => {
  const account = await bench.member();
  const { emailChange } = bench.factors;
  const ask = { accountId: account.id, sessionUid: 'session', context: contextOf(account) };
  const wanted = `new-${account.email}`;
  await emailChange.ask(ask, wanted);
  const [old = '', fresh = ''] = bench.mails.slice(-2).map(({ code }) => code);
  const link = sampleSecret({ accountId: account.id, purpose: 'password-link' });
  await bench.storage.oneTimeSecrets.issue(link);
  return {
    use: () => emailChange.confirm(ask, { old, new: fresh }),
    isUsedUp: async () => (await bench.storage.accounts.find(account.id))?.email === wanted,
    async expectDone() {
      expect(await bench.storage.oneTimeSecrets.find(link.id, bench.now())).toBeUndefined();
    },
  };
};

async function withSession(): Promise<Account> {
  const account = await bench.member();
  const uid = newId();
  const payload = { uid, accountId: account.id, iat: Math.floor(bench.now() / 1000) - 60 };
  await bench.storage.sessions.save(`${uid}.a`, payload, bench.now() + hour, bench.now());
  return account;
}

async function expectSignedOut({ id }: Account): Promise<void> {
  expect(await bench.storage.sessions.ofAccount(id, bench.now(), 9)).toEqual([]);
}

describe.each(Object.entries(links))('%s', (_name, give) => {
  test('cut short anywhere is not used up, or has done what it is for (B9, C7)', async () => {
    let usedUp = 0;
    for (let nth = 1, wasCut = true; wasCut; nth++) {
      const given = await give();
      wasCut = await cutAt(bench.storage, nth, given.use);
      if (!(await given.isUsedUp())) continue;
      usedUp += 1;
      await given.expectDone();
    }
    expect(usedUp).toBeGreaterThan(1);
  });

  test('works once the store of what passes is back (G5)', async () => {
    const given = await give();
    await expect(withoutSessions(given.use)).rejects.toThrow(StoreUnavailable);
    expect(await given.use()).toMatchObject({ ok: true });
    await given.expectDone();
  });
});

test('an address that is changed takes with it what was mailed to the old one, cut short anywhere (B9)', async () => {
  let changed = 0;
  for (let nth = 1, wasCut = true; wasCut; nth++) {
    const given = await changeOfAddress();
    wasCut = await cutAt(bench.storage, nth, given.use);
    if (!(await given.isUsedUp())) continue;
    changed += 1;
    await given.expectDone();
  }
  expect(changed).toBeGreaterThan(1);
});

/** What Redis holds is away. */
async function withoutSessions(act: () => Promise<unknown>): Promise<void> {
  const { storage } = bench;
  const passing = ['sessions', 'attempts', 'evidence'] as const satisfies (keyof Storage)[];
  const away = () => Promise.reject(new StoreUnavailable('away, says the test'));
  // In place: who counts keeps the store itself.
  const whole = passing.map((name) => ({ store: storage[name], methods: { ...storage[name] } }));
  for (const { store, methods } of whole)
    for (const name of Object.keys(methods)) Object.assign(store, { [name]: away });
  try {
    await act();
  } finally {
    for (const { store, methods } of whole) Object.assign(store, methods);
  }
}
