// Reads an export and checks it, line by line, to its end.
// Invariant: nothing is yielded of a line that is not as it must be, and whoever reads on to the footer has seen that the
// file is whole, unchanged, and made under our keys.
import type { z } from 'zod';
import type { TransferKind, Transferred } from '../../ports/transfer.ts';
import type { Vault } from '../../ports/vault.ts';
import {
  contexts,
  createRunningSum,
  type Footer,
  footerShape,
  formatVersion,
  headerShape,
  keyCheckText,
  type RunningSum,
  recordShape,
  shortSum,
} from './format.ts';
import { kinds, names, noCounts } from './kinds.ts';
import { type Line, linesOf } from './lines.ts';
import { createRules, type RuleDeps } from './rules.ts';
import { shapes } from './shapes.ts';

export interface ReadDeps extends RuleDeps {
  readonly vault: RuleDeps['vault'] & Pick<Vault, 'hashMatches'>;
}

/** One record, of its kind. */
export type ReadRecord = {
  readonly [K in TransferKind]: {
    readonly what: 'record';
    readonly kind: K;
    readonly record: Transferred[K];
  };
}[TransferKind];

export interface Problem {
  readonly what: 'problem';
  readonly line: number;
  /** What is wrong there. */
  readonly problem: string;
}

export type Read =
  | ReadRecord
  | { readonly what: 'header' }
  | { readonly what: 'footer'; readonly footer: Footer }
  | Problem;

/** Ends with the footer or with the first problem. */
export async function* readExport(deps: ReadDeps, chunks: AsyncIterable<Buffer>): AsyncGenerator<Read> {
  const state: State = {
    deps,
    rules: createRules(deps),
    sum: createRunningSum(),
    digest: '',
    counts: noCounts(),
  };
  let number = 0;
  let footer: Footer | null = null;
  for await (const line of linesOf(chunks)) {
    number = line.number;
    if (footer) return yield problemAt(number, 'there is more behind the last line of the export');
    const read = readLine(state, line);
    if (read.what === 'footer') footer = read.footer;
    else yield read;
    if (read.what === 'problem') return;
  }
  yield footer
    ? { what: 'footer', footer }
    : problemAt(
        number + 1,
        'the file ends here, before the last line of an export: it was cut off, or never finished',
      );
}

interface State {
  readonly deps: ReadDeps;
  readonly rules: ReturnType<typeof createRules>;
  readonly sum: RunningSum;
  /** So far. */
  digest: string;
  readonly counts: Record<TransferKind, number>;
}

function readLine(state: State, { number, bytes, whole }: Line): Read {
  if (!whole) return problemAt(number, 'the line does not end: the file was cut off here, or is no export');
  const value = parse(bytes.toString('utf8'));
  if (value === undefined) return problemAt(number, 'it is not JSON');
  const read = judge(state, number, value);
  return typeof read === 'string' ? problemAt(number, read) : read;
}

/** What the line is, or what is wrong with it. */
function judge(state: State, number: number, value: unknown): Read | string {
  if (number === 1) return judgeHeader(state, value);
  if (Reflect.get(Object(value), 'kind') === 'footer') return judgeFooter(state, value);
  const line = recordShape.safeParse(value);
  if (!line.success) return shapeProblem(line.error);
  const { kind, record, sum } = line.data;
  state.digest = state.sum.add({ kind, record });
  if (shortSum(state.digest) !== sum)
    return 'the line was changed, or one before it was added, removed or moved: its sum is another';
  return judgeRecord(state, kind, record);
}

function judgeHeader(state: State, value: unknown): Read | string {
  const format: unknown = Reflect.get(Object(value), 'format');
  // First: a newer header may have another shape.
  if (typeof format === 'number' && format > formatVersion)
    return `it is of format ${format}, and this version reads up to ${formatVersion}: use the version that made it, or a later one`;
  const header = headerShape.safeParse(value);
  if (!header.success) return 'it is not the first line of an export';
  if (!state.deps.vault.hashMatches(keyCheckText, contexts.keyCheck, header.data.keyCheck))
    return 'the export was made under another key file. Set SALLYPORT_KEYS to the same one';
  state.digest = state.sum.add(header.data);
  return { what: 'header' };
}

function judgeRecord<K extends TransferKind>(state: State, kind: K, value: unknown): Read | string {
  const read = shapes[kind].safeParse(value);
  if (!read.success) return shapeProblem(read.error, 'record');
  const problem = state.rules.judge(kind, read.data);
  if (problem !== null) return problem;
  state.counts[kind] += 1;
  // The cast: kind and record belong together, which a generic K does not show.
  return { what: 'record', kind, record: read.data } as ReadRecord;
}

function judgeFooter({ deps, digest, counts }: State, value: unknown): Read | string {
  const read = footerShape.safeParse(value);
  if (!read.success) return shapeProblem(read.error);
  const { kind: _kind, ...footer } = read.data;
  const missed = kinds.find((kind) => footer.counts[kind] !== counts[kind]);
  if (missed)
    return `it says that there are ${footer.counts[missed]} ${names[missed]}, but there are ${counts[missed]}`;
  if (digest !== footer.digest) return 'the digest of the lines before is another';
  if (!deps.vault.hashMatches(footer.digest, contexts.mac, footer.mac))
    return 'the file was changed: its keyed hash is not ours';
  return { what: 'footer', footer };
}

function problemAt(line: number, problem: string): Problem {
  return { what: 'problem', line, problem };
}

/** Names fields, never values. */
function shapeProblem(error: z.ZodError, inside?: string): string {
  const [issue] = error.issues;
  const path = [...(inside ? [inside] : []), ...(issue?.path ?? [])].join('.');
  return `${path === '' ? 'the line' : path}: ${issue?.message ?? 'not as it must be'}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
