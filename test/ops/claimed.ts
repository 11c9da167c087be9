// What the follow-up after a crash says of a stage: which acts came to nothing (F3).
// Invariant: it looks two minutes later, when every effect would be there.
import { eventOf, rowsOf } from '../../audit/read.ts';
import { createUnfinished } from '../../audit/unfinished.ts';
import { effectExists } from '../../ops/effects.ts';
import { type Clock, minute } from '../support/clock.ts';
import { memoryPositions } from '../support/memory-audit-store.ts';
import type { Stage } from './acts.ts';

/** Types that are said to have come to nothing, after the follow-up of a minute later. */
export async function claimed(stage: Stage, clock: Clock): Promise<string[]> {
  const { storage } = stage.app.store;
  await stage.app.core.audit.drain();
  clock.advance(2 * minute);
  await createUnfinished({
    store: storage.audit,
    positions: memoryPositions(),
    audit: stage.app.core.audit,
    effectExists: (event) => effectExists(storage, event),
    now: Date.now,
  }).run();
  const said: string[] = [];
  for (const chain of await storage.audit.chains())
    for await (const row of rowsOf(storage.audit, chain, 0)) {
      const event = eventOf(row)?.event;
      if (event?.type === 'act.unfinished') said.push(event.eventType);
    }
  return said;
}
