// What tests of admin actions work at: an embedded store in a directory of its own, and a log that can be read and broken.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '../../adapters/embedded/open.ts';
import type { AdminDeps } from '../../admin/actions/action.ts';
import type { AdminActor } from '../../admin/actions/authorize.ts';
import type { AuditEvent, AuditLog, EventContext } from '../../audit/event.ts';
import type { Tenant } from '../../ports/tenants.ts';
import { writeDataFile } from '../support/data-file.ts';

export const operator: AdminActor = { kind: 'operator', name: 'tester' };
export const start = Date.parse('2026-11-24T08:00:00Z');

export interface Desk {
  readonly deps: AdminDeps;
  readonly events: { id: string; event: AuditEvent; context: EventContext; queued: boolean }[];
  /** From now on no event can be written. */
  breakLog(): void;
  tick(ms: number): void;
  close(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-admin-'));
  await writeDataFile(dataDir);
  const opened = await openEmbedded({ dataDir, role: 'command-line' });
  if (!opened.ok) throw new Error(opened.message);
  const events: Desk['events'] = [];
  let broken = false;
  let now = start;
  const write = (event: AuditEvent, context: EventContext, queued: boolean) => {
    const id = `event-${events.length + 1}`;
    events.push({ id, event, context, queued });
    return id;
  };
  const audit: AuditLog = {
    append: async (event, context) => {
      if (broken) throw new Error('the log cannot be written');
      return write(event, context, false);
    },
    queue: (event, context) => void write(event, context, true),
    fold: () => undefined,
    drain: async () => undefined,
  };
  return {
    deps: {
      storage: opened.storage,
      audit,
      now: () => now,
    },
    events,
    breakLog: () => {
      broken = true;
    },
    tick: (ms) => {
      now += ms;
    },
    close: async () => {
      await opened.storage.close();
      rmSync(dataDir, { recursive: true });
    },
  };
}

export async function aTenant({ deps }: Desk, change: Partial<Tenant> = {}): Promise<Tenant> {
  const { createTenantActions } = await import('../../admin/actions/tenants.ts');
  const name = change.name ?? 'Northwind Clinic';
  const shortName = change.shortName ?? 'northwind';
  const made = await createTenantActions(deps).create(operator, { name, shortName }, 'recommended');
  if (!made.ok) throw new Error(made.reason);
  return made.tenant;
}
