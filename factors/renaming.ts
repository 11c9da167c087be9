// What a person calls a factor of theirs.
// Invariant: only the name changes; what proves, and what was proved with it, stays as it was.
import type { EventContext } from '../audit/event.ts';
import type { Enrollments } from '../ports/enrollments.ts';
import { changeEnrollments } from './change-enrollments.ts';
import { type FactorDeps, refused, unfinished } from './factor-deps.ts';

export interface Renaming {
  readonly accountId: string;
  readonly enrollmentId: string;
  /** As typed. */
  readonly name: string;
  readonly context: EventContext;
}

export type Renamed =
  | { readonly ok: true }
  /** `unknown`: this account has no such factor (any more). */
  | { readonly ok: false; readonly reason: 'empty' | 'long' | 'unknown' };

/** Characters, as people count them. */
export const longestFactorName = 60;

/** Writes `factor.renamed` first. The name itself is personal, and stands in no event. */
export async function renameFactor(deps: FactorDeps, renaming: Renaming): Promise<Renamed> {
  const { accountId, enrollmentId, context } = renaming;
  const name = inOneLine(renaming.name);
  if (name === '') return refused('empty');
  if ([...name].length > longestFactorName) return refused('long');
  const present = factorOf(await deps.storage.enrollments.find(accountId), enrollmentId);
  if (!present) return refused('unknown');
  if (present.name === name) return { ok: true };
  const event = { type: 'factor.renamed', kind: present.kind, enrollmentId } as const;
  const eventId = await deps.audit.append(event, context, deps.now());
  const done = await changeEnrollments(deps, accountId, (now) => named(now, enrollmentId, name));
  if (!done.ok) unfinished(deps, context, eventId, event.type);
  return done.ok ? { ok: true } : done;
}

function named(present: Enrollments, enrollmentId: string, name: string) {
  if (!factorOf(present, enrollmentId)) return refused('unknown');
  const factors = present.factors.map((each) => (each.id === enrollmentId ? { ...each, name } : each));
  return { ok: true, changes: { factors } } as const;
}

function factorOf({ factors }: Enrollments, enrollmentId: string) {
  return factors.find(({ id }) => id === enrollmentId);
}

/** No line and no direction of its own can be smuggled into a page or a mail. */
function inOneLine(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}
