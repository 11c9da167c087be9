// Where the account is signed in: browser, network, applications, first and last use; one session or all others can be ended.
// Invariant: a session of another account is as good as none (CVE-2020-5240).

import { accountClientId } from '../decision/built-in-clients.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { showProblem } from '../http/problems.ts';
import type { RouteRow } from '../http/route.ts';
import type { Clients } from '../ports/clients.ts';
import type { GrantBases } from '../ports/grant-bases.ts';
import type { SessionSeen } from '../ports/sessions.ts';
import { type EndsDeps, endEverythingElse, endSession } from './ends.ts';
import { changes, reads } from './rows.ts';
import { browserName, placeName } from './seen.ts';
import { lookOf, policyOf, redirect, type Visit, type Visits } from './visit.ts';

export interface SessionsDeps extends EndsDeps {
  readonly pages: Pages;
  readonly clients: Clients;
  readonly grantBases: GrantBases;
}

const page = '/account/sessions';

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
        redirect(visit, page);
      }),
    ),
  ];
}

async function endOne(deps: SessionsDeps, visit: Visit, { session = '' }: FormFields): Promise<void> {
  if (!(await endSession(deps, visit, session))) return showProblem(deps.pages, visit.ctx, 404, 'not-found');
  redirect(visit, page);
}

async function show(deps: SessionsDeps, visit: Visit): Promise<void> {
  const { account, session, csrf, ctx } = visit;
  const now = deps.now();
  const [sessions, bases] = await Promise.all([
    deps.sessions.ofAccount(account.id, now),
    deps.grantBases.ofAccount(account.id, now),
  ]);
  const opened = Map.groupBy(
    bases.filter(({ clientId }) => clientId !== accountClientId),
    ({ sessionUid }) => sessionUid,
  );
  const shown = sessions.toSorted(thisFirst(session.uid)).map(async (one) => ({
    id: one.uid,
    isThis: one.uid === session.uid,
    ...browserName(one.userAgent),
    place: placeName(one.address, policyOf(visit)),
    applications: await namesOf(
      deps,
      (opened.get(one.uid) ?? []).map(({ clientId }) => clientId),
    ),
    begunAt: one.begunAt,
    lastAt: one.lastAt,
  }));
  await deps.pages.show(
    ctx,
    'account/sessions',
    {
      csrf,
      sessions: await Promise.all(shown),
      endAction: '/account/sessions/end',
      endOthersAction: '/account/sessions/end-others',
    },
    lookOf(visit),
  );
}

function thisFirst(uid: string): (one: SessionSeen, other: SessionSeen) => number {
  return (one, other) => {
    if (one.uid === uid || other.uid === uid) return one.uid === uid ? -1 : 1;
    return other.lastAt - one.lastAt;
  };
}

async function namesOf({ clients }: SessionsDeps, ids: readonly string[]): Promise<readonly string[]> {
  const known = await Promise.all([...new Set(ids)].map((id) => clients.find(id)));
  return known.flatMap((client) => (client ? [client.name] : [])).toSorted();
}
