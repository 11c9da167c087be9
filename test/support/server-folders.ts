// The folders of test servers, in the system's folder for temporary files, and the processes that run on them.
// Invariant: a process is ended only if it is a server with the path of such a folder in its command, and its owner is gone.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const start = 'sallyport-test-server';

/** @param owner a process id; 0 for servers that are kept until they are told to stop */
export function folderPrefix(owner: number): string {
  return `${start}-${owner}-`;
}

/** Folders of kept servers. */
export function keptFolders(): readonly string[] {
  return ownFolders().filter((folder) => ownerOf(folder) === 0);
}

/** Ends and removes what a killed process left over. */
export function sweepLeftOver(): Promise<void> {
  return sweep((owner) => owner !== 0 && !isAlive(owner));
}

/** As sweepLeftOver, and what this process started itself. */
export function sweepOwn(): Promise<void> {
  return sweep((owner) => owner === process.pid || (owner !== 0 && !isAlive(owner)));
}

async function sweep(isOver: (owner: number) => boolean): Promise<void> {
  await removeServers(ownFolders().filter((folder) => isOver(ownerOf(folder))));
}

/** Ends the processes on these folders, and removes the folders. */
export async function removeServers(folders: readonly string[]): Promise<void> {
  if (folders.length === 0) return;
  for (let on = processesOn(folders); on.length > 0; on = processesOn(folders)) {
    for (const pid of on) kill(pid);
    await pause(20);
  }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

export function processesOn(folders: readonly string[]): readonly number[] {
  return commands()
    .filter(({ command }) => isServer.test(command) && folders.some((folder) => command.includes(folder)))
    .map(({ pid }) => pid);
}

/** Not whoever reads a server's log meanwhile. */
const isServer = /redis-server|redis-cli|secantusd/;

/** Only this user's: anybody may make folders there. */
function ownFolders(): readonly string[] {
  const user = process.getuid?.();
  return globSync(join(tmpdir(), `${start}-*-*`)).filter((folder) => {
    const stat = statSync(folder, { throwIfNoEntry: false });
    return stat?.isDirectory() && stat.uid === user;
  });
}

function ownerOf(folder: string): number {
  return Number(
    basename(folder)
      .slice(start.length + 1)
      .split('-')[0],
  );
}

/** One that has ended and waits to be reaped has no command any more; where nobody reaps, it waits forever. */
function isAlive(pid: number): boolean {
  return commands().some((one) => one.pid === pid && one.command !== '');
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

/** A bare Debian has /proc and no ps, macOS ps and no /proc. A zombie has no command. */
function commands(): readonly { readonly pid: number; readonly command: string }[] {
  if (!existsSync('/proc/self/cmdline')) return commandsOfPs();
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => ({ pid: Number(pid), command: commandOf(pid) }));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function commandsOfPs(): readonly { readonly pid: number; readonly command: string }[] {
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.map((line) => ({ pid: Number.parseInt(line, 10), command: line }));
}
