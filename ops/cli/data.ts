// `data`: export what must last into a file, import it into an empty store of either kind.
// Invariant: what is printed as moved was read back and compared; a file or a store that is not whole is never left without a word.
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { mailOwner } from '../../adapters/mail/mailer.ts';
import { createUnfinished } from '../../audit/unfinished.ts';
import { verifyAll } from '../../audit/verify.ts';
import manifest from '../../package.json' with { type: 'json' };
import type { TransferKind } from '../../ports/transfer.ts';
import { StoreUnavailable } from '../../ports/unavailable.ts';
import { effectExists } from '../effects.ts';
import { createExport, type Export } from '../transfer/export.ts';
import { importData } from '../transfer/import.ts';
import { names } from '../transfer/kinds.ts';
import { settleActs, settledAfterMs } from '../transfer/settle.ts';
import { onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { countsText, cutShort, importedOutcome, noExport, refusedImport } from './data-text.ts';
import { done, exitCodes, failure, type Outcome, streamed } from './outcome.ts';
import { writeLine } from './terminal.ts';

export function addDataCommands(program: Command, run: Run): void {
  const data = program.command('data').description('move what must last between stores');
  onAction(
    data
      .command('export')
      .argument('[file]', 'a new file (default: standard output)')
      .description('write tenants, accounts, factors, clients, audit and all else that must last as NDJSON'),
    run,
    exportTo,
  );
  onAction(
    data
      .command('import')
      .argument('<file>', 'what `data export` has written')
      .description('fill the empty store that the settings name, or go on where that was cut short'),
    run,
    importFrom,
    'import',
  );
}

async function exportTo(context: CliContext, [file]: readonly (string | undefined)[]): Promise<Outcome> {
  await settle(context);
  const { storage, vault, now } = context;
  const progress = (kind: TransferKind, count: number) => {
    if (count > 0) tell(context, `exported: ${count} ${names[kind]}`);
  };
  const made = createExport({
    transfer: storage.transfer,
    audit: storage.audit,
    vault,
    version: manifest.version,
    now,
    progress,
  });
  if (file !== undefined) return exportToFile(made, file);
  return streamed(made.lines, () => {
    const ended = made.ended();
    return ended.ok ? null : noExport(ended);
  });
}

async function settle(context: CliContext): Promise<void> {
  const { storage, audit, now } = context;
  const follower = createUnfinished({
    store: storage.audit,
    positions: storage.positions,
    audit,
    effectExists: (event) => effectExists(storage, event),
    now,
    settledAfterMs,
  });
  if (!(await settleActs({ storage, follower, wait: (ms) => delay(ms) })))
    tell(
      context,
      'A server is writing. Stop it first, so that the export holds all that it has acknowledged.',
    );
}

async function exportToFile(made: Export, file: string): Promise<Outcome> {
  try {
    // For its owner only: it holds all that the database holds.
    const target = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(Readable.from(made.lines), target);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return failure(`${file} is there already. It was left as it is.`);
    await rm(file, { force: true });
    if (codeOf(error) === null) throw error;
    return failure(`${file} cannot be written: ${String(error)}`);
  }
  const ended = made.ended();
  if (ended.ok) return done({ file, counts: ended.counts }, countsText(ended.counts));
  await rm(file, { force: true });
  return failure(noExport(ended));
}

async function importFrom(context: CliContext, [file = '']: readonly string[]): Promise<Outcome> {
  const { storage, vault } = context;
  try {
    const imported = await importData({
      transfer: storage.transfer,
      vault,
      mailOwner,
      open: () => createReadStream(file),
      progress: (phase, records) => tell(context, `${phase}: ${records} records`),
    });
    if (!imported.ok) return refusedImport(imported, file);
    return importedOutcome(imported, await verifyAll({ store: storage.audit, keys: vault }));
  } catch (error) {
    if (error instanceof StoreUnavailable) return { exit: exitCodes.unavailable, message: cutShort(error) };
    if (codeOf(error) === null) throw error;
    return failure(`${file} cannot be read: ${String(error)}`);
  }
}

function tell({ terminal }: CliContext, line: string): void {
  writeLine(terminal.errors, line);
}

/** Of an error of the file system ("ENOENT"); null for any other. */
function codeOf(error: unknown): string | null {
  const [code, call] = [Reflect.get(Object(error), 'code'), Reflect.get(Object(error), 'syscall')];
  return typeof code === 'string' && typeof call === 'string' ? code : null;
}
