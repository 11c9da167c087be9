// A form as it is shown again: what was typed, and what is wrong with which field.
// Invariant: only fields that are named as such keep their value, so that no secret is ever written back into a page.
import type { MessageKey, MessageParams } from './messages/catalogue.ts';

/** Messages that can stand at a field. */
export type ErrorKey = Extract<MessageKey, `error.${string}`>;

export interface FieldError {
  readonly key: ErrorKey;
  readonly params?: MessageParams;
}

/** `Field`: every field of the form. `Kept`: those whose value is shown again; never a password or a code. */
export interface FormState<Field extends string, Kept extends Field = never> {
  readonly values: Readonly<Partial<Record<Kept, string>>>;
  /** In the order in which the summary lists them; the first takes the focus. */
  readonly errors: Readonly<Partial<Record<Field, FieldError>>>;
}

/** A form that nobody has filled yet. */
export const emptyForm = { values: {}, errors: {} } as const;

/** A form with what is known already, or was typed. */
export function filledForm<Kept extends string>(values: Readonly<Partial<Record<Kept, string>>>) {
  return { values, errors: {} };
}

/** A form with one thing wrong, and what was typed and may be shown again. */
export function formWithError<Field extends string, Kept extends string = never>(
  field: Field,
  key: ErrorKey,
  params: MessageParams = {},
  values: Partial<Record<Kept, string>> = {},
) {
  const errors: Partial<Record<Field, FieldError>> = {};
  errors[field] = { key, params };
  return { values, errors };
}
