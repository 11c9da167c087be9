// Who of several servers does a job now. Short-lived.
// Invariant: a convenience that saves work, never a defence: two that hold one lease by mistake do no harm.

export interface Leases {
  /** True if it is this holder's from now for `ms`: it was free, had ended, or was the holder's own. Of racing callers one wins. */
  take(name: string, holder: string, ms: number): Promise<boolean>;
  /** Free at once, if it was this holder's; else nothing happens. */
  giveBack(name: string, holder: string): Promise<void>;
}
