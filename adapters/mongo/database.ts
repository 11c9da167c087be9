// The one gate to a connection: what goes into queries is plain, outages are named, commands end in time.
// Invariant: no object of a caller reaches a query (a filter of `{ $ne: null }` would match everybody), and after
// closing, or past the deadline, callers are told StoreUnavailable and never an empty answer.
import type { Connection } from 'mongoose';
import { type Collection, createCollection } from './collection.ts';
import { asUnavailable, away, silent } from './errors.ts';
import type { Fields } from './fields.ts';

export interface Database {
  /**
   * @param values what `work` puts into filters: unless each is a string or a number, nothing can match it, and the
   * answer is `otherwise`, without a command
   */
  ask<T>(values: readonly unknown[], otherwise: T, work: () => Promise<T>): Promise<T>;
  collection<T extends object>(name: string, fields: Fields<T>, id: (keyof T & string) | null): Collection<T>;
  /** Waits for what is under way, then closes. */
  close(): Promise<void>;
}

/** @param commandMs that a call may take, waiting for a server and a connection included */
export function createDatabase(connection: Connection, commandMs: number): Database {
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  const run = async <T>(work: () => Promise<T>): Promise<T> => {
    const working = work();
    underWay.add(working);
    try {
      return await inTime(working, commandMs);
    } catch (error) {
      throw asUnavailable(error);
    } finally {
      underWay.delete(working);
    }
  };
  return {
    async ask(values, otherwise, work) {
      if (closed) throw away('is closed.');
      return values.every(isPlain) ? run(work) : otherwise;
    },
    collection: (name, fields, id) => createCollection(connection, name, fields, id),
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
      // Closes, and takes it out of mongoose's own list, so that opening again and again does not fill it.
      await connection.destroy();
    },
  };
}

function isPlain(value: unknown): boolean {
  return typeof value === 'string' || Number.isFinite(value);
}

/** The driver has a time limit for each part of a command (server, connection, answer, second try), none for the whole. */
async function inTime<T>(working: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(away(silent)), ms);
  });
  try {
    return await Promise.race([working, late]);
  } finally {
    clearTimeout(timer);
  }
}
