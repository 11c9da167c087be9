// The account pages and what they need: what a person sees and changes of their own account.
// Invariant: as in pages.ts, of which they are a part.
import type { OwnRequirement } from '../policy/own-requirement.ts';
import type { FactorKind } from '../policy/tenant-policy.ts';
import type { FormState } from './form.ts';
import type { MessageKey } from './messages/catalogue.ts';
import type { Posting } from './posting.ts';

/** Why somebody cannot go on; each has its own words. */
export type StopReason = 'cancelled' | 'refused' | 'way-in-over' | 'signed-out' | 'not-fresh';

/** What to see to next, and where. */
export type NextOwnStep =
  | { readonly what: 'frozen'; readonly until: number; readonly href: null }
  | { readonly what: 'going' | 'try' | 'add' | 'renew' | 'better'; readonly href: string }
  /** Few or no backup codes. */
  | { readonly what: 'codes'; readonly left: number; readonly href: string };

/** The pages that the overview leads to, in this order; each has its own words. */
export type AccountSection =
  | 'factors'
  | 'backup-codes'
  | 'profile'
  | 'email'
  | 'password'
  | 'sessions'
  | 'devices'
  | 'applications'
  | 'activity'
  | 'data';

/** One of a list to choose from; `text` is a name, such as a language's own. */
interface Choice {
  readonly value: string;
  readonly text: string;
}

export type ProfileField = 'name' | 'phone' | 'locale' | 'zone';

/** A browser, as far as it can be told: "Firefox", "Windows". */
interface SeenBrowser {
  readonly browser: string | null;
  readonly system: string | null;
  /** The name of a network, or a network's addresses; null if unknown. */
  readonly place: string | null;
}

/** What can have happened with an account; each has its own words. */
export type ActivityWord = MessageKey extends infer Key
  ? Key extends `activity.${infer Word}`
    ? Word
    : never
  : never;

export type ActivityKind = MessageKey extends infer Key
  ? Key extends `activity-kind.${infer Kind}`
    ? Kind
    : never
  : never;

export interface PagesAccount {
  /** Something beside the pages themselves has to be done first. */
  readonly 'account/stopped': { readonly reason: StopReason; readonly goOnHref: string };

  /** What protects the account, what the organisation requires, and the way to everything else. */
  readonly 'account/overview': {
    readonly name: string | null;
    readonly email: string | null;
    readonly username: string | null;
    readonly organization: string;
    readonly hasPassword: boolean;
    /** Those that count. `at`: since when, ms. */
    readonly factors: readonly { readonly kind: FactorKind; readonly name: string; readonly at: number }[];
    /** Null where there is no set. */
    readonly backupCodesLeft: number | null;
    readonly requirement: OwnRequirement;
    /** What was just done. */
    readonly done: 'email' | null;
    /** Null where all is well. */
    readonly next: NextOwnStep | null;
    readonly sections: readonly { readonly section: AccountSection; readonly href: string }[];
  };

  /** Forms post `session`, an id of the list. */
  readonly 'account/sessions': {
    readonly csrf: string;
    /** There are more, which were seen before these. */
    readonly hasMore: boolean;
    /** This one first, then the one used last. */
    readonly sessions: readonly (SeenBrowser & {
      readonly id: string;
      readonly isThis: boolean;
      /** Names of applications that were opened with it. */
      readonly applications: readonly string[];
      /** ms. */
      readonly begunAt: number;
      readonly lastAt: number;
    })[];
    /** What was just done. */
    readonly done: 'ended' | 'ended-others' | null;
    readonly endAction: string;
    readonly endOthersAction: string;
  };

  /** Forms post `device`, an id of the list. */
  readonly 'account/devices': {
    readonly csrf: string;
    /** Whether the organisation lets people have browsers remembered. */
    readonly mayRemember: boolean;
    /** The one used last first. */
    readonly devices: readonly (SeenBrowser & {
      readonly id: string;
      readonly isThis: boolean;
      /** ms. */
      readonly firstAt: number;
      readonly lastAt: number;
      readonly until: number;
    })[];
    /** What was just done. */
    readonly done: 'forgotten' | 'forgotten-all' | null;
    readonly forgetAction: string;
    readonly forgetAllAction: string;
  };

  /** Forms post `application`, an id of the list. */
  readonly 'account/applications': {
    readonly csrf: string;
    readonly applications: readonly {
      readonly id: string;
      readonly name: string;
      /** What the person has agreed to; empty where the organisation answers for the application. */
      readonly scopes: readonly string[];
      readonly isSignedIn: boolean;
      /** Also while the person is away. */
      readonly isOffline: boolean;
    }[];
    /** What was just done. */
    readonly done: 'revoked' | null;
    readonly revokeAction: string;
  };

  readonly 'account/activity': {
    /** Newest first. */
    readonly events: readonly (SeenBrowser & {
      /** ms. */
      readonly at: number;
      readonly word: ActivityWord;
      /** What was used or tried; null where it was nothing. */
      readonly kind: ActivityKind | null;
      /** How often. */
      readonly count: number;
      /** The application that it was for; null where it was none. */
      readonly application: string | null;
      /** Who did it, where it was not the person. */
      readonly by: 'organization' | null;
    })[];
    readonly olderHref: string | null;
    readonly newestHref: string | null;
  };

  /** The form gives the file with everything that is kept of the account. */
  readonly 'account/data': Posting;

  readonly 'account/profile': Posting & {
    readonly form: FormState<ProfileField, ProfileField>;
    readonly locales: readonly Choice[];
    readonly zones: readonly Choice[];
    /** The form was just saved. */
    readonly isSaved: boolean;
  };

  readonly 'account/email': Posting & {
    readonly form: FormState<'address', 'address'>;
    /** Null where there is none. */
    readonly present: string | null;
  };

  /** Without an address and a second step, and on a frozen account until then (ms): nothing can be done here. */
  readonly 'account/email-help-desk': { readonly frozenUntil: number | null };

  /** Codes that were sent to both addresses, to be typed here. */
  readonly 'account/email-confirm': Posting & {
    readonly form: FormState<'old' | 'new'>;
    /** Null where there is none: then one code is asked for. */
    readonly present: string | null;
    readonly address: string;
    /** ms. */
    readonly until: number;
  };

  readonly 'account/password': Posting & {
    /** Of this showing of the form, sent as a hidden field. */
    readonly formId: string;
    readonly form: FormState<'current' | 'password' | 'repeat'>;
    /** What the person signs in as, for password managers. */
    readonly identifier: string;
    readonly minLength: number;
  };
  /** A list of the account has no such thing, or no longer. */
  readonly 'account/not-listed': { readonly listHref: string };

  /** The session goes on once the new password was given. */
  readonly 'account/password-changed': { readonly goOnHref: string };
}
