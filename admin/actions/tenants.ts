// Creating, changing, suspending and resuming tenants.
// Invariant: a tenant that can be found has a policy: its first version is written before the tenant itself.
import type { z } from 'zod';
import type { Change } from '../../audit/event.ts';
import {
  loosestPolicy,
  recommendedPolicy,
  stricterPolicy,
  type TenantPolicy,
} from '../../policy/tenant-policy.ts';
import type { Tenant } from '../../ports/tenants.ts';
import {
  type AdminDeps,
  checked,
  contextOf,
  type Invalid,
  type NotAllowed,
  nameOf,
  newId,
  type Refused,
  record,
  refusal,
  refused,
} from './action.ts';
import type { AdminActor } from './authorize.ts';
import { changesBetween } from './changes.ts';
import { tenantChanges, tenantInput } from './tenant-input.ts';

export type TenantInput = z.input<typeof tenantInput>;
export type TenantChanges = z.input<typeof tenantChanges>;

/** Where a tenant's policy starts; see policy/tenant-policy. */
export const presetNames = ['recommended', 'stricter', 'loosest'] as const;
export type Preset = (typeof presetNames)[number];

type Taken = 'short-name-taken' | 'domain-taken';
export type TenantCreated =
  | { readonly ok: true; readonly tenant: Tenant }
  | Invalid
  | NotAllowed
  | Refused<Taken>;
export type TenantUpdated =
  | { readonly ok: true; readonly tenant: Tenant; readonly changes: readonly Change[] }
  | Invalid
  | NotAllowed
  | Refused<Taken | 'unknown-tenant' | 'changed-meanwhile'>;

export interface TenantActions {
  create(actor: AdminActor, input: TenantInput, preset: Preset): Promise<TenantCreated>;
  update(actor: AdminActor, tenantId: string, input: TenantChanges): Promise<TenantUpdated>;
  /** From the next request on nobody of the tenant is let in; what they hold is refused. */
  suspend(actor: AdminActor, tenantId: string, reason: string | null): Promise<TenantUpdated>;
  resume(actor: AdminActor, tenantId: string, reason: string | null): Promise<TenantUpdated>;
}

export function createTenantActions(deps: AdminDeps): TenantActions {
  return {
    create: (actor, input, preset) => create(deps, actor, input, preset),
    update: (actor, tenantId, input) => update(deps, actor, tenantId, input),
    suspend: (actor, tenantId, reason) => suspend(deps, actor, tenantId, reason),
    resume: (actor, tenantId, reason) => resume(deps, actor, tenantId, reason),
  };
}

async function create(
  deps: AdminDeps,
  actor: AdminActor,
  input: TenantInput,
  preset: Preset,
): Promise<TenantCreated> {
  const no = refusal(actor, 'tenant.create');
  if (no) return no;
  const read = checked(tenantInput, input);
  if (!read.ok) return read;
  const tenant = { ...emptyTenant(deps.now()), ...present(read.value) };
  const taken = await firstTaken(deps, tenant);
  if (taken) return refused(taken);

  const event = { type: 'tenant.created', shortName: tenant.shortName } as const;
  return record(deps, event, contextOf(actor, {}), async (): Promise<TenantCreated> => {
    await firstPolicy(deps, actor, tenant, preset);
    const made = await deps.storage.tenants.create(tenant);
    return made.ok
      ? { ok: true, tenant }
      : refused(made.taken === 'domain' ? 'domain-taken' : 'short-name-taken');
  });
}

async function firstPolicy(
  deps: AdminDeps,
  actor: AdminActor,
  tenant: Tenant,
  preset: Preset,
): Promise<void> {
  const tenantId = tenant.id;
  const policy = presets[preset](tenant.createdAt);
  const reason = `preset: ${preset}`;
  const event = {
    type: 'policy.changed',
    version: 1,
    changes: changesBetween({}, policy),
    reason,
  } as const;
  const eventId = await deps.audit.append(event, contextOf(actor, { tenantId }), deps.now());
  await deps.storage.policies.append({
    tenantId,
    version: 1,
    policy,
    at: deps.now(),
    by: nameOf(actor),
    reason,
    eventId,
  });
}

const presets: Readonly<Record<Preset, (start: number) => TenantPolicy>> = {
  recommended: recommendedPolicy,
  stricter: stricterPolicy,
  loosest: loosestPolicy,
};

async function update(
  deps: AdminDeps,
  actor: AdminActor,
  tenantId: string,
  input: TenantChanges,
): Promise<TenantUpdated> {
  const no = refusal(actor, 'tenant.update', { tenantId });
  if (no) return no;
  const read = checked(tenantChanges, input);
  if (!read.ok) return read;
  const current = await deps.storage.tenants.find(tenantId);
  if (!current) return refused('unknown-tenant');
  const next: Tenant = { ...current, ...present(read.value), version: current.version + 1 };
  const changes = changesBetween(comparable(current), comparable(next));
  if (changes.length === 0) return { ok: true, tenant: current, changes };
  const taken = await firstTaken(deps, next);
  if (taken) return refused(taken);
  const event = { type: 'tenant.updated', changes } as const;
  return record(deps, event, contextOf(actor, { tenantId }), () => replace(deps, next, changes));
}

/** Only restricts, so it goes ahead and its event is queued. */
async function suspend(
  deps: AdminDeps,
  actor: AdminActor,
  tenantId: string,
  reason: string | null,
): Promise<TenantUpdated> {
  const no = refusal(actor, 'tenant.suspend', { tenantId });
  if (no) return no;
  const current = await deps.storage.tenants.find(tenantId);
  if (!current) return refused('unknown-tenant');
  if (current.status === 'suspended') return { ok: true, tenant: current, changes: [] };
  const changes = [{ setting: 'status', from: 'active', to: 'suspended' }];
  const result = await replace(
    deps,
    { ...current, status: 'suspended', version: current.version + 1 },
    changes,
  );
  if (result.ok)
    deps.audit.queue({ type: 'tenant.suspended', reason }, contextOf(actor, { tenantId }), deps.now());
  return result;
}

async function resume(
  deps: AdminDeps,
  actor: AdminActor,
  tenantId: string,
  reason: string | null,
): Promise<TenantUpdated> {
  const no = refusal(actor, 'tenant.resume', { tenantId });
  if (no) return no;
  const current = await deps.storage.tenants.find(tenantId);
  if (!current) return refused('unknown-tenant');
  if (current.status === 'active') return { ok: true, tenant: current, changes: [] };
  const next: Tenant = { ...current, status: 'active', version: current.version + 1 };
  const changes = [{ setting: 'status', from: 'suspended', to: 'active' }];
  const context = contextOf(actor, { tenantId });
  return record(deps, { type: 'tenant.resumed', reason }, context, () => replace(deps, next, changes));
}

async function replace(deps: AdminDeps, next: Tenant, changes: readonly Change[]): Promise<TenantUpdated> {
  const written = await deps.storage.tenants.replace(next);
  if (written.ok) return { ok: true, tenant: next, changes };
  if (written.reason === 'changed') return refused('changed-meanwhile');
  return refused(written.reason === 'domain' ? 'domain-taken' : 'short-name-taken');
}

/** Asked before the event is written, so that the log holds few acts that did not happen. The store has the last word. */
async function firstTaken({ storage }: AdminDeps, tenant: Tenant): Promise<Taken | null> {
  const named = await storage.tenants.findByShortName(tenant.shortName);
  if (named && named.id !== tenant.id) return 'short-name-taken';
  for (const domain of tenant.domains) {
    const holder = await storage.tenants.findByDomain(domain);
    if (holder && holder.id !== tenant.id) return 'domain-taken';
  }
  return null;
}

function emptyTenant(now: number): Omit<Tenant, 'name' | 'shortName'> {
  return {
    id: newId(),
    version: 1,
    status: 'active',
    domains: [],
    locale: null,
    zone: 'UTC',
    helpText: null,
    accentColor: null,
    logo: null,
    alertAddresses: [],
    createdAt: now,
  };
}

/** For the log: alert addresses are personal, so only their number enters, and of a logo only its type. */
function comparable({ version: _, logo, alertAddresses, ...rest }: Tenant): object {
  return {
    ...rest,
    logo: logo && `${logo.type}, ${logo.data.length} characters`,
    alertAddresses: alertAddresses.length,
  };
}

function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  // Only entries that are undefined are left out, which is what the type says.
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
