// All that is kept of the own account, as a file (E10): what people gave, what was set up, and what happened.
// Invariant: only the account that asks, after fresh proof (A12): it tells everything at once. No secret is in it, not even as a hash.
import { eventOf } from '../audit/read.ts';
import type { Pages } from '../http/pages.ts';
import type { RouteRow } from '../http/route.ts';
import type { AuditStore } from '../ports/audit-store.ts';
import type { Consents } from '../ports/consents.ts';
import type { EnrollmentStore, PasskeyEnrollment } from '../ports/enrollments.ts';
import type { Groups } from '../ports/groups.ts';
import type { HelpRequests } from '../ports/help-requests.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { RememberedDevices } from '../ports/remembered-devices.ts';
import type { Sessions } from '../ports/sessions.ts';
import type { Tenants } from '../ports/tenants.ts';
import { changes, reads } from './rows.ts';
import { lookOf, type Visit, type Visits } from './visit.ts';

export interface DataDeps {
  readonly pages: Pages;
  readonly auditRows: Pick<AuditStore, 'readBack'>;
  readonly consents: Consents;
  readonly enrollments: EnrollmentStore;
  readonly groups: Groups;
  readonly passwords: Passwords;
  readonly rememberedDevices: RememberedDevices;
  readonly helpRequests: HelpRequests;
  readonly sessions: Sessions;
  readonly tenants: Tenants;
  readonly now: () => number;
}

const page = '/account/data';
const fresh = { fresh: true } as const;

export function dataRoutes(deps: DataDeps, visits: Visits): readonly RouteRow[] {
  return [
    reads(
      '/data',
      visits.reading((visit) => show(deps, visit), fresh),
    ),
    changes(
      '/data',
      visits.acting(page, (visit) => send(deps, visit), fresh),
      'only after fresh proof',
    ),
  ];
}

async function show({ pages }: DataDeps, visit: Visit): Promise<void> {
  await pages.show(visit.ctx, 'account/data', { action: page, csrf: visit.csrf }, lookOf(visit));
}

async function send(deps: DataDeps, visit: Visit): Promise<void> {
  const { ctx } = visit;
  const data = await dataOf(deps, visit);
  ctx.attachment('account.json');
  ctx.type = 'json';
  ctx.set('Cache-Control', 'no-store');
  ctx.body = `${JSON.stringify(data, null, 2)}\n`;
}

async function dataOf(deps: DataDeps, { account, session }: Visit) {
  const { id, tenantId } = account;
  const now = deps.now();
  const [tenant, password, factors, sessions, consents, devices, help, groups, activity] = await Promise.all([
    deps.tenants.find(tenantId),
    deps.passwords.find(id),
    factorsOf(deps, id),
    deps.sessions.ofAccount(id, now, most, session.uid),
    deps.consents.ofAccount(id),
    deps.rememberedDevices.list(id, null, most),
    deps.helpRequests.openOf(id),
    Promise.all(account.groups.map((group) => deps.groups.find(tenantId, group))),
    activityOf(deps, tenantId, id),
  ]);
  return {
    writtenAt: time(now),
    organization: { id: tenantId, name: tenant?.name ?? null },
    account: {
      id,
      email: account.email,
      emailVerified: account.emailVerified,
      username: account.username,
      status: account.status,
      roles: account.roles,
      groups: groups.flatMap((group) => (group ? [group.name] : [])),
      createdAt: time(account.createdAt),
      updatedAt: time(account.updatedAt),
      profile: account.profile,
    },
    password: password ? { setAt: time(password.setAt), setBy: password.setBy } : null,
    ...factors,
    sessions: sessions.map(({ begunAt, lastAt, address, userAgent }) => ({
      begunAt: time(begunAt),
      lastSeenAt: time(lastAt),
      address,
      userAgent,
    })),
    rememberedDevices: devices.map(({ browser, place, kind, level, provedAt, firstUsedAt, lastUsedAt }) => ({
      browser,
      place,
      earnedBy: kind,
      level,
      provedAt: time(provedAt),
      firstUsedAt: time(firstUsedAt),
      lastUsedAt: time(lastUsedAt),
    })),
    agreedTo: consents.map(({ clientId, scopes, claims, at }) => ({
      application: clientId,
      scopes,
      claims,
      at: time(at),
    })),
    openHelpRequest: help ? { note: help.note, askedAt: time(help.at) } : null,
    activity,
  };
}

/** Field by field: what is added to a record one day, such as a secret, is not in the file by itself. */
async function factorsOf({ enrollments }: DataDeps, accountId: string) {
  const { factors, backupCodes, removals, frozen, markedForReenrollment } = await enrollments.find(accountId);
  return {
    secondSteps: factors.map((factor) => ({
      id: factor.id,
      kind: factor.kind,
      name: factor.name,
      setUpAt: time(factor.confirmedAt),
      lastUsedAt: time(factor.lastUsedAt),
      turnedOffAt: time(factor.disabledAt),
      ...(factor.kind === 'passkey' && passkeyOf(factor)),
    })),
    removalsUnderWay: removals.map(({ factorId, at, until }) => ({
      secondStep: factorId,
      askedAt: time(at),
      removedAt: time(until),
    })),
    changesStopped: frozen && { at: time(frozen.at), until: time(frozen.until) },
    mustSetUpAgain: markedForReenrollment,
    backupCodes: backupCodes && {
      madeAt: time(backupCodes.createdAt),
      left: backupCodes.codes.filter(({ usedAt }) => usedAt === null).length,
    },
  };
}

function passkeyOf({ aaguid, rpId, synced, attested, verifiesUser }: PasskeyEnrollment) {
  return { model: aaguid, host: rpId, synced, attested, verifiesUser };
}

const pageSize = 500;
/** Sessions, remembered browsers. */
const most = 1_000;
/** More than years of daily work; what is older can be had from the organisation. */
const mostEvents = 20_000;

/** Newest first. */
async function activityOf(
  { auditRows }: DataDeps,
  chain: string,
  accountId: string,
): Promise<readonly object[]> {
  const activity: object[] = [];
  for (let before: number | null = null; activity.length < mostEvents; ) {
    const rows: Awaited<ReturnType<typeof auditRows.readBack>> = await auditRows.readBack(
      chain,
      before,
      pageSize,
      accountId,
    );
    for (const row of rows) {
      const recorded = eventOf(row);
      if (!recorded) continue;
      const { address, userAgent, clientId, actor } = recorded.context;
      activity.push({
        at: time(row.at),
        ...recorded.event,
        by: actor.kind,
        application: clientId,
        address,
        userAgent,
      });
    }
    before = rows.at(-1)?.sequence ?? null;
    if (rows.length < pageSize || before === null) break;
  }
  return activity;
}

/** ISO 8601, in UTC. */
function time<At extends number | null>(at: At): string | null {
  return at === null ? null : new Date(at).toISOString();
}
