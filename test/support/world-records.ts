// The records that a test's world is made of, as the product would have written them.
// Invariant: all ids are new, so worlds never meet.
import { randomBytes, randomUUID } from 'node:crypto';
import { hash as argon2id } from '@node-rs/argon2';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Profile } from '../../ports/accounts.ts';
import type { Client } from '../../ports/clients.ts';
import type { Role } from '../../ports/directory.ts';
import type { Tenant } from '../../ports/tenants.ts';
import { cheapHashCost } from './cheap-hash.ts';
import { day } from './clock.ts';

export interface PersonOptions {
  /** Default: one of their own. Null needs a username. */
  readonly email?: string | null;
  readonly username?: string | null;
  /** Default: one of their own. Null: none was chosen yet. */
  readonly password?: string | null;
  /** An authenticator app is set up and confirmed. Default false. */
  readonly totp?: boolean;
  /** A phone for codes by text message is set up and confirmed: its number (E.164). Default none. */
  readonly phone?: string;
  /** They keep ten backup codes. Default false. */
  readonly backupCodes?: boolean;
  readonly roles?: readonly Role[];
  readonly profile?: Profile;
  /** How long ago the account was made, days. Default 60. */
  readonly ageDays?: number;
}

export const defaultRedirectUri = 'http://app.test/callback';

/** The event that would have made it: there is none. */
export const eventId = 'made-by-test';

export function tenantWith(at: number, over: Partial<Tenant>): Tenant {
  const id = newId();
  return {
    id,
    version: 1,
    shortName: `clinic-${id
      .slice(0, 8)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '0')}`,
    name: 'Northwind Clinic',
    status: 'active',
    domains: [],
    locale: null,
    zone: 'Europe/Berlin',
    helpText: 'Help desk, extension 100.',
    accentColor: null,
    logo: null,
    alertAddresses: [],
    createdAt: at - 90 * day,
    ...over,
  };
}

export function policyRecord(tenantId: string, version: number, policy: TenantPolicy, at: number) {
  return { tenantId, version, policy, at, by: 'operator:test', reason: null, eventId };
}

export function accountOf(tenantId: string, options: PersonOptions, at: number) {
  const id = newId();
  const { username = null, roles = ['member'], profile = { name: 'Mira Albers' }, ageDays = 60 } = options;
  const email = options.email === undefined ? `${randomUUID()}@northwind.example` : options.email;
  const createdAt = at - ageDays * day;
  const base = { id, tenantId, status: 'active' as const, version: 1, groups: [], eventId };
  const identity = { email, emailVerified: email !== null, username, emailChangedByOtherAt: null };
  return { ...base, ...identity, roles, profile, createdAt, updatedAt: createdAt };
}

export async function passwordOf(accountId: string, password: string, at: number) {
  const hash = await argon2id(password, cheapHashCost);
  return { accountId, version: newId(), hash, setAt: at - day, setBy: 'operator' as const, eventId };
}

export function clientWith(tenantId: string | null, at: number): Client {
  return {
    id: newId(),
    version: 1,
    name: 'Patient Records',
    tenantId,
    firstParty: true,
    requiredLevel: 'none',
    redirectUris: [defaultRedirectUri],
    postLogoutRedirectUris: ['http://app.test/signed-out'],
    backchannelLogoutUri: null,
    grantTypes: ['authorization_code', 'refresh_token'],
    authMethod: 'client_secret_basic',
    secretHash: null,
    pkceRequired: true,
    idTokenAlg: 'ES256',
    uri: null,
    createdAt: at,
  };
}

/** 128 random bits, as everywhere. */
export function newId(): string {
  return randomBytes(16).toString('base64url');
}

/** Long and unlike any word. */
export function newPassword(): string {
  return `Correct-${randomBytes(9).toString('base64url')}-staple`;
}
