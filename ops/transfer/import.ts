// Fills an empty store from an export: checks the whole file, then writes it, then reads the store back and compares.
// Invariant: nothing is written of a file that is not whole; a store that is not whole stays marked and is used by nobody.
import { createHash } from 'node:crypto';
import type { Transfer, TransferKind } from '../../ports/transfer.ts';
import { pageSize, recordsOf } from './export.ts';
import { type Footer, lineOf } from './format.ts';
import { type Counts, kinds, noCounts } from './kinds.ts';
import { type Problem, type ReadDeps, type ReadRecord, readExport } from './read.ts';

export type Phase = 'checked' | 'written' | 'compared';

export interface ImportDeps extends ReadDeps {
  readonly transfer: Transfer;
  /** The file from its beginning; opened twice. */
  readonly open: () => AsyncIterable<Buffer>;
  /** Told now and then, and at the end of each phase. */
  readonly progress: (phase: Phase, records: number) => void;
}

export type Imported =
  | { readonly ok: true; readonly counts: Counts; readonly resumed: boolean }
  | { readonly ok: false; readonly reason: 'file'; readonly line: number; readonly problem: string }
  | { readonly ok: false; readonly reason: 'holds-data'; readonly kinds: readonly TransferKind[] }
  | { readonly ok: false; readonly reason: 'other-import' }
  /** The file was changed between two looks at it; the store is left marked. */
  | { readonly ok: false; readonly reason: 'file-changed' }
  /** The store, which is left marked, holds something else than the file. */
  | {
      readonly ok: false;
      readonly reason: 'not-the-same';
      readonly expected: Counts;
      readonly found: Counts;
    };

export async function importData(deps: ImportDeps): Promise<Imported> {
  const checked = await check(deps);
  if (checked.what === 'problem') return fileRefused(checked);
  const { footer, content } = checked;
  const begun = await deps.transfer.begin(footer.digest);
  if (!begun.ok) return begun;
  if (!(await writeAll(deps, footer))) return { ok: false, reason: 'file-changed' };
  const found = await contentOf(deps);
  if (found.digest !== content)
    return { ok: false, reason: 'not-the-same', expected: footer.counts, found: found.counts };
  await deps.transfer.finish();
  return { ok: true, counts: found.counts, resumed: begun.resumed };
}

interface Checked {
  readonly what: 'checked';
  readonly footer: Footer;
  /** Digest of the lines of records alone. */
  readonly content: string;
}

async function check(deps: ImportDeps): Promise<Checked | Problem> {
  const digest = createHash('sha256');
  const tell = everyNow(deps, 'checked');
  for await (const read of readExport(deps, deps.open())) {
    if (read.what === 'problem') return read;
    if (read.what === 'footer') {
      tell.end();
      return { what: 'checked', footer: read.footer, content: digest.digest('base64url') };
    }
    if (read.what === 'record') {
      digest.update(lineOf({ kind: read.kind, record: read.record }));
      tell.one();
    }
  }
  throw new Error('An export was read that ended with neither footer nor problem.');
}

/** False if the file is another one by now. */
async function writeAll(deps: ImportDeps, checked: Footer): Promise<boolean> {
  const tell = everyNow(deps, 'written');
  let batch: ReadRecord[] = [];
  const flush = async () => {
    const [first] = batch;
    if (first) await deps.transfer.write(first.kind, recordsIn(batch));
    batch = [];
  };
  for await (const read of readExport(deps, deps.open())) {
    if (read.what === 'problem') return false;
    if (read.what === 'record') {
      if (batch.length === pageSize || (batch[0] && batch[0].kind !== read.kind)) await flush();
      batch.push(read);
      tell.one();
    }
    if (read.what === 'footer' && read.footer.digest !== checked.digest) return false;
  }
  await flush();
  tell.end();
  return true;
}

/** All of one kind. */
function recordsIn<R extends ReadRecord>(batch: readonly R[]): readonly R['record'][] {
  return batch.map(({ record }) => record);
}

/** What stands in the store by now, as an export would have it. */
async function contentOf(deps: ImportDeps): Promise<{ readonly digest: string; readonly counts: Counts }> {
  const [digest, counts, tell] = [createHash('sha256'), noCounts(), everyNow(deps, 'compared')];
  const reader = await deps.transfer.read();
  try {
    for (const kind of kinds)
      for await (const record of recordsOf(reader, kind)) {
        digest.update(lineOf({ kind, record }));
        counts[kind] += 1;
        tell.one();
      }
  } finally {
    await reader.close();
  }
  tell.end();
  return { digest: digest.digest('base64url'), counts };
}

function everyNow({ progress }: ImportDeps, phase: Phase) {
  let records = 0;
  return {
    one() {
      records += 1;
      if (records % 10_000 === 0) progress(phase, records);
    },
    end: () => progress(phase, records),
  };
}

function fileRefused({ line, problem }: Problem): Imported {
  return { ok: false, reason: 'file', line, problem };
}
