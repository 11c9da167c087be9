// What decide() can answer: a closed union, each with the reasons that led to it.
// Invariant: only `allow` lets anyone through, and what it says of acr and amr rests on evidence alone.
import type { EvidenceKind, Waiver } from './facts.ts';
import type { FactorKind, Level } from './tenant-policy.ts';

/** One rule's opinion, for explanations (A19): which rule, what it saw, in words that `explain` turns into text. */
export interface Reason {
  /** The file in policy/rules that spoke, or was asked and passed. */
  readonly rule: string;
  /** A stable code, for tests and messages: "account-disabled", "range-trusted". */
  readonly found: string;
  /** Values worth showing: levels, dates in ms, names. Never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

export type DenyReason =
  | 'account-disabled'
  | 'tenant-suspended'
  | 'other-tenant'
  | 'level-unreachable'
  | 'enrollment-overdue'
  | 'second-factor-off'
  | 'no-factor-allowed'
  | 'factor-disabled'
  /** Of who has no password and forgot how to sign in: what is left to show that it is them. */
  | 'no-backup-code';

export interface Allow {
  readonly kind: 'allow';
  /** What the evidence reaches. */
  readonly level: Level;
  readonly acr: string;
  /** RFC 8176 values, in the order of design's table. */
  readonly amr: readonly string[];
  /** ms: the oldest among the newest evidence that makes up the level. */
  readonly authTime: number;
  readonly waiver: Waiver | null;
  readonly reasons: readonly Reason[];
}

export interface Prove {
  readonly kind: 'prove';
  readonly step: 'first' | 'second';
  /** Which kinds may answer, strongest first. */
  readonly by: readonly EvidenceKind[];
  /** Which enrollments may answer; empty for a first factor, where nobody is known. */
  readonly factors: readonly string[];
  readonly reasons: readonly Reason[];
}

export interface Enroll {
  readonly kind: 'enroll';
  /** Which kinds may be set up, strongest first. */
  readonly kinds: readonly FactorKind[];
  /** What has to be reached by what is set up. */
  readonly level: Level;
  /** Who asks for it: the organization, or only the application or its request; null where the person wishes it. */
  readonly askedBy: 'organization' | 'application' | null;
  /** The earliest deadline still ahead, ms; null where it has passed. */
  readonly deadline: number | null;
  readonly canPutOff: boolean;
  /** The code of an open break-glass window would do instead, this once. */
  readonly breakGlass: boolean;
  /** Passkeys that are set up, were never used, and would do: by their enrollments. */
  readonly untried: readonly string[];
  readonly reasons: readonly Reason[];
}

export interface Deny {
  readonly kind: 'deny';
  readonly why: DenyReason;
  readonly reasons: readonly Reason[];
}

export type Decision = Allow | Prove | Enroll | Deny;

/** A decision before its reasons are put to it. */
export type Verdict =
  | Omit<Allow, 'reasons'>
  | Omit<Prove, 'reasons'>
  | Omit<Enroll, 'reasons'>
  | Omit<Deny, 'reasons'>;

/** A rule's opinion, or null to pass to the next. */
export type Opinion = Verdict | null;

/** Everything that a rule can find. `explain` has a text for each. */
export type Found =
  | DenyReason
  | 'nobody-signed-in'
  | 'account-active'
  | 'no-first-factor'
  | 'first-factor-counts'
  | 'hard-need-reachable'
  | 'hard-need-open'
  | 'tenant-need-open'
  | 'both-needs-reached'
  | 'enrollment-offered'
  | 'in-grace'
  | 'hard-need-not-waived'
  | 'no-window-open'
  | 'window-not-here'
  | 'password-by-mail'
  | 'window-code-not-given'
  | 'window-code-given'
  | 'enrollment-not-waived'
  | 'outside-trusted-networks'
  | 'range-trusted'
  | 'no-remembered-device'
  | 'device-over'
  | 'device-too-weak'
  | 'device-remembered'
  | 'nothing-confirmed'
  | 'confirmed-factor-reaches'
  | 'best-factor-first'
  | 'best-factor-proved'
  | 'enrollment-needed'
  | 'untried-passkey';

/** What a rule says when it is asked: its opinion, and what it saw, whether or not it passes. */
export interface Finding<O extends Opinion = Opinion> {
  readonly opinion: O;
  readonly found: Found;
  readonly detail?: Reason['detail'];
}
