// Whether a tenant that is not found by a name had it once.
// Invariant: only the chains tell: no record keeps a name that was given up.
import { eventOf, rowsOf } from '../audit/read.ts';
import type { Storage } from '../ports/storage.ts';

/** Whether a tenant gave this name up: its own chain says so. */
export async function wasRenamed(
  { tenants, audit }: Pick<Storage, 'tenants' | 'audit'>,
  shortName: string,
): Promise<boolean> {
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof tenants.list>> = await tenants.list(after, 100);
    for (const { id } of page.items) {
      for await (const row of rowsOf(audit, id, 0)) {
        const event = row.type === 'tenant.updated' ? eventOf(row)?.event : null;
        if (event?.type === 'tenant.updated' && event.changes.some(givesUp(shortName))) return true;
      }
    }
    if (page.next === null) return false;
    after = page.next;
  }
}

function givesUp(shortName: string) {
  return ({ setting, from }: { setting: string; from: unknown }) =>
    setting === 'shortName' && from === shortName;
}
