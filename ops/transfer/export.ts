// Writes everything that must last as lines, page by page.
// Invariant: the footer is written last and only if nothing was changed meanwhile and no line is longer than an import takes,
// so what lacks it is no export.
import type { AuditStore } from '../../ports/audit-store.ts';
import type { Transfer, TransferKind, TransferReader, Transferred } from '../../ports/transfer.ts';
import type { Vault } from '../../ports/vault.ts';
import {
  contexts,
  createRunningSum,
  formatVersion,
  type Header,
  headerOf,
  keyCheckText,
  lineOf,
  shortSum,
} from './format.ts';
import { type Counts, type KeyPart, keyOf, kinds, noCounts } from './kinds.ts';
import { longestLine } from './lines.ts';

export interface ExportDeps {
  readonly transfer: Transfer;
  readonly audit: Pick<AuditStore, 'chains' | 'head'>;
  readonly vault: Pick<Vault, 'hash'>;
  /** Of the product. */
  readonly version: string;
  /** ms. */
  readonly now: () => number;
  /** Told now and then, and at the end of each kind. */
  readonly progress: (kind: TransferKind, count: number) => void;
}

export interface Export {
  /** Each with its line feed. To be read to the end. */
  readonly lines: AsyncIterable<string>;
  /** Asked once the lines were read: what they hold, or why the footer is missing. */
  ended(): Ended;
}

export type Ended =
  | { readonly ok: true; readonly counts: Counts }
  /** The store was changed while it was read. */
  | { readonly ok: false; readonly reason: 'changed' }
  | {
      readonly ok: false;
      readonly reason: 'too-long';
      readonly kind: TransferKind;
      readonly key: readonly KeyPart[];
    };

/** Records that are in memory at once. */
export const pageSize = 200;

export function createExport(deps: ExportDeps): Export {
  let ended: Ended = { ok: false, reason: 'changed' };
  async function* lines(): AsyncGenerator<string> {
    const reader = await deps.transfer.read();
    try {
      const before = await headsOf(deps.audit);
      const [sum, counts] = [createRunningSum(), noCounts()];
      const header = headerOf(headerFor(deps));
      let digest = sum.add(header);
      yield lineOf(header);
      for await (const line of recordsIn(deps, reader, counts)) {
        digest = sum.add(line);
        const text = lineOf({ ...line, sum: shortSum(digest) });
        if (Buffer.byteLength(text) > longestLine) {
          ended = { ok: false, reason: 'too-long', kind: line.kind, key: keyOf(line.kind, line.record) };
          return;
        }
        yield text;
      }
      if (!reader.oneMoment && (await headsOf(deps.audit)) !== before) return;
      yield lineOf({ kind: 'footer', counts, digest, mac: deps.vault.hash(digest, contexts.mac) });
      ended = { ok: true, counts };
    } finally {
      await reader.close();
    }
  }
  return { lines: lines(), ended: () => ended };
}

function headerFor({ transfer, vault, version, now }: ExportDeps): Header {
  const { name: store, schema } = transfer.store;
  const keyCheck = vault.hash(keyCheckText, contexts.keyCheck);
  return { format: formatVersion, version, store, schema, at: new Date(now()).toISOString(), keyCheck };
}

async function* recordsIn(
  { progress }: ExportDeps,
  reader: TransferReader,
  counts: Record<TransferKind, number>,
): AsyncGenerator<{ readonly kind: TransferKind; readonly record: Transferred[TransferKind] }> {
  for (const kind of kinds) {
    for await (const record of recordsOf(reader, kind)) {
      yield { kind, record };
      counts[kind] += 1;
      if (counts[kind] % 10_000 === 0) progress(kind, counts[kind]);
    }
    progress(kind, counts[kind]);
  }
}

/** All records of a kind in the order of keys, of which one page is in memory. */
export async function* recordsOf<K extends TransferKind>(
  reader: TransferReader,
  kind: K,
): AsyncGenerator<Transferred[K]> {
  for (let after: Transferred[K] | null = null; ; ) {
    const page: readonly Transferred[K][] = await reader.page(kind, after, pageSize);
    yield* page;
    after = page.at(-1) ?? null;
    if (page.length < pageSize) return;
  }
}

/** Changes with every event that is written. */
async function headsOf(audit: ExportDeps['audit']): Promise<string> {
  const chains = [...(await audit.chains())].sort();
  const heads: string[] = [];
  for (const chain of chains) heads.push(`${chain} ${(await audit.head(chain)).mac}`);
  return heads.join('\n');
}
