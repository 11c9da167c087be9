// Acts of admins that are cut short between any two calls of a store, as by a crash: what takes away is done before what gives, so
// somebody is left with less, never with more; and the act can be done again (G2; docs/decisions/2026-11-26-mongodb-durability.md).
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Account } from '../../ports/accounts.ts';
import type { Storage } from '../../ports/storage.ts';
import { newId, sampleDevice, sampleSecret } from '../contracts/samples.ts';
import { createCut } from '../factors/cut-at.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { day, hour } from '../support/clock.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const check = { identityChecked: 'phone', reason: 'lost phone' };

const cut = createCut();
let app: RunningApp;
/** Whole, beside the app's. */
let storage: Storage;
beforeAll(async () => {
  app = await startApp({ wrapStorage: cut.wrap });
  ({ storage } = app.store);
});
afterAll(() => app.stop());

/** Somebody with all that an account can have at stake. */
interface Somebody {
  readonly account: Account;
  readonly sessionUid: string;
  readonly deviceId: string;
  readonly secretId: string;
}

async function somebody(): Promise<Somebody> {
  const tenant = await app.world.tenant({}, { rememberDays: 30 });
  const { id: accountId, tenantId } = await app.world.person(tenant.id, { totp: true, backupCodes: true });
  const [sessionUid, now] = [newId(), Date.now()];
  const iat = Math.floor((now - day) / 1000);
  const payload = { uid: sessionUid, kind: 'Session', accountId, iat, loginTs: iat };
  await storage.sessions.save(`${sessionUid}.secret`, payload, now + day, now);
  const device = sampleDevice({ accountId, tenantId, provedAt: now - 3 * day });
  await storage.rememberedDevices.create(device);
  const secret = sampleSecret({ accountId, purpose: 'password-link', expiresAt: now + day });
  await storage.oneTimeSecrets.issue(secret);
  const account = await storage.accounts.find(accountId);
  if (!account) throw new Error('no account');
  return { account, sessionUid, deviceId: device.id, secretId: secret.id };
}

/** What of it counts. */
async function standing({ account, sessionUid, deviceId, secretId }: Somebody) {
  const now = Date.now();
  const [record, session, device, secret] = await Promise.all([
    storage.enrollments.find(account.id),
    storage.sessions.findByUid(sessionUid, now),
    storage.rememberedDevices.find(deviceId),
    storage.oneTimeSecrets.find(secretId, now),
  ]);
  return {
    factors: record.factors.length > 0,
    session: session !== undefined,
    device: device?.revokedAt === null,
    secret: secret?.usedAt === null,
  };
}
type Standing = Awaited<ReturnType<typeof standing>>;

/** An act of an admin, and when it has begun to give: by then `gone` counts no more. */
interface Act {
  readonly name: string;
  act(to: Somebody): Promise<{ readonly ok: boolean }>;
  given(to: Somebody): Promise<boolean>;
  readonly gone: readonly (keyof Standing)[];
  /** What does not count once it went through; `gone` and more. */
  readonly done: readonly (keyof Standing)[];
}

const actions = () => app.core.actions;

const acts: readonly Act[] = [
  {
    name: 'a reset',
    act: ({ account }) => actions().access.resetFactors(operator, account.id, check),
    given: async ({ account }) => (await storage.enrollments.find(account.id)).markedForReenrollment,
    gone: ['factors', 'device', 'secret'],
    done: ['factors', 'device', 'secret', 'session'],
  },
  {
    name: 'a password',
    act: ({ account }) => actions().access.setPassword(operator, account.id, 'seven quiet boats at anchor'),
    // The one before is a day old.
    given: async ({ account }) =>
      ((await storage.passwords.find(account.id))?.setAt ?? 0) > Date.now() - hour,
    gone: ['session', 'secret'],
    done: ['session', 'secret', 'device'],
  },
  {
    name: 'another address',
    act: ({ account }) => actions().accounts.update(operator, account.id, { email: `new-${account.email}` }),
    given: async ({ account }) => (await storage.accounts.find(account.id))?.email !== account.email,
    gone: ['secret'],
    done: ['secret'],
  },
  {
    name: 'enabling, after a disabling that was cut short',
    async act({ account }) {
      const disabled = await storage.accounts.find(account.id);
      if (disabled?.status === 'active')
        await storage.accounts.replace({ ...disabled, status: 'disabled', version: disabled.version + 1 });
      return actions().accountStatus.enable(operator, account.id, null);
    },
    given: async ({ account }) => {
      const now = await storage.accounts.find(account.id);
      return now?.status === 'active' && now.version > account.version;
    },
    gone: ['session', 'secret'],
    done: ['session', 'secret'],
  },
  {
    name: 'a policy that remembers browsers for less long',
    act: ({ account }) => actions().policies.change(operator, account.tenantId, { rememberDays: 1 }, null),
    given: async ({ account }) =>
      (await storage.policies.current(account.tenantId))?.policy.rememberDays === 1,
    gone: ['device'],
    done: ['device'],
  },
];

test.each(acts)('G2 $name, cut short anywhere', async ({ act, given, gone, done }) => {
  let [before, after] = [0, 0];
  for (let nth = 1, wasCut = true; wasCut; nth++) {
    const them = await somebody();
    wasCut = await cut.at(nth, () => act(them));
    const standsNow = await standing(them);
    if (await given(them)) {
      after += 1;
      for (const one of gone) expect([one, standsNow[one]]).toEqual([one, false]);
    } else before += 1;
    // Done again, it is done.
    if (wasCut) expect(await act(them)).toMatchObject({ ok: true });
    const atLast = await standing(them);
    for (const one of done) expect([one, atLast[one]]).toEqual([one, false]);
  }
  expect(before).toBeGreaterThan(1);
  expect(after).toBeGreaterThan(0);
});

test('G2 a code of the help desk, cut short anywhere: set-up is open only for a code that is there', async () => {
  for (let nth = 1, wasCut = true; wasCut; nth++) {
    const { account } = await somebody();
    wasCut = await cut.at(nth, () => app.core.actions.access.giveEnrollmentCode(operator, account.id, check));
    const { opening } = await storage.enrollments.find(account.id);
    const code = await storage.oneTimeSecrets.findFor(account.id, 'enrollment-code', Date.now());
    expect(opening === null || code !== undefined).toBe(true);
  }
});

test('G2 an organization, cut short anywhere: nobody finds one without a policy', async () => {
  for (let nth = 1, wasCut = true; wasCut; nth++) {
    const shortName = `cut-${nth}-${newId()
      .slice(0, 6)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '0')}`;
    const create = () =>
      app.core.actions.tenants.create(operator, { name: 'Harbour', shortName }, 'recommended');
    wasCut = await cut.at(nth, create);
    const tenant = await storage.tenants.findByShortName(shortName);
    if (tenant) expect(await storage.policies.current(tenant.id)).toBeDefined();
    else expect(await create()).toMatchObject({ ok: true });
  }
});
