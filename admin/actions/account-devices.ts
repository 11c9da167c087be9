// The browsers on which an account is remembered, as admins see them and take them away.
// Invariant: taking away only restricts, so it goes ahead and its event is queued. Nobody can add one for somebody else.
import { forgetDevices } from '../../factors/forget-devices.ts';
import type { ListedDevice, RememberedDeviceFactor } from '../../factors/remembered-device.ts';
import { type AdminDeps, contextOf, type NotAllowed, type Refused, refusal, refused } from './action.ts';
import type { AdminAct, AdminActor } from './authorize.ts';

type Nobody = NotAllowed | Refused<'unknown-account'>;
export type DevicesListed = { readonly ok: true; readonly devices: readonly ListedDevice[] } | Nobody;
export type DevicesForgotten = { readonly ok: true; readonly devices: number } | Nobody;

export interface AccountDeviceActions {
  /** Those that count under the policy of now, the one used last first. */
  list(actor: AdminActor, accountId: string): Promise<DevicesListed>;
  forget(actor: AdminActor, accountId: string): Promise<DevicesForgotten>;
}

export interface DeviceActionDeps extends AdminDeps {
  readonly factors: { readonly rememberedDevice: Pick<RememberedDeviceFactor, 'list'> };
}

export function createAccountDeviceActions(deps: DeviceActionDeps): AccountDeviceActions {
  return {
    async list(actor, accountId) {
      const found = await find(deps, actor, 'account.read-devices', accountId);
      if (!found.ok) return found;
      const policy = await deps.storage.policies.current(found.context.tenantId ?? '');
      const devices = policy ? await deps.factors.rememberedDevice.list(accountId, policy.policy) : [];
      return { ok: true, devices };
    },
    async forget(actor, accountId) {
      const found = await find(deps, actor, 'account.forget-devices', accountId);
      if (!found.ok) return found;
      return { ok: true, devices: await forgetDevices(deps, 'admin', found.context) };
    },
  };
}

async function find({ storage }: AdminDeps, actor: AdminActor, act: AdminAct, accountId: string) {
  const account = await storage.accounts.find(accountId);
  const no = refusal(actor, act, { tenantId: account?.tenantId ?? null, accountId });
  if (no) return no;
  if (!account) return refused('unknown-account');
  const { tenantId, email } = account;
  return { ok: true, context: { ...contextOf(actor, { tenantId, email }), accountId } } as const;
}
