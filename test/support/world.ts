// Who and what a test needs to exist: a tenant with a policy, people with factors, applications; put straight into the stores.
// Invariant: records are such as the product itself would have left them; only their audit events are missing.
import { randomBytes } from 'node:crypto';
import { generateSecret } from 'otplib';
import { makeBackupCodes } from '../../factors/backup-codes/set.ts';
import { hashClientSecret } from '../../factors/client-secret.ts';
import { createHashing } from '../../factors/password/hash.ts';
import { maskPhoneNumber } from '../../factors/sms/phone.ts';
import { recommendedPolicy, type TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Client } from '../../ports/clients.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Tenant } from '../../ports/tenants.ts';
import type { Vault } from '../../ports/vault.ts';
import { cheapHashCost } from './cheap-hash.ts';
import { day } from './clock.ts';
import { totpCode } from './totp.ts';
import {
  accountOf,
  clientWith,
  eventId,
  newId,
  newPassword,
  type PersonOptions,
  passwordOf,
  policyRecord,
  tenantWith,
} from './world-records.ts';

export interface WorldDeps {
  readonly storage: Storage;
  readonly vault: Vault;
  /** ms; default Date.now, which `movableClock` moves. */
  readonly now?: () => number;
}

export interface Person {
  readonly id: string;
  readonly tenantId: string;
  /** What they type to sign in. */
  readonly identifier: string;
  readonly email: string | null;
  readonly password: string;
  /** Of their authenticator app; null if none is set up. */
  readonly totpKey: string | null;
  /** As they were shown; none unless asked for. */
  readonly backupCodes: readonly string[];
  /** What the app shows now, or at `at` (ms). Throws without one. */
  code(at?: number): string;
}

export interface ClientOptions extends Partial<Omit<Client, 'secretHash'>> {
  /** Default: a secret of its own; none if `authMethod` is "none". */
  readonly secret?: string;
}

/** A stored client and what its application knows besides. */
export interface Registered {
  readonly client: Client;
  /** Undefined for a public one. */
  readonly secret: string | undefined;
}

export interface World {
  /** Default policy: required for 30 days with 7 days of grace, so overdue for people who are 60 days old. */
  tenant(over?: Partial<Tenant>, policy?: Partial<TenantPolicy>): Promise<Tenant>;
  /** A new version of the policy, changed in these settings. */
  setPolicy(tenantId: string, change: Partial<TenantPolicy>): Promise<TenantPolicy>;
  person(tenantId: string, options?: PersonOptions): Promise<Person>;
  /** Changes the record of what the account has set up, as one compare-and-set. */
  changeEnrollments(accountId: string, change: (present: Enrollments) => Partial<Enrollments>): Promise<void>;
  setStatus(accountId: string, status: 'active' | 'disabled'): Promise<void>;
  /** Default: confidential, first-party, of this tenant (null: shared), code and refresh, http://app.test/callback. */
  client(tenantId: string | null, options?: ClientOptions): Promise<Registered>;
}

const hashing = createHashing({ cost: cheapHashCost });

export function createWorld({ storage, vault, now = () => Date.now() }: WorldDeps): World {
  const world: World = {
    async tenant(over = {}, policy = {}) {
      const tenant = tenantWith(now(), over);
      must(await storage.tenants.create(tenant));
      // One kind, so that set-up asks for no choice: what other kinds add is asked for by name.
      const factors = { passkey: false, totp: true, sms: false };
      const first = { ...recommendedPolicy(now() - 30 * day), factors, ...policy };
      must(await storage.policies.append(policyRecord(tenant.id, 1, first, now())));
      return tenant;
    },
    async setPolicy(tenantId, change) {
      const present = await found(storage.policies.current(tenantId));
      const policy = { ...present.policy, ...change };
      must(await storage.policies.append(policyRecord(tenantId, present.version + 1, policy, now())));
      return policy;
    },
    async person(tenantId, options = {}) {
      const account = accountOf(tenantId, options, now());
      must(await storage.accounts.create(account));
      const password = options.password === undefined ? newPassword() : options.password;
      if (password !== null)
        must(await storage.passwords.set(await passwordOf(account.id, password, now()), null));
      const key = options.totp ? generateSecret() : null;
      const app = key === null ? [] : [appOf(vault, account.id, key, now())];
      const phone = options.phone === undefined ? [] : [phoneOf(vault, account.id, options.phone, now())];
      const codes = options.backupCodes ? await backupCodesOf({ vault, now }, account.id) : null;
      const factors = [...app, ...phone];
      if (factors.length > 0 || codes)
        await world.changeEnrollments(account.id, () => ({
          factors,
          ...(codes && { backupCodes: codes.set }),
        }));
      return personOf(account, password, key, codes?.shown ?? [], now);
    },
    async changeEnrollments(accountId, change) {
      const present = await storage.enrollments.find(accountId);
      const next = { ...present, ...change(present), version: present.version + 1 };
      must(await storage.enrollments.replace(next));
    },
    async setStatus(accountId, status) {
      const account = await found(storage.accounts.find(accountId));
      must(await storage.accounts.replace({ ...account, status, version: account.version + 1 }));
    },
    async client(tenantId, { secret: given, ...over } = {}) {
      const secret =
        over.authMethod === 'none' ? undefined : (given ?? randomBytes(32).toString('base64url'));
      const secretHash = secret === undefined ? null : hashClientSecret(vault, secret);
      const client: Client = { ...clientWith(tenantId, now()), secretHash, ...over };
      must(await storage.clients.create(client));
      return { client, secret };
    },
  };
  return world;
}

function appOf(vault: Vault, accountId: string, key: string, at: number) {
  const secret = vault.seal(key, accountId);
  return { kind: 'totp' as const, name: 'Authenticator app', secret, lastStep: 0, ...standing(at) };
}

function phoneOf(vault: Vault, accountId: string, phone: string, at: number) {
  const number = vault.seal(phone, accountId);
  return { kind: 'sms' as const, name: maskPhoneNumber(phone), number, ...standing(at) };
}

/** Of a factor that was set up yesterday. */
function standing(at: number) {
  return { id: newId(), confirmedAt: at - day, lastUsedAt: null, disabledAt: null, eventId };
}

async function backupCodesOf(
  deps: { readonly vault: Vault; readonly now: () => number },
  accountId: string,
): Promise<{ readonly shown: readonly string[]; readonly set: NonNullable<Enrollments['backupCodes']> }> {
  const made = await hashing.run((place) =>
    makeBackupCodes({ ...deps, random: randomBytes }, place, accountId),
  );
  if (!made.ok) throw new Error(made.reason);
  const { shown, set } = made.value;
  return { shown, set: { ...set, eventId } };
}

function personOf(
  { id, tenantId, email, username }: ReturnType<typeof accountOf>,
  password: string | null,
  totpKey: string | null,
  backupCodes: readonly string[],
  now: () => number,
): Person {
  return {
    id,
    tenantId,
    email,
    identifier: email ?? username ?? '',
    password: password ?? '',
    totpKey,
    backupCodes,
    code(at = now()) {
      if (totpKey === null) throw new Error('this person has no authenticator app');
      return totpCode(totpKey, at);
    },
  };
}

function must(outcome: boolean | { readonly ok: boolean }): void {
  const done = typeof outcome === 'boolean' ? outcome : outcome.ok;
  if (!done) throw new Error(`the store did not take it: ${JSON.stringify(outcome)}`);
}

async function found<T>(looked: Promise<T | undefined>): Promise<T> {
  const value = await looked;
  if (value === undefined) throw new Error('the store does not have it');
  return value;
}
