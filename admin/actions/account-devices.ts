// The browsers on which an account is remembered, as admins see them and take them away.
// Invariant: taking away only restricts, so it goes ahead and its event is queued. Nobody can add one for somebody else.
import { forgetDevices } from '../../factors/forget-devices.ts';
import type { ListedDevice, RememberedDeviceFactor } from '../../factors/remembered-device.ts';
import type { AdminDeps } from './action.ts';
import type { AdminActor } from './authorize.ts';
import { findAccount, type Nobody } from './found-account.ts';

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
      const found = await findAccount(deps, actor, 'account.read-devices', accountId);
      if (!found.ok) return found;
      const policy = await deps.storage.policies.current(found.context.tenantId ?? '');
      const devices = policy ? await deps.factors.rememberedDevice.list(accountId, policy.policy) : [];
      return { ok: true, devices };
    },
    async forget(actor, accountId) {
      const found = await findAccount(deps, actor, 'account.forget-devices', accountId);
      if (!found.ok) return found;
      return { ok: true, devices: await forgetDevices(deps, 'admin', found.context) };
    },
  };
}
