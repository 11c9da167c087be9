// Applications that have access to the account, and taking it away: grants, tokens, and what was agreed to.
// Invariant: revoking leaves nothing that an application could go on with; the next sign-in there asks anew.
import type { AuditLog } from '../audit/event.ts';
import { accountClientId } from '../decision/built-in-clients.ts';
import type { Grants } from '../decision/grants.ts';
import { eventContext } from '../http/event-context.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import type { Clients } from '../ports/clients.ts';
import type { Consents } from '../ports/consents.ts';
import type { GrantBases, GrantBasis } from '../ports/grant-bases.ts';
import { changes, reads } from './rows.ts';
import { lookOf, redirect, type Visit, type Visits } from './visit.ts';

export interface ApplicationsDeps {
  readonly pages: Pages;
  readonly clients: Clients;
  readonly consents: Consents;
  readonly grantBases: GrantBases;
  readonly grants: Grants;
  readonly audit: AuditLog;
  readonly now: () => number;
}

const page = '/account/applications';

export function applicationsRoutes(deps: ApplicationsDeps, visits: Visits): readonly RouteRow[] {
  return [
    reads(
      '/applications',
      visits.reading((visit) => show(deps, visit)),
    ),
    changes(
      '/applications/revoke',
      visits.acting(page, (visit, fields) => revoke(deps, visit, fields)),
    ),
  ];
}

/** What one application has. */
interface Access {
  readonly clientId: string;
  readonly bases: readonly GrantBasis[];
  /** What was agreed to; empty where nothing had to be. */
  readonly scopes: readonly string[];
}

async function accessOf(deps: ApplicationsDeps, accountId: string): Promise<readonly Access[]> {
  const [bases, consents] = await Promise.all([
    deps.grantBases.ofAccount(accountId, deps.now()),
    deps.consents.ofAccount(accountId),
  ]);
  const ids = new Set([...bases, ...consents].map(({ clientId }) => clientId));
  ids.delete(accountClientId);
  return [...ids].map((clientId) => ({
    clientId,
    bases: bases.filter((basis) => basis.clientId === clientId),
    scopes: consents.find((consent) => consent.clientId === clientId)?.scopes ?? [],
  }));
}

async function show(deps: ApplicationsDeps, visit: Visit): Promise<void> {
  const access = await accessOf(deps, visit.account.id);
  const applications = await Promise.all(
    access.map(async ({ clientId, bases, scopes }) => ({
      id: clientId,
      // Deleted since: its id is what the person may have seen of it.
      name: (await deps.clients.find(clientId))?.name ?? clientId,
      scopes,
      isSignedIn: bases.length > 0,
      isOffline: bases.some(({ endsWithSession }) => !endsWithSession),
    })),
  );
  await deps.pages.show(
    visit.ctx,
    'account/applications',
    {
      csrf: visit.csrf,
      applications: applications.toSorted((one, other) => one.name.localeCompare(other.name)),
      revokeAction: '/account/applications/revoke',
    },
    lookOf(visit),
  );
}

async function revoke(deps: ApplicationsDeps, visit: Visit, { application = '' }: FormFields): Promise<void> {
  const { id: accountId, tenantId, email } = visit.account;
  const found = (await accessOf(deps, accountId)).find(({ clientId }) => clientId === application);
  if (!found) return showProblem(deps.pages, visit.ctx, 404, 'not-found');
  await deps.consents.forget(accountId, found.clientId);
  await Promise.all(found.bases.map(({ grantId }) => deps.grants.revoke(grantId)));
  const context = eventContext(visit.ctx, { tenantId, accountId, email, clientId: found.clientId });
  deps.audit.queue({ type: 'access.revoked' }, context, deps.now());
  redirect(visit, page);
}
