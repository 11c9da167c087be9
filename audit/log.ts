// The log that doors and factors are given: append before granting, queue after restricting, fold what strangers cause.
// Invariant (F3): `append` returns only when the event is durable, and throws when it is not.
import type { AuditStore } from '../ports/audit-store.ts';
import type { Vault } from '../ports/vault.ts';
import { entryOf } from './chain.ts';
import { createChainWriter } from './chain-writer.ts';
import type { AuditEvent, AuditLog, EventContext } from './event.ts';
import { createFolding } from './fold.ts';
import { createEventQueue } from './queue.ts';

export interface AuditLogDeps {
  readonly store: AuditStore;
  readonly vault: Vault;
  /** At least 128 random bits: ids of events, and salts of their personal fields. */
  readonly randomId: () => string;
  /** Told after each durable write: the chain and its new last sequence. For checkpoints; must not throw. */
  readonly written?: (chain: string, sequence: number) => void;
}

export function createAuditLog({
  store,
  vault,
  randomId,
  written = () => undefined,
}: AuditLogDeps): AuditLog {
  const writer = createChainWriter({ store, keys: vault, written });
  const queue = createEventQueue(writer, store);
  const newEntry = (event: AuditEvent, context: EventContext, at: number) =>
    entryOf(randomId(), event, context, at, randomId());
  const later = (event: AuditEvent, context: EventContext, at: number) =>
    queue.put(newEntry(event, context, at));
  const folding = createFolding(later);

  return {
    async append(event, context, at) {
      const entry = newEntry(event, context, at);
      await writer.write(entry);
      return entry.id;
    },
    queue: later,
    fold: folding.add,
    drain() {
      folding.flush();
      return queue.drain();
    },
  };
}
