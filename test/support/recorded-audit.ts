// An audit log in memory, for tests of what writes to it.
// Invariant: what was appended, queued and folded stands in one list, in the order of the calls.
import { randomUUID } from 'node:crypto';
import type { AuditEvent, AuditLog, EventContext } from '../../audit/event.ts';

export interface RecordedAct {
  readonly id: string;
  readonly how: 'append' | 'queue' | 'fold';
  readonly event: AuditEvent;
  readonly context: EventContext;
  /** ms. */
  readonly at: number;
}

export interface RecordedAudit extends AuditLog {
  readonly acts: readonly RecordedAct[];
  /** Those of one type. */
  of(type: AuditEvent['type']): readonly RecordedAct[];
  /** From now on nothing can be written: `append` throws. */
  breakDown(): void;
}

export function recordedAudit(): RecordedAudit {
  const acts: RecordedAct[] = [];
  let broken = false;
  const note = (how: RecordedAct['how'], event: AuditEvent, context: EventContext, at: number) => {
    const id = randomUUID();
    acts.push({ id, how, event, context, at });
    return id;
  };
  return {
    acts,
    of: (type) => acts.filter(({ event }) => event.type === type),
    breakDown: () => {
      broken = true;
    },
    async append(event, context, at) {
      if (broken) throw new Error('The audit log cannot be written.');
      return note('append', event, context, at);
    },
    queue: (event, context, at) => void note('queue', event, context, at),
    fold: (event, context, at) => void note('fold', event, context, at),
    drain: async () => undefined,
  };
}
