// Door 3, the account pages: what they share is made once, and every page's routes stand in one list.
// Invariant: a page that is not in this list does not exist; none of them has a login form of its own.
import type { Context } from 'koa';
import { accountCallbackPath } from '../decision/built-in-clients.ts';
import type { RouteRow } from '../http/route.ts';
import { type ActivityDeps, activityRoutes } from './activity.ts';
import { addFactorRoutes } from './add-factor.ts';
import { type ApplicationsDeps, applicationsRoutes } from './applications.ts';
import { type BackupCodesPageDeps, backupCodesRoutes } from './backup-codes.ts';
import { type DataDeps, dataRoutes } from './data.ts';
import { type DevicesDeps, devicesRoutes } from './devices.ts';
import { type EmailDeps, emailRoutes } from './email.ts';
import { type RemovalDeps, removalRoutes } from './factor-removal.ts';
import { type FactorsPageDeps, factorsRoutes } from './factors.ts';
import { type OverviewDeps, overviewRoutes } from './overview.ts';
import { createOwnCookie, type Session } from './own-cookie.ts';
import { type PasswordDeps, passwordRoutes } from './password.ts';
import { type ProfileDeps, profileRoutes } from './profile.ts';
import { type SessionsDeps, sessionsRoutes } from './sessions.ts';
import { type SetUpPagesDeps, setUpRoutes } from './set-up/pages.ts';
import { createStopped } from './stopped.ts';
import { tryPasskeyRoutes } from './try-passkey.ts';
import { createVisits, type VisitDeps } from './visit.ts';
import { createWayIn, type WayInDeps } from './way-in.ts';

export interface AccountPagesDeps
  extends OverviewDeps,
    SessionsDeps,
    DevicesDeps,
    ApplicationsDeps,
    ActivityDeps,
    ProfileDeps,
    EmailDeps,
    PasswordDeps,
    DataDeps,
    FactorsPageDeps,
    RemovalDeps,
    SetUpPagesDeps,
    BackupCodesPageDeps,
    Omit<VisitDeps, 'ownCookie' | 'wayIn' | 'stopped'>,
    Pick<WayInDeps, 'exchange'> {
  readonly currentSession: (ctx: Context) => Promise<Session | null>;
}

export function accountRoutes(deps: AccountPagesDeps): readonly RouteRow[] {
  const ownCookie = createOwnCookie(deps.browsers, deps.issuer.protocol === 'https:');
  const stopped = createStopped(deps.pages);
  const wayIn = createWayIn({ ...deps, ownCookie, stopped });
  const visits = createVisits({ ...deps, ownCookie, stopped, wayIn });
  return [
    {
      method: 'GET',
      path: accountCallbackPath,
      authorization: 'anybody',
      csrf: 'state',
      limit: 'a code of 60 s, used once',
      handler: wayIn.callback,
    },
    ...overviewRoutes(deps, visits),
    ...profileRoutes(deps, visits),
    ...emailRoutes(deps, visits),
    ...passwordRoutes(deps, visits),
    ...sessionsRoutes(deps, visits),
    ...devicesRoutes(deps, visits),
    ...applicationsRoutes(deps, visits),
    ...activityRoutes(deps, visits),
    ...dataRoutes(deps, visits),
    ...factorsRoutes(deps, visits),
    ...addFactorRoutes(deps, visits),
    ...removalRoutes(deps, visits),
    ...tryPasskeyRoutes(deps, visits),
    ...setUpRoutes(deps, visits),
    ...backupCodesRoutes(deps, visits),
  ];
}
