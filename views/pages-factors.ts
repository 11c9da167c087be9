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
  /** It failed too often. */
  readonly isDisabled: boolean;
}

export interface PagesFactors {
  readonly 'account/factors': {
    readonly factors: readonly ShownFactor[];
    /** Null where the organization allows nothing more. */
    readonly addHref: string | null;
    readonly backupCodesHref: string;
    /** Null where there is no set. */
    readonly backupCodesLeft: number | null;
    /** What was just done. */
    readonly done: 'added' | null;
  };

  readonly 'account/factor': Posting &
    ShownFactor & {
      readonly form: FormState<'name', 'name'>;
      /** Where one of its kind takes its place; null where it works, or its kind is not allowed. */
      readonly renewHref: string | null;
      readonly isSaved: boolean;
    };

  readonly 'account/backup-codes': {
    /** Null where there is none. */
    readonly set: { readonly left: number; readonly of: number; readonly madeAt: number } | null;
    /** Null where there is no factor that they could stand in for. */
    readonly newHref: string | null;
    readonly addHref: string;
  };

  readonly 'account/backup-codes-new': Posting & {
    /** The set that is replaced, sent as the hidden field `replaces`; empty if there is none. */
    readonly replaces: string;
    readonly backHref: string;
  };
}
