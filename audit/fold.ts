// Folds failures that strangers can cause at will: the first of a minute is told at once, the rest as one counted event.
// Invariant: every failure is counted once; a folded event names an address or browser only if all that it counts had it.

import { chainOf } from './chain.ts';
import type { AuditEvent, EventContext } from './event.ts';

export type CountedEvent = Extract<AuditEvent, { count: number }>;

interface Failure {
  readonly event: CountedEvent;
  readonly context: EventContext;
  /** ms. */
  readonly at: number;
}

interface Minute {
  /** ms, by the events' own time. */
  readonly startedAt: number;
  readonly timer: NodeJS.Timeout;
  held: Failure | null;
}

export interface Folding {
  add(event: CountedEvent, context: EventContext, at: number): void;
  /** Tells what is held now; the minutes that run go on. */
  flush(): void;
}

const minuteMs = 60_000;

export function createFolding(
  tell: (event: CountedEvent, context: EventContext, at: number) => void,
): Folding {
  const minutes = new Map<string, Minute>();

  function release(minute: Minute): void {
    const { held } = minute;
    minute.held = null;
    if (held) tell(held.event, held.context, held.at);
  }

  function end(key: string, minute: Minute): void {
    clearTimeout(minute.timer);
    if (minutes.get(key) === minute) minutes.delete(key);
    release(minute);
  }

  return {
    add(event, context, at) {
      const key = keyOf(event, context);
      const running = minutes.get(key);
      if (running && at - running.startedAt < minuteMs && at >= running.startedAt) {
        running.held = together(running.held, { event, context, at });
        return;
      }
      if (running) end(key, running);
      const timer = setTimeout(() => end(key, minute), minuteMs).unref();
      const minute: Minute = { startedAt: at, timer, held: null };
      minutes.set(key, minute);
      tell(event, context, at);
    },
    flush() {
      for (const minute of minutes.values()) release(minute);
    },
  };
}

/** What counts as the same. Not the address or the identifier typed: with those a stranger could make every one a new event. */
function keyOf(event: CountedEvent, context: EventContext): string {
  const { count, ...same } = event;
  const kind = 'reasons' in same ? { ...same, reasons: null } : same;
  return JSON.stringify([chainOf(context), context.accountId, context.clientId, kind]);
}

function together(held: Failure | null, next: Failure): Failure {
  if (!held) return next;
  const [a, b] = [held.context, next.context];
  return {
    event: { ...next.event, count: held.event.count + next.event.count },
    context: {
      ...b,
      email: same(a.email, b.email),
      address: same(a.address, b.address),
      userAgent: same(a.userAgent, b.userAgent),
      signInId: same(a.signInId, b.signInId),
    },
    at: Math.max(held.at, next.at),
  };
}

function same(a: string | null, b: string | null): string | null {
  return a === b ? a : null;
}
