// Opens a break-glass window for somebody who has lost every second factor and must get in now (A13).
// Invariant: the code is shown once, to whoever checked the person's identity, and is never sent. It is no factor: whoever has
// to begin again needs a reset or an enrollment code.
import type { BreakGlass, NotOpened } from '../../factors/break-glass.ts';
import { type AdminDeps, type Invalid, invalid, type Refused, refused } from './action.ts';
import type { AdminActor } from './authorize.ts';
import { findAccount, type Nobody } from './found-account.ts';
import { type IdentityCheck, readCheck } from './identity-check.ts';

export type BreakGlassOpened =
  | { readonly ok: true; readonly code: string; readonly until: number }
  | Invalid
  | Nobody
  | Refused<'account-disabled' | 'tenant-suspended'>
  /** Another can be opened at `until` (ms). */
  | NotOpened;

export interface BreakGlassActions {
  /** `until` in ms: what rests on the code ends then, too. A window that was not used is void. */
  open(actor: AdminActor, accountId: string, check: IdentityCheck): Promise<BreakGlassOpened>;
}

export interface BreakGlassActionDeps extends AdminDeps {
  readonly factors: { readonly breakGlass: Pick<BreakGlass, 'open'> };
}

export function createBreakGlassActions(deps: BreakGlassActionDeps): BreakGlassActions {
  return {
    async open(actor, accountId, given) {
      const found = await findAccount(deps, actor, 'account.open-break-glass', accountId);
      if (!found.ok) return found;
      const { check, problems } = readCheck(given);
      if (problems.length > 0) return invalid(...problems);
      if (found.account.status === 'disabled') return refused('account-disabled');
      const tenant = await deps.storage.tenants.find(found.account.tenantId);
      if (tenant?.status !== 'active') return refused('tenant-suspended');
      return deps.factors.breakGlass.open({ ...check, accountId, context: found.context });
    },
  };
}
