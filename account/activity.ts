// What happened with the account, in words, newest first: from the audit log, so that it can be trusted like it.
// Invariant: only events about the account itself, out of its own organisation's chain; pages go by sequence and never skip one.
import { eventOf } from '../audit/read.ts';
import { firstPartyOf } from '../decision/built-in-clients.ts';
import type { Pages } from '../http/pages.ts';
import type { RouteRow } from '../http/route.ts';
import type { AuditStore } from '../ports/audit-store.ts';
import type { Clients } from '../ports/clients.ts';
import { wordsOf } from './activity-words.ts';
import { reads } from './rows.ts';
import { browserName, placeName } from './seen.ts';
import { lookOf, policyOf, type Visit, type Visits } from './visit.ts';

export interface ActivityDeps {
  readonly pages: Pages;
  /** The rows of the chains, as they are stored. */
  readonly auditRows: Pick<AuditStore, 'readBack'>;
  readonly clients: Clients;
}

const pageSize = 25;

export function activityRoutes(deps: ActivityDeps, visits: Visits): readonly RouteRow[] {
  return [
    reads(
      '/activity',
      visits.reading((visit) => show(deps, visit)),
    ),
  ];
}

async function show(deps: ActivityDeps, visit: Visit): Promise<void> {
  const { account, ctx } = visit;
  const before = sequenceIn(ctx.query.before);
  const rows = await deps.auditRows.readBack(account.tenantId, before, pageSize + 1, account.id);
  const shown = rows.slice(0, pageSize);
  const events = await Promise.all(
    shown.map(async (row) => {
      const recorded = eventOf(row);
      if (!recorded) return [];
      const { address, userAgent, actor, clientId } = recorded.context;
      const isOwn = clientId !== null && firstPartyOf(clientId) !== null;
      const words = wordsOf(recorded.event, isOwn);
      if (!words) return [];
      return {
        at: recorded.at,
        ...words,
        place: placeName(address, policyOf(visit)),
        ...browserName(userAgent),
        application: isOwn || clientId === null ? null : ((await deps.clients.find(clientId))?.name ?? null),
        by: actor.kind === 'operator' ? ('organization' as const) : null,
      };
    }),
  );
  const last = shown.at(-1);
  const olderHref = rows.length > pageSize && last ? `/account/activity?before=${last.sequence}` : null;
  await deps.pages.show(
    ctx,
    'account/activity',
    { events: events.flat(), olderHref, newestHref: before === null ? null : '/account/activity' },
    lookOf(visit),
  );
}

/** Null for the newest, and for what is no sequence. */
function sequenceIn(text: unknown): number | null {
  return typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}
