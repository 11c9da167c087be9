// Why the store could not be opened, in one line that says what to do.
// Invariant: what an operator can mend is a refusal; anything else is a bug and is thrown on.
import { fileCode, messageOf, sqlite, sqliteCode } from './errors.ts';

export type RefusalReason =
  | 'in-use'
  | 'corrupt'
  | 'read-only'
  | 'newer-schema'
  | 'half-imported'
  | 'full'
  | 'not-a-directory'
  | 'busy'
  | 'failed';

export interface Refusal {
  readonly ok: false;
  readonly reason: RefusalReason;
  /** One line for the operator. */
  readonly message: string;
}

const advice: Readonly<Record<RefusalReason, string>> = {
  'in-use':
    'is in use by a running server. Stop that one first, or set SALLYPORT_DATA_DIR to another directory.',
  corrupt:
    'holds a damaged database (sallyport.db). Nothing was changed: restore the directory from a backup, or move it away to begin anew.',
  'read-only': 'cannot be written. Give this user write permission to the directory and its files.',
  'newer-schema':
    'was written by a newer Sallyport. Nothing was changed: start that version or a later one, or restore an older backup.',
  'half-imported':
    'holds a part of an import that was cut short. Run `sallyport data import` with the same file again, or move the directory away to begin anew.',
  full: 'is on a full disk. Free some space and start again.',
  'not-a-directory':
    'is not a directory. Set SALLYPORT_DATA_DIR to a directory, or to a path that can become one.',
  busy: 'is held by another process that has been writing for too long. End that process and try again.',
  failed: 'cannot be used.',
};

export function refusal(reason: RefusalReason, dataDir: string, detail?: string): Refusal {
  const message = `The data directory ${dataDir} ${advice[reason]}${detail ? ` (${detail})` : ''}`;
  return { ok: false, reason, message: message.replaceAll('\n', ' ') };
}

const bySqliteCode: ReadonlyMap<number, RefusalReason> = new Map([
  [sqlite.permission, 'read-only'],
  [sqlite.readOnly, 'read-only'],
  [sqlite.cannotOpen, 'read-only'],
  [sqlite.corrupt, 'corrupt'],
  [sqlite.notADatabase, 'corrupt'],
  [sqlite.full, 'full'],
  [sqlite.busy, 'busy'],
  [sqlite.locked, 'busy'],
  [sqlite.ioError, 'failed'],
  [sqlite.noMemory, 'failed'],
  [sqlite.protocol, 'failed'],
]);

const byFileCode: ReadonlyMap<string, RefusalReason> = new Map([
  ['EACCES', 'read-only'],
  ['EPERM', 'read-only'],
  ['EROFS', 'read-only'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['ENOTDIR', 'not-a-directory'],
  ['EEXIST', 'not-a-directory'],
  ['EIO', 'failed'],
  ['ELOOP', 'failed'],
  ['ENAMETOOLONG', 'failed'],
]);

/** The refusal that an error of node:fs or node:sqlite amounts to; null if it is none. */
export function refusalOf(error: unknown, dataDir: string): Refusal | null {
  const code = sqliteCode(error);
  const reason = code === null ? byFileCode.get(fileCode(error) ?? '') : bySqliteCode.get(code);
  return reason ? refusal(reason, dataDir, messageOf(error)) : null;
}
