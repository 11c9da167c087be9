// The account pages about second steps and what they need: factors, backup codes.
// Invariant: as in pages.ts, of which they are a part.
import type { FactorKind } from '../policy/tenant-policy.ts';
import type { FormState } from './form.ts';
import type { Posting } from './posting.ts';

export interface ShownFactor {
  /** Its own page. */
  readonly href: string;
  readonly kind: FactorKind;
  /** As the person calls it. */
  readonly name: string;
  /** ms. */
  readonly addedAt: number;
  /** ms; null if never. */
  readonly lastUsedAt: number | null;
  /** A passkey that was registered and never used: it counts for nothing until it is. */
  readonly isUntried: boolean;
  /** Where it is used for the first time; null where it cannot be now. */
  readonly tryHref: string | null;
  /** It failed too often. */
  readonly isDisabled: boolean;
  /** When it is removed, ms; null if it stays. */
  readonly goesAt: number | null;
  /** Stops the removal. */
  readonly keepAction: string;
}

/** Asks once more before a second step is removed. */
interface Removal extends Posting {
  /** What was proved is less than what goes: it takes 72 hours. */
  readonly isDelayed: boolean;
  /** Why it was not done. */
  readonly refused:
    | { readonly reason: 'last-factor' }
    /** Changes are stopped until then, ms. */
    | { readonly reason: 'frozen'; readonly until: number }
    | null;
  readonly backHref: string;
}

export interface PagesFactors {
  readonly 'account/factors': {
    readonly csrf: string;
    readonly factors: readonly ShownFactor[];
    /** Null where the organization allows nothing more. */
    readonly addHref: string | null;
    /** Removes all; null where one has to stay, or there is none. */
    readonly offHref: string | null;
    readonly backupCodesHref: string;
    /** Null where there is no set. */
    readonly backupCodesLeft: number | null;
    /** For the browser: which passkeys there are, so that it forgets those that are gone. */
    readonly passkeys: {
      readonly rpID: string;
      readonly userID: string;
      readonly allAcceptedCredentialIDs: readonly string[];
    };
    /** What was just done. */
    readonly done: 'added' | 'removed' | 'going' | 'kept' | 'off' | null;
  };

  readonly 'account/factor': Posting &
    ShownFactor & {
      readonly form: FormState<'name', 'name'>;
      /** Where one of its kind takes its place; null where it works, or its kind is not allowed. */
      readonly renewHref: string | null;
      /** `last`: it has to stay. Null where it is going already. `lostHref`: for whoever no longer has it, where that is another way. */
      readonly removal: { readonly href: string; readonly lostHref: string | null } | 'last' | null;
      readonly isSaved: boolean;
    };

  readonly 'account/factor-remove': Removal & {
    readonly kind: FactorKind;
    readonly name: string;
    /** It was never used: nothing rests on it. */
    readonly isUntried: boolean;
  };

  /** Removes all of them. */
  readonly 'account/factors-off': Removal & { readonly names: readonly string[] };

  readonly 'account/backup-codes': {
    /** Null where there is none. */
    readonly set: { readonly left: number; readonly of: number; readonly madeAt: number } | null;
    /** Null where there is no factor that they could stand in for. */
    readonly newHref: string | null;
    /** Until when changes are stopped, ms: somebody said that something was not the person. Null where they are not. */
    readonly frozenUntil: number | null;
    /** What was just done. */
    readonly done: 'renewed' | null;
    readonly addHref: string;
  };

  readonly 'account/backup-codes-new': Posting & {
    /** The set that is replaced, sent as the hidden field `replaces`; empty if there is none. */
    readonly replaces: string;
    readonly backHref: string;
  };
}
