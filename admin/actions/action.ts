// What all admin actions share: what they work with, how they answer, and the order of event and effect.
// Invariant (F3): an act that grants or changes is written down before it happens; if it then does not happen, a second
// event says so.
import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Actor, AuditEvent, AuditLog, EventContext } from '../../audit/event.ts';
import type { Storage } from '../../ports/storage.ts';
import type { AdminAct, AdminActor, AdminTarget } from './authorize.ts';
import { mayDo } from './authorize.ts';

export interface AdminDeps {
  readonly storage: Storage;
  readonly audit: AuditLog;
  /** ms. */
  readonly now: () => number;
}

/** Something in the input that cannot be taken. */
export interface InputProblem {
  /** "redirectUris.0", or "" for the whole. */
  readonly setting: string;
  readonly expected: string;
}

export type Invalid = {
  readonly ok: false;
  readonly reason: 'invalid';
  readonly problems: readonly InputProblem[];
};
export type NotAllowed = { readonly ok: false; readonly reason: 'not-allowed' };
export type Refused<Reason extends string> = { readonly ok: false; readonly reason: Reason };

/** Null if the actor may. */
export function refusal(
  actor: AdminActor,
  act: AdminAct,
  target: Partial<AdminTarget> = {},
): NotAllowed | null {
  const whole = { tenantId: null, accountId: null, roles: null, ...target };
  return mayDo(actor, act, whole) ? null : { ok: false, reason: 'not-allowed' };
}

export function invalid(...problems: InputProblem[]): Invalid {
  return { ok: false, reason: 'invalid', problems };
}

export function refused<Reason extends string>(reason: Reason): Refused<Reason> {
  return { ok: false, reason };
}

/** Checks input from outside, and tells everything that is wrong with it. */
export function checked<T>(schema: z.ZodType<T>, input: unknown): { ok: true; value: T } | Invalid {
  const read = schema.safeParse(input);
  if (read.success) return { ok: true, value: read.data };
  return invalid(
    ...read.error.issues.map((issue) => ({ setting: issue.path.join('.'), expected: issue.message })),
  );
}

/** The context of an admin's act: nobody's browser is involved on the command line. */
export function contextOf(actor: AdminActor, about: Partial<EventContext>): EventContext {
  return {
    tenantId: null,
    actor: recorded(actor),
    accountId: null,
    email: null,
    address: null,
    userAgent: null,
    clientId: null,
    signInId: null,
    ...about,
  };
}

function recorded(actor: AdminActor): Actor {
  return actor.kind === 'account' ? { kind: 'account', id: actor.id } : actor;
}

/**
 * Writes the event, then carries out the effect, which is given the event's id. If the effect reports that it lost against
 * another caller (anything but `ok: true`), the log says that the act did not happen.
 */
export async function record<R extends { readonly ok: boolean }>(
  { audit, now }: Pick<AdminDeps, 'audit' | 'now'>,
  event: AuditEvent,
  context: EventContext,
  effect: (eventId: string) => Promise<R>,
): Promise<R> {
  const eventId = await audit.append(event, context, now());
  const result = await effect(eventId);
  if (!result.ok) audit.queue({ type: 'act.unfinished', eventId, eventType: event.type }, context, now());
  return result;
}

/** 128 random bits, base64url. It does not begin with "-", which the command line would take for an option. */
export function newId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newId() : id;
}

export function nameOf(actor: AdminActor): string {
  return `${actor.kind}:${actor.kind === 'operator' ? actor.name : actor.id}`;
}
