// Changing a tenant's policy: a new version each time, with who, when and why.
// Invariant: a version is appended after its event and never changed; switching the requirement off needs a reason (A14).
import type { Change } from '../../audit/event.ts';
import type { TenantPolicy, TrustedNetwork } from '../../policy/tenant-policy.ts';
import type { PolicyRecord } from '../../ports/tenants.ts';
import {
  type AdminDeps,
  contextOf,
  type Invalid,
  type NotAllowed,
  nameOf,
  type Refused,
  record,
  refusal,
  refused,
} from './action.ts';
import type { AdminActor } from './authorize.ts';
import { changesBetween } from './changes.ts';
import { notesOn, type PolicyNote, type ServerMeans, switchesRequirementOff } from './policy-fit.ts';
import { readPolicy } from './policy-input.ts';
import { voidDevices } from './void-devices.ts';

export interface PolicyDeps extends AdminDeps {
  readonly means: ServerMeans;
}

export type PolicyChanged =
  | {
      readonly ok: true;
      readonly record: PolicyRecord;
      /** Empty if the policy was so already; then no version was written. */
      readonly changes: readonly Change[];
      readonly notes: readonly PolicyNote[];
    }
  | Invalid
  | NotAllowed
  | Refused<'unknown-tenant' | 'reason-needed' | 'changed-meanwhile'>;

export interface PolicyActions {
  /** @param input settings as policy-input takes them; those left out stay */
  change(actor: AdminActor, tenantId: string, input: unknown, reason: string | null): Promise<PolicyChanged>;
  /** Adds a range, or renames it if it is listed. */
  trustNetwork(
    actor: AdminActor,
    tenantId: string,
    network: TrustedNetwork,
    reason: string | null,
  ): Promise<PolicyChanged>;
  distrustNetwork(
    actor: AdminActor,
    tenantId: string,
    cidr: string,
    reason: string | null,
  ): Promise<PolicyChanged>;
}

type Edit = (current: TenantPolicy) => unknown;

export function createPolicyActions(deps: PolicyDeps): PolicyActions {
  const edit = async (actor: AdminActor, tenantId: string, edited: Edit, reason: string | null) => {
    const no = refusal(actor, 'policy.change', { tenantId });
    if (no) return no;
    const current = await deps.storage.policies.current(tenantId);
    if (!current) return refused('unknown-tenant');
    const read = readPolicy(edited(current.policy), current.policy, deps.means);
    if (!read.ok) return read;
    return append(deps, actor, current, read.policy, reason?.trim() || null);
  };
  return {
    change: (actor, tenantId, input, reason) => edit(actor, tenantId, () => input, reason),
    trustNetwork: (actor, tenantId, network, reason) =>
      edit(
        actor,
        tenantId,
        (current) => ({ trustedNetworks: [...without(current, network.cidr), network] }),
        reason,
      ),
    distrustNetwork: (actor, tenantId, cidr, reason) =>
      edit(actor, tenantId, (current) => ({ trustedNetworks: without(current, cidr) }), reason),
  };
}

async function append(
  deps: PolicyDeps,
  actor: AdminActor,
  current: PolicyRecord,
  policy: TenantPolicy,
  reason: string | null,
): Promise<PolicyChanged> {
  const changes = changesBetween(current.policy, policy);
  const notes = notesOn(policy, current.policy, deps.means);
  if (changes.length === 0) return { ok: true, record: current, changes, notes };
  if (switchesRequirementOff(policy, current.policy) && reason === null) return refused('reason-needed');

  const { tenantId } = current;
  const version = current.version + 1;
  const event = { type: 'policy.changed', version, changes, reason } as const;
  return record(deps, event, contextOf(actor, { tenantId }), async (eventId): Promise<PolicyChanged> => {
    const next = { tenantId, version, policy, at: deps.now(), by: nameOf(actor), reason, eventId };
    await voidDevices(deps, actor, tenantId, current.policy, policy);
    const written = await deps.storage.policies.append(next);
    return written ? { ok: true, record: next, changes, notes } : refused('changed-meanwhile');
  });
}

function without({ trustedNetworks }: TenantPolicy, cidr: string): readonly TrustedNetwork[] {
  return trustedNetworks.filter((network) => network.cidr !== cidr);
}
