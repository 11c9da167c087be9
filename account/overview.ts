// The first of the account pages: what protects the account, what the organisation requires, and where everything else is.
// Invariant: shows what the decision of this very request rested on.
import { confirmedOf } from '../factors/enrolled-factor.ts';
import type { Pages } from '../http/pages.ts';
import type { RouteRow } from '../http/route.ts';
import { ownRequirement } from '../policy/own-requirement.ts';
import type { EnrollmentStore } from '../ports/enrollments.ts';
import type { Tenants } from '../ports/tenants.ts';
import type { PageModels } from '../views/pages.ts';
import { doneOf } from './done.ts';
import { nextOwnStep } from './next-own-step.ts';
import { reads } from './rows.ts';
import { lookOf, type Visit, type Visits } from './visit.ts';

export interface OverviewDeps {
  readonly pages: Pages;
  readonly tenants: Tenants;
  readonly enrollments: EnrollmentStore;
}

type Model = PageModels['account/overview'];

const ends = ['email'] as const;

/** What one can do, in the order in which it is shown. */
const sections: Model['sections'] = [
  { section: 'factors', href: '/account/factors' },
  { section: 'backup-codes', href: '/account/backup-codes' },
  { section: 'profile', href: '/account/profile' },
  { section: 'email', href: '/account/email' },
  { section: 'password', href: '/account/password' },
  { section: 'sessions', href: '/account/sessions' },
  { section: 'devices', href: '/account/devices' },
  { section: 'applications', href: '/account/applications' },
  { section: 'activity', href: '/account/activity' },
  { section: 'data', href: '/account/data' },
];

export function overviewRoutes(deps: OverviewDeps, visits: Visits): readonly RouteRow[] {
  return [
    reads(
      '',
      visits.reading((visit) => show(deps, visit)),
    ),
  ];
}

async function show(deps: OverviewDeps, visit: Visit): Promise<void> {
  const { account, judged, ctx } = visit;
  const { facts } = judged;
  const [tenant, enrollments] = await Promise.all([
    deps.tenants.find(account.tenantId),
    deps.enrollments.find(account.id),
  ]);
  if (!facts.account || !facts.policy) throw new Error('Nobody is here: visit.ts is broken.');
  const hasPassword = facts.account.passwordVersion !== null;
  await deps.pages.show(
    ctx,
    'account/overview',
    {
      name: account.profile.name ?? null,
      email: account.email,
      username: account.username,
      organization: tenant?.name ?? '',
      hasPassword,
      // One that failed too often protects nothing.
      factors: confirmedOf(enrollments)
        .filter(({ disabledAt }) => disabledAt === null)
        .map(({ kind, name, confirmedAt: at }) => ({ kind, name, at })),
      backupCodesLeft: facts.account.backupCodes?.left ?? null,
      requirement: ownRequirement(facts.policy, facts.account, facts.now),
      done: doneOf(visit, ends),
      next: nextOwnStep(visit, enrollments, facts.now),
      sections: sections.filter(({ section }) => section !== 'password' || hasPassword),
    },
    lookOf(visit),
  );
}
