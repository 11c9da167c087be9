// Reads events back: newest first for people, oldest first for exports.
// Invariant: what is shown is what the row says; whether the row can be trusted is for verify.ts.
import { z } from 'zod';
import type { AuditRow, AuditStore } from '../ports/audit-store.ts';
import type { EventType, RecordedEvent, Severity } from './event.ts';

export interface EventFilter {
  readonly accountId?: string;
  readonly types?: readonly EventType[];
  readonly severities?: readonly Severity[];
  /** ms, inclusive. */
  readonly from?: number;
  /** ms, exclusive. */
  readonly to?: number;
}

export interface EventPage {
  /** Newest first. */
  readonly events: readonly RecordedEvent[];
  /** Pass as `before` to read on; null at the end. */
  readonly next: number | null;
}

const pageSize = 500;

/** Null if the row was tampered with so far that it cannot be read; verify names it. */
export function eventOf(row: AuditRow): RecordedEvent | null {
  const body = parse(bodyShape, row.body);
  const personal = row.personal === null ? null : parse(personalShape, row.personal);
  if (!body) return null;
  const { email = null, address = null, userAgent = null } = personal ?? {};
  const recorded = {
    id: row.id,
    chain: row.chain,
    sequence: row.sequence,
    at: row.at,
    severity: body.severity,
    event: body.event,
    context: { ...body.context, email, address, userAgent },
    erased: row.personal === null,
  };
  // entryOf wrote the body from an AuditEvent and its context; the mac, not this shape, is what guards it.
  return recorded as RecordedEvent;
}

/** Up to `limit` events before `before` (a sequence; null: the newest) that pass the filter. */
export async function listEvents(
  store: Pick<AuditStore, 'readBack'>,
  chain: string,
  {
    before = null,
    limit = 50,
    filter = {},
  }: { before?: number | null; limit?: number; filter?: EventFilter } = {},
): Promise<EventPage> {
  const events: RecordedEvent[] = [];
  for (let position = before; ; ) {
    const rows = await store.readBack(chain, position, pageSize, filter.accountId);
    for (const row of rows) {
      const event = eventOf(row);
      if (event && passes(event, filter)) events.push(event);
      if (events.length === limit) return { events, next: row.sequence };
    }
    position = rows.at(-1)?.sequence ?? null;
    if (rows.length < pageSize || position === null) return { events, next: null };
  }
}

/** NDJSON: each event of the chain on a line of its own (with the newline), oldest first. */
export async function* exportEvents(
  store: Pick<AuditStore, 'read'>,
  chain: string,
  { after = 0, filter = {} }: { after?: number; filter?: EventFilter } = {},
): AsyncGenerator<string> {
  for await (const row of rowsOf(store, chain, after)) {
    const event = eventOf(row);
    if (event && passes(event, filter)) yield `${JSON.stringify(event)}\n`;
  }
}

/** Rows of a chain after that sequence, oldest first, read by pages. */
export async function* rowsOf(
  store: Pick<AuditStore, 'read'>,
  chain: string,
  after: number,
): AsyncGenerator<AuditRow> {
  for (let position = after; ; ) {
    const rows = await store.read(chain, position, pageSize);
    yield* rows;
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    position = last.sequence;
  }
}

function passes({ at, event, severity, context }: RecordedEvent, filter: EventFilter): boolean {
  return (
    (filter.accountId === undefined || context.accountId === filter.accountId) &&
    (filter.types === undefined || filter.types.includes(event.type)) &&
    (filter.severities === undefined || filter.severities.includes(severity)) &&
    (filter.from === undefined || at >= filter.from) &&
    (filter.to === undefined || at < filter.to)
  );
}

const bodyShape = z.looseObject({
  event: z.looseObject({ type: z.string() }),
  context: z.looseObject({}),
  severity: z.string(),
});

const personalShape = z.object({
  email: z.string().nullable(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});

function parse<T>(shape: z.ZodType<T>, text: string): T | null {
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
