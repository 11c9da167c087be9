// What `data export` and `data import` say.
// Invariant: a refusal says whether anything was written, and what to do.
import type { ChainReport } from '../../audit/verify.ts';
import type { Ended } from '../transfer/export.ts';
import type { Imported } from '../transfer/import.ts';
import { type Counts, kinds, names } from '../transfer/kinds.ts';
import { done, exitCodes, failure, type Outcome } from './outcome.ts';
import { table } from './table.ts';

export function noExport(ended: Extract<Ended, { ok: false }>): string {
  const follows = 'so the export has no last line and no import takes it.';
  switch (ended.reason) {
    case 'changed':
      return `The store was changed while it was read, ${follows} Stop the servers and export again.`;
    case 'too-long': {
      const what = `${ended.kind} ${ended.key.join(' ')}`;
      return `What is stored of ${what} is longer than the line of 1 MiB that an import takes, ${follows} Make it shorter and export again.`;
    }
  }
}

export function countsText(counts: Counts): string {
  return table(
    ['RECORDS', 'COUNT'],
    kinds.map((kind) => [names[kind], String(counts[kind])]),
  );
}

export function cutShort(error: Error): string {
  return `The store cannot be used now: ${error.message} If something was written already, nothing else opens the store: run \`sallyport data import\` with the same file again.`;
}

export function refusedImport(refused: Extract<Imported, { ok: false }>, file: string): Outcome {
  switch (refused.reason) {
    case 'file':
      return failure(`Nothing was written. ${file} line ${refused.line}: ${refused.problem}.`);
    case 'holds-data': {
      const held = refused.kinds.map((kind) => names[kind]).join(', ');
      return failure(
        `Nothing was written. The store is not empty, it holds: ${held}. Import into a new one.`,
      );
    }
    case 'other-import':
      return failure(
        'Nothing was written. An import of another file was cut short here: go on with that one, or begin with a new store.',
      );
    case 'file-changed':
      return failure(
        `${file} was changed while it was read. A part was written, and nothing else opens the store: put the file back as it was and run the command again, or begin with a new store.`,
      );
    case 'not-the-same':
      return {
        exit: exitCodes.refused,
        message:
          'The store does not hold what the file holds, so nothing opens it. Begin with a new store, and report this with the table above.',
        found: { json: refused, text: comparisonText(refused.expected, refused.found) },
      };
  }
}

/** The counts, which are those of the file, and what the audit chains say. */
export function importedOutcome(
  { counts, resumed }: Extract<Imported, { ok: true }>,
  reports: readonly ChainReport[],
): Outcome {
  const ok = reports.every((report) => report.ok);
  const chains = reports.map(({ chain, ok: holds, events }) => [
    chain,
    holds ? 'holds' : 'DOES NOT HOLD',
    String(events),
  ]);
  const text = [countsText(counts), '', table(['AUDIT CHAIN', 'VERIFIED', 'EVENTS'], chains)].join('\n');
  const json = { ok, counts, resumed, chains: reports };
  if (ok) return done(json, text, ['All records were read back and are those of the file.']);
  return {
    exit: exitCodes.refused,
    message:
      'Everything was imported as it is in the file, but an audit chain does not verify: it did not before the export either. `sallyport audit verify` says what is wrong. Keep the old store and its checkpoints.',
    found: { json, text },
  };
}

function comparisonText(expected: Counts, found: Counts): string {
  return table(
    ['RECORDS', 'FILE', 'STORE'],
    kinds.map((kind) => [names[kind], String(expected[kind]), String(found[kind])]),
  );
}
