// Where the account is signed in: browser, network, applications, first and last use; one session or all others can be ended.
// Invariant: a session of another account is as good as none (CVE-2020-5240).

import { accountClientId } from '../decision/built-in-clients.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import type { RouteRow } from '../http/route.ts';
import type { Clients } from '../ports/clients.ts';
import type { GrantBases } from '../ports/grant-bases.ts';
import type { SessionSeen } from '../ports/sessions.ts';
import { doneOf, redirectDone } from './done.ts';
import { type EndsDeps, endEverythingElse, endSession } from './ends.ts';
import { showNotListed } from './not-listed.ts';
import { changes, reads } from './rows.ts';
import { browserName, placeName } from './seen.ts';
import { lookOf, policyOf, type Visit, type Visits } from './visit.ts';

export interface SessionsDeps extends EndsDeps {
  readonly pages: Pages;
  readonly clients: Clients;
  readonly grantBases: GrantBases;
}

const page = '/account/sessions';
const ends = ['ended', 'ended-others'] as const;
type Done = (typeof ends)[number];
/** More than anybody has who has not lost control of the account; "everywhere else" ends them all. */
const pageSize = 50;

export function sessionsRoutes(deps: SessionsDeps, visits: Visits): readonly RouteRow[] {
  return [
    reads(
      '/sessions',
      visits.reading((visit) => show(deps, visit)),
    ),
    changes(
      '/sessions/end',
      visits.acting(page, (visit, fields) => endOne(deps, visit, fields)),
    ),
    changes(
      '/sessions/end-others',
      visits.acting(page, async (visit) => {
        await endEverythingElse(deps, visit);
        redirectDone<Done>(visit, page, 'ended-others');
      }),
    ),
  ];
}

async function endOne(deps: SessionsDeps, visit: Visit, { session = '' }: FormFields): Promise<void> {
  if (!(await endSession(deps, visit, session))) return showNotListed(deps.pages, visit, page);
  redirectDone<Done>(visit, page, 'ended');
}

async function show(deps: SessionsDeps, visit: Visit): Promise<void> {
  const { account, session, csrf, ctx } = visit;
  const found = await deps.sessions.ofAccount(account.id, deps.now(), pageSize + 1, session.uid);
  const sessions = found.slice(0, pageSize);
  const shown = sessions.map(async (one) => ({
    id: one.uid,
    isThis: one.uid === session.uid,
    ...browserName(one.userAgent),
    place: placeName(one.address, policyOf(visit)),
    applications: await openedIn(deps, one),
    begunAt: one.begunAt,
    lastAt: one.lastAt,
  }));
  await deps.pages.show(
    ctx,
    'account/sessions',
    {
      csrf,
      sessions: await Promise.all(shown),
      hasMore: found.length > pageSize,
      done: doneOf(visit, ends),
      endAction: '/account/sessions/end',
      endOthersAction: '/account/sessions/end-others',
    },
    lookOf(visit),
  );
}

/** Names of the applications that the account opened in this session, in order. */
async function openedIn(
  { grantBases, clients, now }: SessionsDeps,
  { uid, accountId }: SessionSeen,
): Promise<readonly string[]> {
  const ids = new Set<string>();
  for await (const some of grantBases.madeIn(uid, now()))
    for (const basis of some) if (basis.accountId === accountId) ids.add(basis.clientId);
  ids.delete(accountClientId);
  const known = await Promise.all([...ids].map((id) => clients.find(id)));
  return known.flatMap((client) => (client ? [client.name] : [])).toSorted();
}
