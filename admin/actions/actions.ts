// All admin actions together: what the command line, the sample and later the console and its API are given.
// Invariant: every act of an admin goes through one of these.
import type { Vault } from '../../ports/vault.ts';
import { type AccessDeps, type AccountAccessActions, createAccountAccessActions } from './account-access.ts';
import {
  type BreakGlassActionDeps,
  type BreakGlassActions,
  createBreakGlassActions,
} from './account-break-glass.ts';
import {
  type AccountDeviceActions,
  createAccountDeviceActions,
  type DeviceActionDeps,
} from './account-devices.ts';
import { type AccountStatusActions, createAccountStatusActions } from './account-status.ts';
import { type AccountActions, createAccountActions } from './accounts.ts';
import { type ClientActions, createClientActions } from './clients.ts';
import { createGroupActions, type GroupActions } from './groups.ts';
import { createHelpRequestActions, type HelpRequestActions } from './help-requests.ts';
import { createPolicyActions, type PolicyActions, type PolicyDeps } from './policies.ts';
import { createTenantActions, type TenantActions } from './tenants.ts';

export interface AdminActions {
  readonly tenants: TenantActions;
  readonly groups: GroupActions;
  readonly policies: PolicyActions;
  readonly accounts: AccountActions;
  readonly accountStatus: AccountStatusActions;
  readonly access: AccountAccessActions;
  readonly breakGlass: BreakGlassActions;
  readonly helpRequests: HelpRequestActions;
  readonly devices: AccountDeviceActions;
  readonly clients: ClientActions;
}

export interface AllAdminDeps extends AccessDeps, PolicyDeps {
  readonly factors: AccessDeps['factors'] & BreakGlassActionDeps['factors'] & DeviceActionDeps['factors'];
  readonly vault: Vault;
}

export function createAdminActions(deps: AllAdminDeps): AdminActions {
  return {
    tenants: createTenantActions(deps),
    groups: createGroupActions(deps),
    policies: createPolicyActions(deps),
    accounts: createAccountActions(deps),
    accountStatus: createAccountStatusActions(deps),
    access: createAccountAccessActions(deps),
    breakGlass: createBreakGlassActions(deps),
    helpRequests: createHelpRequestActions(deps),
    devices: createAccountDeviceActions(deps),
    clients: createClientActions(deps),
  };
}
