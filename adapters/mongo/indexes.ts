// Indexes as they must be and as they are: what decides races, and what lists are read by.
// Invariant: an index counts only if it holds for the documents that it must, in the same order of fields and as unique as
// wanted.
import type { Connection } from 'mongoose';
import { fieldOf } from './errors.ts';

export interface Index {
  readonly collection: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly unique: boolean;
  /** It holds only for documents that have the field. */
  readonly sparse?: true;
}

export async function makeIndexes(connection: Connection, indexes: readonly Index[]): Promise<void> {
  for (const { collection, key, unique, sparse = false } of indexes)
    await connection.collection(collection).createIndex({ ...key }, { unique, sparse });
}

export async function missingOf(connection: Connection, wanted: readonly Index[]): Promise<readonly Index[]> {
  const names = [...new Set(wanted.map((index) => index.collection))];
  const present = new Set((await Promise.all(names.map((name) => indexTexts(connection, name)))).flat());
  return wanted.filter((index) => !present.has(textOf(index)));
}

const noSuchCollection = 26;

async function indexTexts(connection: Connection, collection: string): Promise<readonly string[]> {
  try {
    const found = await connection.collection(collection).indexes();
    // A partial one does not hold for every document, and a hidden one serves no query.
    const whole = found.filter((one) => !one.partialFilterExpression && !one.hidden);
    return whole.map(({ key, unique, sparse }) =>
      textOf({ collection, key, unique: unique === true, ...(sparse && { sparse: true }) }),
    );
  } catch (error) {
    if (fieldOf(error, 'code') === noSuchCollection) return [];
    throw error;
  }
}

interface IndexText extends Omit<Index, 'key'> {
  readonly key: Readonly<Record<string, unknown>>;
}

/** One line an index: "accounts (tenantId, identifiers) unique". */
export function textOf({ collection, key, unique, sparse }: IndexText): string {
  const fields = Object.entries(key).map(([name, way]) => (way === 1 ? name : `${name} ${way}`));
  return `${collection} (${fields.join(', ')})${unique ? ' unique' : ''}${sparse ? ' sparse' : ''}`;
}
