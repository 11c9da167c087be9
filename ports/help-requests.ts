// What people who cannot prove their second factor any more ask their organisation: "help me". Durable.
// Invariant: of an account one is open at a time, and it is closed once; of racing callers one wins. One that is open stays; sweeping removes it 90 days after it was closed.

export interface HelpRequest {
  /** Of the audit event that recorded it. */
  readonly id: string;
  readonly tenantId: string;
  readonly accountId: string;
  /** In the person's words, at most 500 characters; may be empty. */
  readonly note: string;
  /** ms. */
  readonly at: number;
  /** ms; null while it is open. */
  readonly closedAt: number | null;
  /** Who closed it; null while it is open. */
  readonly closedBy: string | null;
}

export interface HelpRequests {
  /** False if the id is taken, or another of the account's is open. */
  create(request: HelpRequest): Promise<boolean>;
  find(id: string): Promise<HelpRequest | undefined>;
  /** The one of the account's that is open; undefined if none is. */
  openOf(accountId: string): Promise<HelpRequest | undefined>;
  /** Of one tenant, in the order of ids; `after` is an id. */
  list(
    tenantId: string,
    which: 'open' | 'all',
    after: string | null,
    limit: number,
  ): Promise<readonly HelpRequest[]>;
  /** False if there is none of that id, or it was closed before. `at` in ms. */
  close(id: string, at: number, by: string): Promise<boolean>;
}
