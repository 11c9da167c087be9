// Step 1: whether this account may be here at all: active, of a tenant that runs, and of the client's tenant.
// Invariant: while nobody has signed in, only a suspended tenant of the client denies, so that nothing tells who exists.
import type { DenyReason, Finding } from '../decision.ts';
import type { Facts } from '../facts.ts';
import { pass } from './rule.ts';

export function standing({ account, client }: Facts): Finding {
  if (account?.status === 'disabled') return deny('account-disabled');
  if (client.tenantStatus === 'suspended' || account?.tenantStatus === 'suspended')
    return deny('tenant-suspended');
  if (account === null) return pass('nobody-signed-in');
  const isOther = client.tenantId !== null && client.tenantId !== account.tenantId;
  return isOther ? deny('other-tenant') : pass('account-active');
}

function deny(why: DenyReason): Finding {
  return { opinion: { kind: 'deny', why }, found: why };
}
