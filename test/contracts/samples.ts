// Records to put into stores: complete, with random ids, changed by what a test cares about.
import { randomUUID } from 'node:crypto';
import type { Evidence } from '../../policy/facts.ts';
import { recommendedPolicy } from '../../policy/tenant-policy.ts';
import type { Account } from '../../ports/accounts.ts';
import type { AuditRow } from '../../ports/audit-store.ts';
import type { Client } from '../../ports/clients.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import type { EvidenceHolder } from '../../ports/evidence.ts';
import type { GrantBasis } from '../../ports/grant-bases.ts';
import type { HelpRequest } from '../../ports/help-requests.ts';
import type { Logout } from '../../ports/logouts.ts';
import type { OneTimeSecret } from '../../ports/one-time-secrets.ts';
import type { OutboxMessage } from '../../ports/outbox.ts';
import type { StoredPassword } from '../../ports/passwords.ts';
import type { RememberedDevice } from '../../ports/remembered-devices.ts';
import type { SignIn } from '../../ports/sign-ins.ts';
import type { PolicyRecord, Tenant } from '../../ports/tenants.ts';

/** A moment to count from, ms. */
export const now = Date.UTC(2026, 10, 24, 12);
export const hour = 3_600_000;
export const day = 24 * hour;

export const newId = (): string => randomUUID().replaceAll('-', '');

/** A Grant's, of a session of its own or of this one. */
export const newGrantId = (sessionUid = newId()): string => `${sessionUid}.${newId()}`;

export function sampleTenant(change: Partial<Tenant> = {}): Tenant {
  return {
    id: newId(),
    version: 1,
    shortName: `t-${newId()}`,
    name: 'Northwind Clinic',
    status: 'active',
    domains: [],
    locale: null,
    zone: 'Europe/Berlin',
    helpText: 'Ask the desk, room "3".\nOr call.',
    accentColor: '#005566',
    logo: null,
    alertAddresses: [],
    createdAt: now,
    ...change,
  };
}

export function samplePolicy(tenantId: string, version: number): PolicyRecord {
  const policy = { ...recommendedPolicy(now), graceDays: version };
  return { tenantId, version, policy, at: now, by: 'operator', reason: null, eventId: newId() };
}

export function sampleAccount(change: Partial<Account> = {}): Account {
  return {
    id: newId(),
    version: 1,
    tenantId: newId(),
    status: 'active',
    email: `${newId()}@example.org`,
    emailVerified: true,
    username: null,
    roles: ['member'],
    groups: [],
    createdAt: now,
    emailChangedByOtherAt: null,
    phoneChangedByOtherAt: now - 100 * hour,
    profile: { name: 'Zoë Müller', address: { locality: 'Köln' }, phone_number_verified: false },
    updatedAt: now,
    eventId: newId(),
    ...change,
  };
}

export function samplePassword(change: Partial<StoredPassword> = {}): StoredPassword {
  return {
    accountId: newId(),
    version: newId(),
    hash: `$argon2id$${newId()}`,
    setAt: now,
    setBy: 'invitation',
    eventId: newId(),
    ...change,
  };
}

export function sampleEnrollments(accountId: string, version: number, name = 'Phone'): Enrollments {
  return {
    accountId,
    version,
    factors: [
      {
        kind: 'totp',
        id: newId(),
        name,
        secret: 'sealed',
        lastStep: 58_000_000,
        confirmedAt: now,
        lastUsedAt: null,
        disabledAt: null,
        eventId: newId(),
      },
    ],
    pending: null,
    backupCodes: {
      id: newId(),
      salt: 'c2FsdA',
      codes: [{ hash: 'aGFzaA', usedAt: null }],
      createdAt: now,
      disabledAt: null,
      eventId: newId(),
    },
    markedForReenrollment: false,
    opening: { by: 'invitation', at: now, until: now + day, browserHash: 'b' },
    resetAt: null,
    confirmationsVoidUntil: now - 3,
    mailboxSpent: false,
    mailboxDisabledAt: now - 2,
    passwordByMailAt: now - 1,
    breakGlass: {
      id: 'window-1',
      hash: 'kid.bWFj',
      openedAt: now,
      until: now + 900_000,
      triesLeft: 5,
      usedAt: null,
      eventId: 'event-1',
    },
    removals: [{ factorId: 'factor-1', at: now, until: now + 3 * day, eventId: 'event-2' }],
    frozen: { at: now, until: now + 3 * day },
  };
}

export function sampleSecret(change: Partial<OneTimeSecret> = {}): OneTimeSecret {
  return {
    id: newId(),
    purpose: 'mailbox-code',
    accountId: newId(),
    hash: `kid.${newId()}`,
    boundTo: null,
    triesLeft: 5,
    createdAt: now,
    expiresAt: now + hour,
    usedAt: null,
    ...change,
  };
}

export function sampleDevice(change: Partial<RememberedDevice> = {}): RememberedDevice {
  return {
    id: newId(),
    accountId: newId(),
    tenantId: newId(),
    hash: `kid.${newId()}`,
    previousHash: null,
    previousUntil: null,
    provedAt: now,
    level: 'mfa',
    kind: 'totp',
    source: newId(),
    passwordVersion: newId(),
    browser: 'Mozilla/5.0',
    place: '192.0.2.0/24',
    firstUsedAt: now,
    lastUsedAt: now,
    eventId: newId(),
    revokedAt: null,
    ...change,
  };
}

export function sampleHelpRequest(change: Partial<HelpRequest> = {}): HelpRequest {
  return {
    id: newId(),
    tenantId: newId(),
    accountId: newId(),
    note: 'Phone in the river.\n"Zoë", ward 3',
    at: now,
    closedAt: null,
    closedBy: null,
    ...change,
  };
}

export function sampleClient(change: Partial<Client> = {}): Client {
  return {
    id: newId(),
    version: 1,
    name: 'Sample',
    tenantId: null,
    firstParty: true,
    requiredLevel: 'none',
    redirectUris: ['https://app.example.org/callback'],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: null,
    grantTypes: ['authorization_code', 'refresh_token'],
    authMethod: 'none',
    secretHash: null,
    pkceRequired: true,
    idTokenAlg: 'ES256',
    uri: null,
    createdAt: now,
    ...change,
  };
}

export function sampleSignIn(change: Partial<SignIn> = {}): SignIn {
  return {
    id: newId(),
    browserHash: newId(),
    clientId: newId(),
    arrivedAt: now,
    expiresAt: now + hour,
    tenantId: null,
    accountId: null,
    identifier: null,
    confirmation: null,
    unkeptBackupCodes: null,
    setUpKind: null,
    passesUntried: false,
    raisesLevel: false,
    fewBackupCodesLeft: null,
    notRaisedUntil: null,
    accountZone: null,
    secondFactor: null,
    passwordReset: null,
    rememberBrowser: false,
    accountChosen: false,
    resumed: null,
    ...change,
  };
}

export function sampleHolder(change: Partial<EvidenceHolder> = {}): EvidenceHolder {
  return { kind: 'sign-in', id: newId(), accountId: newId(), ...change };
}

export function sampleEvidence(holder: EvidenceHolder, change: Partial<Evidence> = {}): Evidence {
  return {
    id: newId(),
    accountId: holder.accountId,
    kind: 'password',
    source: newId(),
    signInId: holder.kind === 'sign-in' ? holder.id : newId(),
    at: now,
    ...change,
  };
}

export function sampleBasis(change: Partial<GrantBasis> = {}): GrantBasis {
  return {
    grantId: newId(),
    accountId: newId(),
    tenantId: newId(),
    clientId: newId(),
    sessionUid: newId(),
    evidence: [],
    hardNeed: 'none',
    waiver: { kind: 'grace', until: now + day },
    endsWithSession: true,
    eventId: newId(),
    expiresAt: now + hour,
    ...change,
  };
}

export function sampleRow(change: Partial<AuditRow> = {}): AuditRow {
  return {
    chain: newId(),
    sequence: 1,
    id: newId(),
    at: now,
    type: 'factor.used',
    accountId: null,
    body: '{"type":"factor.used"}',
    personal: '{"email":"a@example.org","salt":"x"}',
    personalDigest: 'digest',
    keyId: 'k1',
    mac: `mac-${newId()}`,
    ...change,
  };
}

export function sampleMessage(change: Partial<OutboxMessage> = {}): OutboxMessage {
  return {
    id: newId(),
    tenantId: newId(),
    sealedMail: 'sealed',
    createdAt: now,
    sentAt: null,
    tries: 0,
    nextTryAt: now,
    ...change,
  };
}

export function sampleLogout(change: Partial<Logout> = {}): Logout {
  return {
    id: newId(),
    clientId: newId(),
    accountId: newId(),
    sid: newId(),
    createdAt: now,
    tries: 0,
    dueAt: now,
    ...change,
  };
}
