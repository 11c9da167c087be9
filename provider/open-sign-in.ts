// Opens the sign-in that an interaction belongs to: whose, for which organisation, bound to this browser.
// Invariant: the organisation is fixed before the password: the client's, else the `tenant` parameter's, else that of
// the mail domain in the hint. What the parameter names is looked up, never believed.
import type { Context } from 'koa';
import type { BoundSignIns } from '../http/bound-sign-in.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Clients } from '../ports/clients.ts';
import type { Directory } from '../ports/directory.ts';
import type { Tenants } from '../ports/tenants.ts';
import { lifetimes } from './lifetimes.ts';
import type { OpenedInteraction } from './provider.ts';

export interface OpenSignInDeps {
  readonly boundSignIns: BoundSignIns;
  readonly clients: Clients;
  readonly accounts: Accounts;
  readonly directory: Directory;
  readonly tenants: Tenants;
  readonly now: () => number;
}

export function createSignInOpener(
  deps: OpenSignInDeps,
): (ctx: Context, interaction: OpenedInteraction) => Promise<void> {
  return async (ctx, { cid, params, accountId }) => {
    const clientId = String(params.client_id);
    const client = await deps.clients.find(clientId);
    const tenantId = client?.tenantId ?? (await namedTenant(deps, params, accountId));
    const account = accountId === null ? undefined : await deps.accounts.find(accountId);
    const accountZone = account?.profile.zoneinfo ?? null;
    const request = { id: cid, clientId, tenantId, accountId, accountZone, identifier: null };
    await deps.boundSignIns.open(ctx, request, deps.now(), lifetimes.interaction * 1000);
  };
}

/** For a client that organisations share; null leads to the page that asks. */
async function namedTenant(
  deps: OpenSignInDeps,
  { tenant, login_hint: hint }: Readonly<Record<string, unknown>>,
  accountId: string | null,
): Promise<string | null> {
  if (typeof tenant === 'string')
    return (await deps.tenants.findByShortName(tenant.toLowerCase()))?.id ?? null;
  if (accountId !== null) return (await deps.directory.find(accountId))?.tenantId ?? null;
  if (typeof hint !== 'string' || !hint.includes('@')) return null;
  return (await deps.tenants.findByDomain(hint.slice(hint.lastIndexOf('@') + 1).toLowerCase()))?.id ?? null;
}
