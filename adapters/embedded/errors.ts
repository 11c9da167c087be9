// Which of SQLite's errors are outages (full, read-only, damaged, busy) and which are bugs of ours.
// Invariant: an outage reaches callers as StoreUnavailable; everything else passes as it is.
import { StoreUnavailable } from '../../ports/unavailable.ts';

/** Primary result codes (sqlite.org/rescode.html) that say something of the machine, not of our statements. */
export const sqlite = {
  permission: 3,
  busy: 5,
  locked: 6,
  noMemory: 7,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  protocol: 15,
  notADatabase: 26,
} as const;

const outages: ReadonlySet<number> = new Set(Object.values(sqlite));

/** The primary result code of an error of node:sqlite (its low byte; the rest is the extended code), or null for any other error. */
export function sqliteCode(error: unknown): number | null {
  const code = fieldOf(error, 'errcode');
  return typeof code === 'number' ? code & 0xff : null;
}

/** The code of an error of node:fs ("ENOSPC"), or null for any other error. */
export function fileCode(error: unknown): string | null {
  const code = fieldOf(error, 'code');
  return typeof code === 'string' ? code : null;
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return String(fieldOf(error, 'message') ?? error);
}

/** By shape, not by `instanceof Error`: an error of Node's own may come from another realm. */
function fieldOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

/** StoreUnavailable in place of an outage; any other error unchanged. */
export function asUnavailable(error: unknown): unknown {
  const code = sqliteCode(error);
  if (code === null || !outages.has(code)) return error;
  return new StoreUnavailable(
    `The embedded store cannot be used: ${messageOf(error)} (SQLite result ${code}).`,
    { cause: error },
  );
}
