// What a person has agreed to let an application know. Durable; apart from grants, of which each authorization has its own.
// Invariant: scopes are only ever added by the person's own act.

export interface Consent {
  readonly accountId: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
  /** ms. */
  readonly at: number;
}

export interface Consents {
  find(accountId: string, clientId: string): Promise<Consent | undefined>;
  /** In the order of client ids; at most a thousand: there is one for each application, and those are made by admins only. */
  ofAccount(accountId: string): Promise<readonly Consent[]>;
  /** Replaces. */
  remember(consent: Consent): Promise<void>;
  forget(accountId: string, clientId: string): Promise<void>;
}
