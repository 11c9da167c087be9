// One collection as a port needs it: the few reads and writes that all stores here are made of, over a strict model.
// Invariant: every write is one command on one document (or one ordered insert), and whatever is taken is a value.
import type { Connection, Model, PipelineStage } from 'mongoose';
import { fieldOf, type Taken, takenBy, takenIn } from './errors.ts';
import { type Fields, toSchema } from './fields.ts';

/** What a field is compared with. Never input as it comes: see database.ts. */
type Test = string | number | null | { readonly [operator in '$gt' | '$lt' | '$lte']?: string | number };
export type Filter<T> = { readonly [K in keyof T]?: Test };
type Order<T> = { readonly [K in keyof T]?: 1 | -1 };

interface Change<T> {
  readonly set?: { readonly [K in keyof T]?: string | number | null };
  readonly add?: { readonly [K in keyof T]?: number };
  /** Into a list, once. */
  readonly include?: { readonly [K in keyof T]?: string };
  /** The field is absent then. */
  readonly clear?: { readonly [K in keyof T]?: true };
}

/** A document as MongoDB has it. */
export type Stored = Readonly<Record<string, unknown>>;

interface Reads<T> {
  find(filter: Filter<T>, order?: Order<T>): Promise<T | undefined>;
  /** None for a limit below 1 (MongoDB would read all). */
  list(filter: Filter<T>, order: Order<T>, limit: number): Promise<T[]>;
  /** The different values of a field. */
  distinct(field: keyof T & string): Promise<unknown[]>;
  /** What an aggregation that begins here yields. */
  aggregate(stages: readonly PipelineStage[]): Promise<Stored[]>;
  /** The record in a stored document. */
  read(stored: Stored): T;
}

interface Inserts<T> {
  /** Null if it was written. */
  insert(record: T): Promise<Taken | null>;
  /** In order; stops at the first that is taken. Returns how many were written. */
  insertAll(records: readonly T[]): Promise<number>;
  /** Replaces or inserts; of racing callers each writes, one after another. The filter names the fields of a unique index. */
  put(filter: Filter<T>, record: T): Promise<Taken | null>;
  /** As `put` for each, in one command and in order, by these fields of a unique index; stops at the first that is taken. */
  putAll(key: readonly (keyof T & string)[], records: readonly T[]): Promise<Taken | null>;
  /** Changes one, or inserts it with what the filter names; false if that is taken. */
  updateOrInsert(filter: Filter<T>, change: Change<T>): Promise<boolean>;
}

interface Changes<T> {
  /** `missed` if nothing matches. */
  replace(filter: Filter<T>, record: T): Promise<'written' | 'missed' | Taken>;
  /** Changes one; true if there was one. */
  update(filter: Filter<T>, change: Change<T>): Promise<boolean>;
  /** Returns how many matched. */
  updateAll(filter: Filter<T>, change: Change<T>): Promise<number>;
  /** Changes up to `limit` that still match when they are changed; fewer than `limit` were found where no others are left. */
  updateSome(
    filter: Filter<T>,
    change: Change<T>,
    limit: number,
  ): Promise<{ readonly found: number; readonly changed: number }>;
  /** Changes the first in that order and returns it as it is then. */
  take(filter: Filter<T>, order: Order<T>, change: Change<T>): Promise<T | undefined>;
}

interface Removals<T> {
  remove(filter: Filter<T>): Promise<boolean>;
  removeAll(filter: Filter<T>): Promise<number>;
  /** Removes up to `limit` that still match when they are removed; returns how many. */
  removeSome(filter: Filter<T>, limit: number): Promise<number>;
}

export interface Collection<T> extends Reads<T>, Inserts<T>, Changes<T>, Removals<T> {
  readonly name: string;
}

/** @param id the field that is stored as `_id` and thereby unique; null if none is */
export function createCollection<T extends object>(
  connection: Connection,
  name: string,
  fields: Fields<T>,
  id: (keyof T & string) | null,
): Collection<T> {
  // Twice for the same collection is the same model: a store and the transfer of its records share it.
  const known = connection.models[name] as Model<Stored> | undefined; // made below, for these fields
  const model = known ?? connection.model<Stored>(name, toSchema(fields, id), name);
  const made = { model, ...createForm<T>(id) };
  return {
    name,
    ...createReads(made),
    ...createInserts(made),
    ...createChanges(made),
    ...createRemovals(made.model, made),
  };
}

interface Form<T> {
  /** What is read of a document. */
  readonly shown: Readonly<Record<string, 0>>;
  /** With the names that fields have in MongoDB. */
  stored(named: object): Record<string, unknown>;
  /** The document of a record: as its JSON is, like the embedded store's, so what is undefined is absent. */
  document(record: T): Record<string, unknown>;
  update(change: Change<T>): Record<string, Record<string, unknown>>;
  read(stored: Stored): T;
}

type Made<T> = Form<T> & { readonly model: Model<Stored> };

function createForm<T extends object>(id: string | null): Form<T> {
  const stored = (named: object): Record<string, unknown> =>
    Object.fromEntries(Object.entries(named).map(([key, value]) => [key === id ? '_id' : key, value]));
  return {
    shown: id === null ? { _id: 0 } : {},
    stored,
    document: (record) => stored(JSON.parse(JSON.stringify(record))),
    update: ({ set, add, include, clear }) => ({
      ...(set && { $set: stored(set) }),
      ...(add && { $inc: stored(add) }),
      ...(include && { $addToSet: stored(include) }),
      ...(clear && { $unset: stored(clear) }),
    }),
    read({ _id, ...rest }) {
      // The cast: it was written from a T, by `document`.
      return (id === null ? rest : { [id]: _id, ...rest }) as T;
    },
  };
}

function createReads<T>({ model, shown, stored, read }: Made<T>): Reads<T> {
  return {
    async find(filter, order = {}) {
      const found = await model
        .findOne(stored(filter), shown)
        .sort(sortOf(stored(order)))
        .lean<Stored>();
      return found ? read(found) : undefined;
    },
    async list(filter, order, limit) {
      if (limit < 1) return [];
      const query = model
        .find(stored(filter), shown)
        .sort(sortOf(stored(order)))
        .limit(limit);
      return (await query.lean<Stored[]>()).map(read);
    },
    distinct: (field) => model.distinct(field).exec(),
    aggregate: (stages) => model.aggregate<Stored>([...stages]).exec(),
    read,
  };
}

/** Of racing upserts one inserts and the others find it on their next try; more misses than this are a bug. */
const upsertTries = 20;

function createInserts<T>({ model, stored, document, update }: Made<T>): Inserts<T> {
  return {
    insert: (record) => takenIn(model.create(document(record))),
    async insertAll(records) {
      try {
        await model.insertMany(records.map(document), { ordered: true });
        return records.length;
      } catch (error) {
        if (takenBy(error)) return Number(fieldOf(error, 'insertedCount'));
        throw error;
      }
    },
    async put(filter, record) {
      for (let tries = upsertTries; ; tries -= 1) {
        const writing = model.replaceOne(stored(filter), document(record), { upsert: true });
        const taken = await takenIn(writing.exec());
        const raced = taken?.fields.every((field) => field in filter);
        if (!raced || tries === 1) return taken;
      }
    },
    async putAll(key, records) {
      if (records.length === 0) return null;
      const writes = records.map((record) => {
        const replacement = document(record);
        const names = Object.keys(stored(Object.fromEntries(key.map((field) => [field, true]))));
        const filter = Object.fromEntries(names.map((name) => [name, replacement[name]]));
        return { replaceOne: { filter, replacement, upsert: true } };
      });
      return takenIn(model.bulkWrite(writes, { ordered: true }));
    },
    async updateOrInsert(filter, change) {
      const writing = model.updateOne(stored(filter), update(change), { upsert: true });
      return (await takenIn(writing.exec())) === null;
    },
  };
}

function createChanges<T>({ model, stored, document, update, shown, read }: Made<T>): Changes<T> {
  return {
    async replace(filter, record) {
      try {
        const { matchedCount } = await model.replaceOne(stored(filter), document(record));
        return matchedCount === 1 ? 'written' : 'missed';
      } catch (error) {
        const taken = takenBy(error);
        if (taken) return taken;
        throw error;
      }
    },
    update: async (filter, change) =>
      (await model.updateOne(stored(filter), update(change))).matchedCount === 1,
    updateAll: async (filter, change) =>
      (await model.updateMany(stored(filter), update(change))).matchedCount,
    async updateSome(filter, change, limit) {
      const { found, those } = await someOf(model, stored(filter), limit);
      if (found === 0) return { found, changed: 0 };
      return { found, changed: (await model.updateMany(those, update(change))).matchedCount };
    },
    async take(filter, order, change) {
      const options = { sort: sortOf(stored(order)), returnDocument: 'after', projection: shown } as const;
      const taken = await model.findOneAndUpdate(stored(filter), update(change), options).lean<Stored>();
      return taken ? read(taken) : undefined;
    },
  };
}

function createRemovals<T>(model: Model<Stored>, { stored }: Form<T>): Removals<T> {
  return {
    remove: async (filter) => (await model.deleteOne(stored(filter))).deletedCount === 1,
    removeAll: async (filter) => (await model.deleteMany(stored(filter))).deletedCount,
    async removeSome(filter, limit) {
      const { found, those } = await someOf(model, stored(filter), limit);
      return found === 0 ? 0 : (await model.deleteMany(those)).deletedCount;
    },
  };
}

/** How many were found, and what matches those that still do: what was replaced meanwhile is another record. */
async function someOf(model: Model<Stored>, filter: Record<string, unknown>, limit: number) {
  // MongoDB takes 0 for no limit.
  const some = limit < 1 ? [] : await model.find(filter, { _id: 1 }).limit(limit).lean<Stored[]>();
  return { found: some.length, those: { ...filter, _id: { $in: some.map(({ _id }) => _id) } } };
}

function sortOf(order: Readonly<Record<string, unknown>>): Record<string, 1 | -1> {
  // The cast: an Order holds nothing else, `stored` only renames.
  return order as Record<string, 1 | -1>;
}
