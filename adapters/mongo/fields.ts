// The fields of stored records, typed from the ports, as strict schemas of mongoose.
// Invariant: a field that the port has and the schema lacks, or the other way round, does not compile; one that is in
// neither is refused when it is written. What is nested in a field is one value of the port's type, written and read whole.
import { Schema, type SchemaDefinition, type SchemaOptions } from 'mongoose';

type Kind<V> = [V] extends [string]
  ? 'text'
  : [V] extends [number]
    ? 'number'
    : [V] extends [boolean]
      ? 'flag'
      : [V] extends [readonly string[]]
        ? 'texts'
        : 'nested';

/** The kind of each field of `T`; null and absent are values of every kind. */
export type Fields<T> = { readonly [K in keyof T]-?: Kind<NonNullable<T[K]>> };

const types = {
  text: { type: String },
  number: { type: Number },
  flag: { type: Boolean },
  // Without a default: mongoose would turn an absent list into an empty one.
  texts: { type: [String], default: undefined },
  nested: { type: Schema.Types.Mixed },
} as const;

/** Indexes and collections are made by migrations only; versions are the ports' own. */
const options: SchemaOptions = {
  strict: 'throw',
  strictQuery: 'throw',
  autoIndex: false,
  autoCreate: false,
  versionKey: false,
  minimize: false,
  id: false,
};

/** @param id the field that is stored as `_id`; null where MongoDB makes one that nobody sees */
export function toSchema<T>(fields: Fields<T>, id: keyof T | null): Schema {
  const entries = Object.entries<keyof typeof types>(fields).map(([name, kind]) => [
    name === id ? '_id' : name,
    types[kind],
  ]);
  const definition: SchemaDefinition = Object.fromEntries(entries);
  return new Schema(definition, options);
}
