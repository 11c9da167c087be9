// `npm run services -- install|start|stop|status|env|sweep`: the servers that the clustered stores are tested on.
// Invariant: they have ports and folders of their own; after `stop` nothing of them is left, whatever happened before.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ServerKind, serverKinds, serverVariables } from '../test/support/find-servers.ts';
import { keptFolders, processesOn, removeServers, sweepLeftOver } from '../test/support/server-folders.ts';
import { installServers } from './install-servers.ts';
import { startShared } from './shared-servers.ts';

/** In the folder of each kept server. */
interface Kept {
  readonly kind: ServerKind;
  readonly url: string;
}

const commands: Readonly<Record<string, () => Promise<void> | void>> = {
  install: installServers,
  start,
  stop,
  status,
  env,
  sweep: sweepLeftOver,
};

async function start(): Promise<void> {
  await sweepLeftOver();
  if (runningKinds().size === serverKinds.length) return status();
  // What a crash or a restart of the machine left is of no use.
  await stop();
  try {
    const shared = await startShared(serverKinds, { keep: true });
    for (const { kind, url, folders } of shared)
      for (const folder of folders)
        writeFileSync(fileOf(folder), JSON.stringify({ kind, url } satisfies Kept));
  } catch (error) {
    await stop();
    throw error;
  }
  status();
}

async function stop(): Promise<void> {
  await removeServers(keptFolders());
  await sweepLeftOver();
}

function status(): void {
  const running = runningKinds();
  for (const kind of serverKinds) console.log(`${kind.padEnd(8)} ${running.get(kind) ?? 'not running'}`);
  if (running.size > 0) console.log('To use them in tests: eval "$(npm run -s services -- env)"');
}

function env(): void {
  for (const [kind, url] of runningKinds()) console.log(`export ${serverVariables[kind]}='${url}'`);
}

/** Kind -> address, where every process of it runs. */
function runningKinds(): ReadonlyMap<ServerKind, string> {
  const all = keptFolders().map((folder) => ({ ...keptIn(folder), runs: processesOn([folder]).length > 0 }));
  const dead = all.filter(({ runs }) => !runs).map(({ kind }) => kind);
  return new Map(
    all.flatMap(({ kind, url }) => (kind && url && !dead.includes(kind) ? [[kind, url] as const] : [])),
  );
}

function keptIn(folder: string): Partial<Kept> {
  try {
    // Written by start, just above.
    return JSON.parse(readFileSync(fileOf(folder), 'utf8')) as Kept;
  } catch {
    return {};
  }
}

function fileOf(folder: string): string {
  return join(folder, 'kept.json');
}

const [command = ''] = process.argv.slice(2);
const act = Object.hasOwn(commands, command) ? commands[command] : undefined;
if (act) await act();
else {
  console.error(`Usage: npm run services -- ${Object.keys(commands).join('|')}`);
  process.exitCode = 2;
}
