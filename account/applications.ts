// Applications that have access to the account, and taking it away: grants, tokens, and what was agreed to.
// Invariant: revoking leaves nothing that an application could go on with; the next sign-in there asks anew.
import type { AuditLog } from '../audit/event.ts';
import { accountClientId } from '../decision/built-in-clients.ts';
import type { Grants } from '../decision/grants.ts';
import { noteLogouts } from '../factors/note-logouts.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import type { RouteRow } from '../http/route.ts';
import type { Clients } from '../ports/clients.ts';
import type { Consents } from '../ports/consents.ts';
import type { GrantBases } from '../ports/grant-bases.ts';
import type { Logouts } from '../ports/logouts.ts';
import type { Sessions } from '../ports/sessions.ts';
import { doneOf, redirectDone } from './done.ts';
import { showNotListed } from './not-listed.ts';
import { contextOf } from './own-context.ts';
import { changes, reads } from './rows.ts';
import { lookOf, type Visit, type Visits } from './visit.ts';

export interface ApplicationsDeps {
  readonly pages: Pages;
  readonly clients: Clients;
  readonly consents: Consents;
  readonly grantBases: GrantBases;
  readonly grants: Grants;
  readonly logouts: Logouts;
  readonly sessions: Sessions;
  readonly audit: AuditLog;
  readonly now: () => number;
}

const page = '/account/applications';
const ends = ['revoked'] as const;
type Done = (typeof ends)[number];

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
  /** In a session that still lives; offline access outlives it. */
  readonly isSignedIn: boolean;
  readonly isOffline: boolean;
  /** What was agreed to; empty where nothing had to be. */
  readonly scopes: readonly string[];
}

const nothing: Access = { isSignedIn: false, isOffline: false, scopes: [] };

/** Sessions that are looked at; nobody who has not lost control of the account has more. */
const sessionsAtMost = 1000;

/** By the application's id. */
async function accessOf(
  deps: ApplicationsDeps,
  { account: { id: accountId }, session }: Visit,
): Promise<ReadonlyMap<string, Access>> {
  const [consents, sessions] = await Promise.all([
    deps.consents.ofAccount(accountId),
    deps.sessions.ofAccount(accountId, deps.now(), sessionsAtMost, session.uid),
  ]);
  const living = new Set(sessions.map(({ uid }) => uid));
  const access = new Map(consents.map(({ clientId, scopes }) => [clientId, { ...nothing, scopes }]));
  for await (const some of deps.grantBases.ofAccount(accountId, deps.now()))
    for (const { clientId, endsWithSession, sessionUid } of some) {
      const before: Access = access.get(clientId) ?? nothing;
      const isOffline = before.isOffline || !endsWithSession;
      const isSignedIn = before.isSignedIn || living.has(sessionUid);
      access.set(clientId, { ...before, isSignedIn, isOffline });
    }
  access.delete(accountClientId);
  return access;
}

async function show(deps: ApplicationsDeps, visit: Visit): Promise<void> {
  const access = await accessOf(deps, visit);
  const applications = await Promise.all(
    [...access].map(async ([id, has]) => ({
      id,
      // Deleted since: its id is what the person may have seen of it.
      name: (await deps.clients.find(id))?.name ?? id,
      ...has,
    })),
  );
  await deps.pages.show(
    visit.ctx,
    'account/applications',
    {
      csrf: visit.csrf,
      applications: applications.toSorted((one, other) => one.name.localeCompare(other.name)),
      done: doneOf(visit, ends),
      revokeAction: '/account/applications/revoke',
    },
    lookOf(visit),
  );
}

async function revoke(deps: ApplicationsDeps, visit: Visit, { application = '' }: FormFields): Promise<void> {
  if (!(await takeAccess(deps, visit.account.id, application))) return showNotListed(deps.pages, visit, page);
  deps.audit.queue({ type: 'access.revoked' }, contextOf(visit, { clientId: application }), deps.now());
  redirectDone<Done>(visit, page, 'revoked');
}

/** False where it has none. */
async function takeAccess(deps: ApplicationsDeps, accountId: string, clientId: string): Promise<boolean> {
  if (clientId === accountClientId) return false;
  let has = (await deps.consents.find(accountId, clientId)) !== undefined;
  if (has) await deps.consents.forget(accountId, clientId);
  for await (const some of deps.grantBases.ofAccount(accountId, deps.now())) {
    const its = some.filter((basis) => basis.clientId === clientId);
    has ||= its.length > 0;
    await noteLogouts(deps.logouts, its, deps.now());
    await Promise.all(its.map(({ grantId }) => deps.grants.revoke(grantId)));
  }
  return has;
}
