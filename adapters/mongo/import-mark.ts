// Whether the database is being filled from an export, and from which; beside the version of the schema.
// Invariant: a database that is marked is opened for nothing but to go on with that import.
import type { Connection } from 'mongoose';
import { takenBy } from './errors.ts';
import { stateCollection } from './migrations.ts';

export interface ImportMark {
  /** The digest of the file; undefined if none is under way. */
  read(): Promise<string | undefined>;
  /** False if there is one already. */
  set(digest: string): Promise<boolean>;
  clear(): Promise<void>;
}

interface Mark {
  readonly _id: string;
  readonly digest: string;
}

const id = 'import';

export function createImportMark(connection: Connection): ImportMark {
  const marks = connection.collection<Mark>(stateCollection);
  return {
    read: async () => (await marks.findOne({ _id: id }))?.digest,
    async set(digest) {
      try {
        await marks.insertOne({ _id: id, digest });
        return true;
      } catch (error) {
        if (takenBy(error)) return false;
        throw error;
      }
    },
    async clear() {
      await marks.deleteOne({ _id: id });
    },
  };
}
