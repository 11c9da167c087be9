// The lines of an export: a header, one line a record with the sum so far, a footer. NDJSON, each line in canonical form.
// Invariant: the footer's keyed hash covers every line before it, so that what was cut, added or changed is told, by
// whomever without our keys.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../audit/canonical-json.ts';
import { type Counts, kinds, noCounts } from './kinds.ts';

/** Of the lines; raised with every change that an older version would misunderstand. */
export const formatVersion = 1;

export interface Header {
  readonly format: number;
  /** Of the product. */
  readonly version: string;
  /** Where it comes from: the kind of store, and its schema. */
  readonly store: string;
  readonly schema: number;
  /** ISO 8601. */
  readonly at: string;
  /** Keyed hash of a fixed text: tells whether the key file is the same. */
  readonly keyCheck: string;
}

export interface Footer {
  readonly counts: Counts;
  /** The running sum of all lines before. */
  readonly digest: string;
  /** Keyed hash of the digest. */
  readonly mac: string;
}

/** What the vault's hashes are told apart by. */
export const contexts = { keyCheck: 'data-export-keys', mac: 'data-export' } as const;
export const keyCheckText = 'sallyport';

export const headerShape = z.strictObject({
  kind: z.literal('header'),
  product: z.literal('sallyport'),
  format: z.int().positive(),
  version: z.string(),
  store: z.string(),
  schema: z.int().nonnegative(),
  at: z.iso.datetime(),
  keyCheck: z.string(),
});

/** Kinds that an older version did not know are none. */
const counts = z
  .partialRecord(z.enum(kinds), z.int().nonnegative())
  .transform((given): Counts => ({ ...noCounts(), ...given }));
export const footerShape = z.strictObject({
  kind: z.literal('footer'),
  counts,
  digest: z.string(),
  mac: z.string(),
});

export const recordShape = z.strictObject({ kind: z.enum(kinds), record: z.unknown(), sum: z.string() });

/** Runs over the header and every record, so that the first line which is not as it was written can be named. */
export interface RunningSum {
  /** The digest up to and with this line, SHA-256 in base64url. */
  add(line: object): string;
}

export function createRunningSum(): RunningSum {
  let digest = '';
  return {
    add(line) {
      digest = createHash('sha256').update(digest).update(canonicalJson(line)).digest('base64url');
      return digest;
    },
  };
}

/** As much of the digest as a record's line holds: enough to tell a change; the footer's is whole. */
export function shortSum(digest: string): string {
  return digest.slice(0, 12);
}

/** As the first line has it. */
export function headerOf(header: Header): object {
  return { kind: 'header', product: 'sallyport', ...header };
}

/** A line, with its line feed. */
export function lineOf(value: object): string {
  return `${canonicalJson(value)}\n`;
}
