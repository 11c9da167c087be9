// The sample tenant: made once, gone on with after a crash, and with everybody in the state that the README promises.
import { mkdtemp, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findBackupCode } from '../../factors/backup-codes/set.ts';
import { readTypedCode } from '../../factors/typed-code.ts';
import { deadlineOf } from '../../policy/deadline.ts';
import type { Account } from '../../ports/accounts.ts';
import { identifierOf, type PersonKey, people } from '../../sample/people.ts';
import { readSecrets, secretsFileName } from '../../sample/secrets-file.ts';
import { seedSample } from '../../sample/tenant.ts';
import { type Desk, openDesk } from '../admin/desk.ts';
import { appIn } from '../support/totp.ts';
import { hashing, sampleDeps, vault } from './sample-deps.ts';

let desk: Desk;
let dataDir: string;
beforeEach(async () => {
  desk = await openDesk();
  dataDir = await mkdtemp(join(tmpdir(), 'sample-'));
});
afterEach(async () => {
  await desk.close();
  await rm(dataDir, { recursive: true });
});

const deps = (origin = 'http://localhost:3001') => sampleDeps(desk, dataDir, origin);

async function accountOf(key: PersonKey): Promise<Account> {
  const tenant = await desk.deps.storage.tenants.findByShortName('northwind');
  const person = people.find((one) => one.key === key);
  if (!tenant || !person) throw new Error('not seeded');
  const entry = await desk.deps.storage.directory.findByIdentifier(tenant.id, identifierOf(person));
  const account = entry && (await desk.deps.storage.accounts.find(entry.id));
  if (!account) throw new Error(`no ${key}`);
  return account;
}

async function policyOf(account: Account) {
  const current = await desk.deps.storage.policies.current(account.tenantId);
  if (!current) throw new Error('no policy');
  return current.policy;
}

/** Only what a deadline depends on is of interest. */
async function deadline(key: PersonKey): Promise<number> {
  const account = await accountOf(key);
  const facts = {
    id: account.id,
    tenantId: account.tenantId,
    status: account.status,
    tenantStatus: 'active' as const,
    createdAt: account.createdAt,
    passwordVersion: null,
    factors: [],
    untried: [],
    backupCodes: null,
    markedForReenrollment: false,
    enrollmentOpenUntil: null,
    breakGlass: null,
    passwordByMailAt: null,
  };
  return deadlineOf(await policyOf(account), facts);
}

describe('the sample tenant (G1)', () => {
  test('requires a second factor, with a week of grace for new accounts too, and trusts one network', async () => {
    await seedSample(deps());
    expect(await policyOf(await accountOf('owner'))).toMatchObject({
      secondFactor: 'required',
      graceDays: 7,
      graceForNewAccounts: true,
      trustedNetworks: [{ name: 'Clinic ward', cidr: '198.51.100.0/24' }],
    });
    const tenant = await desk.deps.storage.tenants.findByShortName('northwind');
    expect(tenant).toMatchObject({
      name: 'Northwind Clinic',
      zone: 'Europe/Berlin',
      logo: { type: 'image/png' },
    });
  });

  test('has members overdue, in grace, enrolled and invited (A5, A6)', async () => {
    const { accounts } = await seeded();
    const now = desk.deps.now();
    expect(await deadline('overdue')).toBeLessThan(now);
    expect(await deadline('grace')).toBe(now + 7 * 86_400_000);
    expect(await accountOf('grace')).toMatchObject({ email: null, username: 'samir.ward3' });
    expect(await accountOf('owner')).toMatchObject({ roles: ['owner'] });

    const enrolled = await desk.deps.storage.enrollments.find((await accountOf('enrolled')).id);
    expect(enrolled.factors).toHaveLength(1);
    expect(enrolled.backupCodes?.codes).toHaveLength(10);
    const secret = accounts.find((account) => account.key === 'enrolled')?.totpSecret;
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(JSON.stringify(enrolled)).not.toContain(secret);
    expect(vault.open(appIn(enrolled)?.secret ?? '', enrolled.accountId)).toBe(secret);

    const invited = await accountOf('invited');
    const { storage } = desk.deps;
    expect(await storage.oneTimeSecrets.findFor(invited.id, 'invitation', now)).toBeDefined();
    expect(await storage.passwords.find(invited.id)).toBeUndefined();
    expect(await storage.passwords.find((await accountOf('grace')).id)).toBeDefined();
  });

  test('gives backup codes that the server takes (B3)', async () => {
    const { accounts } = await seeded();
    const { accountId, backupCodes } = await desk.deps.storage.enrollments.find(
      (await accountOf('enrolled')).id,
    );
    const [shown = ''] = accounts.find((account) => account.key === 'enrolled')?.backupCodes ?? [];
    if (!backupCodes) throw new Error('no backup codes');
    const found = await hashing.run((place) =>
      findBackupCode(vault, place, accountId, backupCodes, readTypedCode(shown) ?? ''),
    );
    expect(found).toEqual({ ok: true, value: 0 });
  });

  test('everything that was made has its event (F1, F3), and none holds a secret (F5)', async () => {
    const secrets = await seeded();
    const types = desk.events.map(({ event }) => event.type);
    for (const type of ['tenant.created', 'policy.changed', 'account.created', 'client.created'] as const)
      expect(types).toContain(type);
    for (const type of ['password.set', 'invitation.sent', 'factor.enrolled', 'backup-codes.issued'] as const)
      expect(types).toContain(type);
    expect(types).not.toContain('act.unfinished');
    const log = JSON.stringify(desk.events);
    expect(log).not.toContain(secrets.clientSecret);
    for (const { password, totpSecret, backupCodes } of secrets.accounts)
      for (const secret of [password, totpSecret, ...backupCodes])
        if (secret) expect(log).not.toContain(secret);
  });
});

describe('a second start', () => {
  test('makes nothing twice, and gives the same passwords', async () => {
    const first = await seeded();
    const events = desk.events.length;
    desk.tick(9 * 86_400_000);
    expect(await seeded()).toEqual(first);
    expect(desk.events).toHaveLength(events);
    expect(await readSecrets(dataDir)).toEqual({ ok: true, secrets: first });
  });

  test('leaves alone what a visitor changed', async () => {
    await seedSample(deps());
    const { storage } = desk.deps;
    const owner = await accountOf('owner');
    await storage.accounts.replace({ ...owner, username: 'boss', email: null, version: owner.version + 1 });
    await seedSample(deps());
    expect((await storage.accounts.list(owner.tenantId, null, 100)).items).toHaveLength(people.length);
  });

  test('on another port registers the new addresses', async () => {
    const { clientId } = await seeded();
    await seedSample(deps('http://localhost:4567'));
    expect(await desk.deps.storage.clients.find(clientId)).toMatchObject({
      redirectUris: ['http://localhost:4567/callback'],
      backchannelLogoutUri: 'http://localhost:4567/backchannel-logout',
    });
  });

  test('without its secrets says so, and changes nothing', async () => {
    await seedSample(deps());
    await unlink(join(dataDir, secretsFileName));
    const events = desk.events.length;
    expect(await seedSample(deps())).toMatchObject({
      ok: false,
      message: expect.stringMatching(/sample\.json with its passwords is not/),
    });
    expect(desk.events).toHaveLength(events);
  });
});

test('a start that is cut off at any event goes on at the next, with each thing there once', async () => {
  for (let cutAt = 0; ; cutAt++) {
    const cut = await cutOff(cutAt);
    const { storage } = desk.deps;
    const tenant = await storage.tenants.findByShortName('northwind');
    const { items } = await storage.accounts.list(tenant?.id ?? '', null, 100);
    expect(items).toHaveLength(people.length);
    expect((await storage.clients.list(null, 100)).items).toHaveLength(1);
    expect((await storage.enrollments.find((await accountOf('enrolled')).id)).version).toBe(1);
    if (!cut) break;
    await desk.close();
    desk = await openDesk();
    await rm(join(dataDir, secretsFileName));
  }
});

/** Seeds with a log that fails at its n-th event, then again with one that works. Says whether it failed at all. */
async function cutOff(n: number): Promise<boolean> {
  const whole = deps();
  let left = n;
  const append: typeof whole.audit.append = (...event) => {
    if (left-- <= 0) throw new Error('cut off');
    return whole.audit.append(...event);
  };
  const failing = sampleDeps({ ...desk, deps: { ...desk.deps, audit: { ...whole.audit, append } } }, dataDir);
  const cut = await seedSample(failing).then(
    () => false,
    () => true,
  );
  await seedSample(deps());
  return cut;
}

async function seeded() {
  const result = await seedSample(deps());
  if (!result.ok) throw new Error(result.message);
  return result.secrets;
}
