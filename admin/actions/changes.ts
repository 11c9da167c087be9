// What differs between two records, setting by setting, for the audit log and for the person who made the change.
// Invariant: values here are not personal and no secrets; accounts list the names of fields only.
import type { Change } from '../../audit/event.ts';

/** One change for each setting that differs, nested objects by their path ("factors.totp"); lists are compared whole. */
export function changesBetween(from: object, to: object, above = ''): readonly Change[] {
  const before = new Map<string, unknown>(Object.entries(from));
  const after = new Map<string, unknown>(Object.entries(to));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key): readonly Change[] => {
    const [old, next] = [before.get(key) ?? null, after.get(key) ?? null];
    if (isRecord(old) && isRecord(next)) return changesBetween(old, next, `${above}${key}.`);
    return JSON.stringify(old) === JSON.stringify(next)
      ? []
      : [{ setting: above + key, from: old, to: next }];
  });
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
