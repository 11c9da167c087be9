// Opens what commands work with: settings, keys, store, log, actions.
// Invariant: nothing is opened while a setting is wrong, and what was opened is closed again, the log drained first.
import { userInfo } from 'node:os';
import { createMailer } from '../../adapters/mail/mailer.ts';
import { openStorage } from '../../adapters/open.ts';
import { noSmsGateway } from '../../adapters/sms/open.ts';
import { writeNewKeyFile } from '../../adapters/vault/files.ts';
import { openVault, type VaultOpened } from '../../adapters/vault/open.ts';
import type { AdminActions } from '../../admin/actions/actions.ts';
import type { AdminActor } from '../../admin/actions/authorize.ts';
import type { ServerMeans } from '../../admin/actions/policy-fit.ts';
import type { AuditLog } from '../../audit/event.ts';
import { type Config, formatProblems, readConfig } from '../../config.ts';
import { createCore } from '../../core.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Vault } from '../../ports/vault.ts';
import { exitCodes, type Outcome } from './outcome.ts';
import type { Terminal } from './terminal.ts';

export interface CliContext {
  readonly terminal: Terminal;
  readonly config: Config;
  readonly storage: Storage;
  readonly vault: Vault;
  readonly audit: AuditLog;
  readonly actions: AdminActions;
  /** What policies may ask for here. */
  readonly means: ServerMeans;
  readonly actor: AdminActor;
  /** ms. */
  readonly now: () => number;
}

type NotOpened = { readonly ok: false; readonly outcome: Outcome };
export type ContextOpened =
  | { readonly ok: true; readonly context: CliContext; readonly close: () => Promise<void> }
  | NotOpened;

/** `import` alone opens a store that is not whole. */
export type ContextRole = 'command-line' | 'import';

export async function openContext(
  terminal: Terminal,
  role: ContextRole = 'command-line',
): Promise<ContextOpened> {
  const read = readSettings(terminal);
  if (!read.ok) return read;
  const { config } = read;
  const keys = await openKeys(config);
  if (!keys.ok) return refusedKeys(keys.problems);
  const opened = await openStorage(config, { role });
  if (!opened.ok) {
    const exit = opened.misconfigured ? exitCodes.configuration : exitCodes.unavailable;
    return { ok: false, outcome: { exit, message: opened.message } };
  }
  const context = contextOf(terminal, config, keys.vault, opened.storage);
  const close = async () => {
    await context.audit.drain();
    await opened.storage.close();
    keys.close();
  };
  return { ok: true, context, close };
}

export function readSettings({
  env,
  directory,
}: Terminal): { readonly ok: true; readonly config: Config } | NotOpened {
  const read = readConfig(env, directory);
  if (read.ok) return read;
  return { ok: false, outcome: { exit: exitCodes.configuration, message: formatProblems(read.problems) } };
}

export function refusedKeys(problems: readonly string[]): NotOpened {
  const message = [
    'The key file cannot be used. Nothing was changed.',
    ...problems.map((one) => `  ${one}`),
  ].join('\n');
  return { ok: false, outcome: { exit: exitCodes.configuration, message } };
}

/** In development the first to come makes the key file; in production config has refused by now. */
async function openKeys({ mode, keysFile }: Config): Promise<VaultOpened> {
  if (mode === 'development') await writeNewKeyFile(keysFile, Date.now());
  return openVault(keysFile, { now: Date.now, lookEveryMs: 0 });
}

function contextOf(terminal: Terminal, config: Config, vault: Vault, storage: Storage): CliContext {
  // Only put into the outbox: the running server delivers.
  const mailer = createMailer({ outbox: storage.outbox, vault, sender: null, now: () => Date.now() });
  const core = createCore({ config, storage, vault, post: mailer.send, sms: noSmsGateway });
  const { audit, actions, means, now } = core;
  return { terminal, config, storage, vault, audit, actions, means, actor: operator(), now };
}

/** Whoever runs this on the machine. A container may have a user id without a name. */
export function operator(): AdminActor {
  try {
    return { kind: 'operator', name: userInfo().username };
  } catch {
    return { kind: 'operator', name: `uid ${process.getuid?.() ?? 'unknown'}` };
  }
}
