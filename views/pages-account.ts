// The account pages and what they need: what a person sees and changes of their own account.
// Invariant: as in pages.ts, of which they are a part.
import type { OwnRequirement } from '../policy/own-requirement.ts';
import type { FactorKind } from '../policy/tenant-policy.ts';

/** Why somebody cannot go on; each has its own words. */
export type StopReason = 'cancelled' | 'refused' | 'way-in-over' | 'signed-out' | 'not-fresh';

/** The pages that the overview leads to, in this order; each has its own words. */
export type AccountSection = 'profile';

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
    /** `at`: since when, ms. */
    readonly factors: readonly { readonly kind: FactorKind; readonly name: string; readonly at: number }[];
    /** Null where there is no set. */
    readonly backupCodesLeft: number | null;
    readonly requirement: OwnRequirement;
    readonly sections: readonly { readonly section: AccountSection; readonly href: string }[];
  };
}
