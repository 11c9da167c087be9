// Logs and chains to work at: real keys, ids that count, contexts changed by what a test cares about.

import type { AuditEvent, AuditLog, EventContext } from '../../audit/event.ts';
import { createAuditLog } from '../../audit/log.ts';
import type { AuditStore } from '../../ports/audit-store.ts';
import type { Vault } from '../../ports/vault.ts';
import { type MemoryAuditStore, memoryAuditStore } from '../support/memory-audit-store.ts';
import { opened, start } from '../vault/files.ts';

export { start };
export const minute = 60_000;

export const used: Extract<AuditEvent, { type: 'factor.used' }> = {
  type: 'factor.used',
  kind: 'totp',
  source: 'enrollment-1',
};
export const failed: Extract<AuditEvent, { type: 'factor.failed' }> = {
  type: 'factor.failed',
  kind: 'password',
  reason: 'wrong',
  count: 1,
};

export function contextFor(change: Partial<EventContext> = {}): EventContext {
  return {
    tenantId: 'clinic',
    actor: { kind: 'account', id: 'ada' },
    accountId: 'ada',
    email: 'ada@example.org',
    address: '192.0.2.7',
    userAgent: 'Firefox',
    clientId: 'app',
    signInId: 's1',
    ...change,
  };
}

let ids = 0;
export const randomId = (): string => {
  ids += 1;
  return `id-${ids}`;
};

export interface Desk {
  readonly vault: Vault;
  readonly store: MemoryAuditStore;
  readonly log: AuditLog;
}

export async function aDesk(store = memoryAuditStore()): Promise<Desk> {
  const { vault } = await opened();
  return { vault, store, log: logOn(store, vault) };
}

export function logOn(store: AuditStore, vault: Vault, written?: (chain: string, sequence: number) => void) {
  return createAuditLog({ store, vault, randomId, written });
}

/** So many events, a second apart. */
export async function fill(
  { log }: Pick<Desk, 'log'>,
  events: number,
  tenantId = 'clinic',
): Promise<string[]> {
  const made: string[] = [];
  for (let n = 0; n < events; n += 1)
    made.push(await log.append({ ...used, left: n }, contextFor({ tenantId }), start + n * 1000));
  return made;
}
