// Reads and writes the key file.
// Invariant: it appears whole and with mode 0600, a new one never replaces an old one, and two changes at once never lose a key.
import { randomBytes } from 'node:crypto';
import { chown, link, lstat, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generateKeys } from './generate.ts';
import { type KeyFile, type Parsed, parseKeyFile } from './key-file.ts';

export interface ReadOptions {
  /** Refuse a file that its group or everybody may read or write. */
  readonly requirePrivate?: boolean;
  /** ms. */
  readonly now: number;
}

export async function readKeyFile(
  path: string,
  { requirePrivate = false, now }: ReadOptions,
): Promise<Parsed> {
  try {
    if (requirePrivate && ((await stat(path)).mode & 0o077) !== 0)
      return { ok: false, problems: [`${path} is open to others than its owner: chmod 600 ${path}`] };
    const parsed = parseKeyFile(await readFile(path, 'utf8'), now);
    return parsed.ok ? parsed : { ok: false, problems: parsed.problems.map((one) => `${path}: ${one}`) };
  } catch (error) {
    return { ok: false, problems: [`${path} cannot be read (${codeOf(error)})`] };
  }
}

export type Made =
  | { readonly ok: true }
  /** The one that is there stays. */
  | { readonly ok: false; readonly reason: 'exists' }
  /** `message` is one line for the operator. */
  | { readonly ok: false; readonly reason: 'unwritable'; readonly message: string };

/** Makes a file with new keys. `now` in ms. */
export async function writeNewKeyFile(path: string, now: number = Date.now()): Promise<Made> {
  try {
    // Found already, no keys are made in vain: they take longer than most commands.
    if (await isThere(path)) return { ok: false, reason: 'exists' };
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const temporary = await writeBeside(path, generateKeys(now));
    return await linkNew(temporary, path).finally(() => rm(temporary, { force: true }));
  } catch (error) {
    if (!isOfFileSystem(error)) throw error;
    return { ok: false, reason: 'unwritable', message: cannotBeMade(path, codeOf(error)) };
  }
}

const why: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this user may not write there'],
  ['EPERM', 'this user may not write there'],
  ['EROFS', 'nobody may write there'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk is full'],
  ['ENOTDIR', 'a part of its path is not a directory'],
  ['EEXIST', 'a part of its path is not a directory'],
]);

function cannotBeMade(path: string, code: string): string {
  const told = why.get(code) ?? 'the file system refuses it';
  return `The key file ${path} cannot be made: ${told} (${code}). Mend that, or set SALLYPORT_KEYS or SALLYPORT_DATA_DIR to another place.`;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** A hard link appears at once and whole, and fails where something is already. */
async function linkNew(temporary: string, path: string): Promise<Made> {
  try {
    await link(temporary, path);
    return { ok: true };
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return { ok: false, reason: 'exists' };
    throw error;
  }
}

/** By shape, not by `instanceof`: an error of Node's own may come from another realm. */
function isOfFileSystem(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && 'syscall' in error;
}

export type Changed =
  | { readonly ok: true; readonly file: KeyFile }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Replaces the file by what `change` makes of it; owner and mode stay. For `keys rotate`: see rotateKeys. `now` in ms. */
export async function changeKeyFile(
  path: string,
  change: (file: KeyFile) => KeyFile,
  now: number = Date.now(),
): Promise<Changed> {
  const lock = `${path}.lock`;
  const held = await open(lock, 'wx', 0o600).catch(() => null);
  if (!held)
    return { ok: false, problems: [`${lock} exists: another change is on its way, or was cut short`] };
  try {
    const read = await readKeyFile(path, { now });
    if (!read.ok) return read;
    const file = change(read.file);
    await replace(path, file);
    return { ok: true, file };
  } finally {
    await held.close();
    await rm(lock, { force: true });
  }
}

async function replace(path: string, file: KeyFile): Promise<void> {
  const { mode, uid, gid } = await stat(path);
  const temporary = await writeBeside(path, file, mode & 0o660);
  // An operator who is root must not take the file away from the server's user.
  if (process.getuid?.() === 0) await chown(temporary, uid, gid);
  await rename(temporary, path);
}

async function writeBeside(path: string, file: KeyFile, mode = 0o600): Promise<string> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.chmod(mode);
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return temporary;
}

export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
}
