// Fetches, through ports, what a decision may rest on. It judges nothing.
// Invariant: accounts, enrollments and evidence are read anew for every decision, never remembered.
import { confirmedOf, enrolledFactor, isUntried } from '../factors/enrolled-factor.ts';
import type { AccountFacts, ClientFacts, DeviceFacts, Waiver } from '../policy/facts.ts';
import type { FactorKind, TenantPolicy } from '../policy/tenant-policy.ts';
import type { Clients } from '../ports/clients.ts';
import type { Directory, DirectoryEntry } from '../ports/directory.ts';
import type { EnrollmentStore, Enrollments, Freeze } from '../ports/enrollments.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { RememberedDevice, RememberedDevices } from '../ports/remembered-devices.ts';
import type { Policies, Tenants } from '../ports/tenants.ts';
import { firstPartyOf } from './built-in-clients.ts';

export interface GatherPorts {
  readonly clients: Clients;
  readonly directory: Directory;
  readonly enrollments: EnrollmentStore;
  readonly passwords: Passwords;
  readonly policies: Policies;
  readonly rememberedDevices: Pick<RememberedDevices, 'find'>;
  readonly tenants: Tenants;
}

/** An account as a decision sees it, with the policy of its tenant. */
export interface GatheredAccount {
  readonly account: AccountFacts;
  readonly entry: DirectoryEntry;
  /** When an admin last reset its factors, ms; null if never. */
  readonly resetAt: number | null;
  readonly confirmationsVoidUntil: number | null;
  /** Whether its factors are frozen, and until when; null if never. */
  readonly frozen: Freeze | null;
  /** When a factor was last set up, ms; null if it has none. */
  readonly lastEnrolledAt: number | null;
  /** The kind of factor that was used last; null if none was used yet. */
  readonly lastUsed: FactorKind | null;
  readonly policy: TenantPolicy;
  readonly policyVersion: number;
}

export interface Gather {
  /** Undefined for a client that does not exist (any more). */
  client(clientId: string): Promise<ClientFacts | undefined>;
  /** Undefined for an account that does not exist (any more). */
  account(accountId: string): Promise<GatheredAccount | undefined>;
  /** The device that a copied waiver names, as it is now. Nothing is read where it names none. */
  device(waiver: Waiver | null, accountId: string): Promise<DeviceFacts | null>;
}

export function createGather(ports: GatherPorts): Gather {
  return {
    async client(clientId) {
      const client = await ports.clients.find(clientId);
      if (!client) return undefined;
      const tenant = client.tenantId === null ? undefined : await ports.tenants.find(client.tenantId);
      return {
        id: client.id,
        tenantId: client.tenantId,
        // A client whose tenant is gone is as good as suspended: nobody may pass.
        tenantStatus: client.tenantId === null ? 'active' : (tenant?.status ?? 'suspended'),
        requiredLevel: client.requiredLevel,
        firstParty: firstPartyOf(client.id),
      };
    },

    async account(accountId) {
      const entry = await ports.directory.find(accountId);
      if (!entry) return undefined;
      const [tenant, policy, password, enrollments] = await Promise.all([
        ports.tenants.find(entry.tenantId),
        ports.policies.current(entry.tenantId),
        ports.passwords.find(accountId),
        ports.enrollments.find(accountId),
      ]);
      if (!tenant || !policy) return undefined;
      return {
        entry,
        resetAt: enrollments.resetAt,
        confirmationsVoidUntil: enrollments.confirmationsVoidUntil,
        frozen: enrollments.frozen,
        lastEnrolledAt: enrollments.factors.reduce<number | null>(
          (last, { confirmedAt }) => Math.max(last ?? 0, confirmedAt),
          null,
        ),
        lastUsed: lastUsedOf(enrollments),
        policy: policy.policy,
        policyVersion: policy.version,
        account: accountFacts(entry, tenant.status, password?.version ?? null, enrollments),
      };
    },

    async device(waiver, accountId) {
      if (waiver?.kind !== 'remembered-device') return null;
      const record = await ports.rememberedDevices.find(waiver.deviceId);
      const stands = record?.accountId === accountId && record.revokedAt === null;
      return stands ? deviceFacts(record) : null;
    },
  };
}

function accountFacts(
  entry: DirectoryEntry,
  tenantStatus: AccountFacts['tenantStatus'],
  passwordVersion: string | null,
  enrollments: Enrollments,
): AccountFacts {
  const { backupCodes } = enrollments;
  return {
    id: entry.id,
    tenantId: entry.tenantId,
    status: entry.status,
    tenantStatus,
    createdAt: entry.createdAt,
    passwordVersion,
    factors: confirmedOf(enrollments).map(enrolledFactor),
    untried: enrollments.factors.filter(isUntried).map(enrolledFactor),
    backupCodes: backupCodes && {
      id: backupCodes.id,
      left:
        backupCodes.disabledAt === null ? backupCodes.codes.filter((code) => code.usedAt === null).length : 0,
    },
    markedForReenrollment: enrollments.markedForReenrollment,
    enrollmentOpenUntil: enrollments.opening?.until ?? null,
    breakGlass: windowFacts(enrollments),
    passwordByMailAt: enrollments.passwordByMailAt,
  };
}

function windowFacts({ breakGlass }: Enrollments): AccountFacts['breakGlass'] {
  if (breakGlass === null) return null;
  const { id, until, usedAt, triesLeft } = breakGlass;
  return { id, until, usable: usedAt === null && triesLeft > 0 };
}

function lastUsedOf({ factors }: Enrollments): FactorKind | null {
  const used = factors.filter(({ lastUsedAt }) => lastUsedAt !== null);
  const [last] = used.toSorted((one, other) => (other.lastUsedAt ?? 0) - (one.lastUsedAt ?? 0));
  return last?.kind ?? null;
}

export function deviceFacts(record: RememberedDevice): DeviceFacts {
  const { id, level, kind, source, passwordVersion, provedAt } = record;
  return { id, level, kind, source, passwordVersion, provedAt };
}
