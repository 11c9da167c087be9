// Which events are told to the account that they are about (C7; NIST SP 800-63B-4 4.6): every change of what proves it,
// and of where such notices go.
// Invariant: a notice's id comes from its event, so that one made twice is one mail; no notice holds a secret.
import type { EvidenceKind } from '../policy/facts.ts';
import type { FactorKind } from '../policy/tenant-policy.ts';
import type { AuditStore, Positions } from '../ports/audit-store.ts';
import type { LapseReason } from '../ports/enrollments.ts';
import type { AuditEvent, EventContext, RecordedEvent } from './event.ts';
import { createFollower, type Follower } from './follower.ts';
import { type Occurrence, type OfficersNotice, type Origin, officersNoticeOf } from './officer-notices.ts';
import { granting, wasSaid } from './unfinished.ts';

/** `name` and `model` as views/mail takes them; the texts are `mail.<name>.*` in the catalogue. */
export type NoticeLetter =
  | {
      readonly name:
        | 'factor-raised'
        | 'backup-codes-issued'
        | 'new-browser'
        | 'factors-reset'
        | 'password-set'
        | 'passkey-copied'
        | 'remembered-device-reused'
        | 'email-changed'
        | 'phone-changed';
      readonly model: Occurrence;
    }
  | { readonly name: 'factor-removed'; readonly model: Occurrence & { readonly kind: FactorKind } }
  | {
      readonly name: 'removal-requested';
      readonly model: Occurrence & { readonly kind: FactorKind; readonly until: number };
    }
  | { readonly name: 'removal-cancelled'; readonly model: Occurrence & { readonly kind: FactorKind } }
  | {
      readonly name: 'removal-lapsed';
      readonly model: Occurrence & { readonly kind: FactorKind; readonly why: LapseReason };
    }
  | { readonly name: 'backup-code-used'; readonly model: Occurrence & { readonly left: number } }
  | { readonly name: 'factor-enrolled'; readonly model: Occurrence & { readonly kind: FactorKind } }
  | {
      readonly name: 'factor-disabled';
      readonly model: Occurrence & { readonly kind: Exclude<EvidenceKind, 'break-glass'> };
    }
  | {
      readonly name: 'enrollment-code-given' | 'break-glass-opened' | 'break-glass-used';
      readonly model: Occurrence & { readonly until: number };
    };

export type Notice = NoticeLetter & {
  readonly id: string;
  readonly tenantId: string;
  readonly accountId: string;
  /** The account's address when it happened; null if the event does not know it. */
  readonly to: string | null;
};

/** How long an enrollment code can be used, ms: 24 hours (design.md). */
const enrollmentCodeMs = 24 * 3_600_000;

/** Empty if nobody needs to be told. `originOf` says from where it came. */
export function noticesOf(
  recorded: RecordedEvent,
  originOf: (context: EventContext) => Origin,
): readonly Notice[] {
  const { id, event, at, context } = recorded;
  const { tenantId, accountId, email } = context;
  if (tenantId === null || accountId === null) return [];
  const occurrence = { at, origin: originOf(context) };
  if (event.type === 'account.updated')
    return changedContacts(event.fields).flatMap((name) =>
      // The event holds the old address: the new one may be that of whom the notice is to warn of. Without one the officers are
      // told of the person's first: officer-notices.ts.
      email === null
        ? []
        : { id: `notice-${id}-${name}`, tenantId, accountId, to: email, name, model: occurrence },
    );
  const letter = letterOf(event, occurrence);
  return letter ? [{ id: `notice-${id}`, tenantId, accountId, to: email, ...letter }] : [];
}

function changedContacts(fields: readonly string[]) {
  const names = { email: 'email-changed', phone_number: 'phone-changed' } as const;
  return (['email', 'phone_number'] as const)
    .filter((field) => fields.includes(field))
    .map((field) => names[field]);
}

function letterOf(event: AuditEvent, occurrence: Occurrence): NoticeLetter | null {
  switch (event.type) {
    case 'factor.enrolled':
      return { name: 'factor-enrolled', model: { ...occurrence, kind: event.kind } };
    case 'factor.raised':
      return { name: 'factor-raised', model: occurrence };
    case 'factor.removed':
      return { name: 'factor-removed', model: { ...occurrence, kind: event.kind } };
    case 'removal.requested':
      return { name: 'removal-requested', model: { ...occurrence, kind: event.kind, until: event.until } };
    case 'removal.cancelled':
      return { name: 'removal-cancelled', model: { ...occurrence, kind: event.kind } };
    case 'removal.lapsed':
      return { name: 'removal-lapsed', model: { ...occurrence, kind: event.kind, why: event.why } };
    case 'browser.new':
      return { name: 'new-browser', model: occurrence };
    case 'backup-codes.issued':
      return { name: 'backup-codes-issued', model: occurrence };
    case 'factor.used':
      if (event.kind !== 'backup-code') return null;
      return { name: 'backup-code-used', model: { ...occurrence, left: event.left ?? 0 } };
    case 'factor.disabled':
      // A code of break-glass is tried five times and gone: it is no factor that could be disabled.
      if (event.kind === 'break-glass') return null;
      return { name: 'factor-disabled', model: { ...occurrence, kind: event.kind } };
    case 'factors.reset':
      return { name: 'factors-reset', model: occurrence };
    case 'passkey.copy-suspected':
      return { name: 'passkey-copied', model: occurrence };
    case 'remembered-device.reused':
      return { name: 'remembered-device-reused', model: occurrence };
    case 'password.set':
      return { name: 'password-set', model: occurrence };
    case 'enrollment-code.given':
      return {
        name: 'enrollment-code-given',
        model: { ...occurrence, until: occurrence.at + enrollmentCodeMs },
      };
    case 'break-glass.opened':
      return { name: 'break-glass-opened', model: { ...occurrence, until: event.until } };
    case 'break-glass.used':
      return { name: 'break-glass-used', model: { ...occurrence, until: event.until } };
    default:
      return null;
  }
}

/** ms in which whoever loses a race has taken the event back. */
const settledAfterMs = 1_000;
const minute = 60_000;

export interface NoticesDeps {
  readonly store: Pick<AuditStore, 'read' | 'chains'>;
  readonly positions: Positions;
  readonly originOf: (context: EventContext) => Origin;
  /** Whether what the event granted came about: see unfinished.ts. */
  readonly effectExists: (event: RecordedEvent) => Promise<boolean>;
  /** ms. */
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<unknown>;
  /** Renders the letter and puts it into the outbox under the notice's id; harmless if it is there already. */
  readonly write: (notice: Notice) => Promise<unknown>;
  /** The same for the officers of the organisation, each under an id of their own. */
  readonly writeToOfficers: (notice: OfficersNotice) => Promise<unknown>;
}

/** The follower to be run by a job, woken whenever events were written. */
export function createNotices(deps: NoticesDeps): Follower {
  const { store, positions, originOf, effectExists, now, pause, write, writeToOfficers } = deps;
  return createFollower({
    store,
    positions,
    name: 'notices',
    async handle(event) {
      const notices = noticesOf(event, originOf);
      const toOfficers = officersNoticeOf(event, originOf);
      if (notices.length === 0 && toOfficers === null) return undefined;
      const left = event.at + settledAfterMs - now();
      if (left > 0) await pause(Math.min(left, settledAfterMs));
      if (granting.has(event.event.type)) {
        // A double click sets up once: whoever lost has written an event too, and taken it back.
        if (await wasSaid(store, event, event.at + minute)) return undefined;
        // Nobody is told of what a crash or an outage cut short: in a minute it is known that it was.
        if (!(await effectExists(event))) return now() < event.at + minute ? 'later' : undefined;
      }
      for (const notice of notices) await write(notice);
      if (toOfficers) await writeToOfficers(toOfficers);
      return undefined;
    },
  });
}
