// Applications that people sign in to. Durable; they can be created while the server runs.
// Invariant: a client secret is kept as a keyed hash only; each change is one write.
import type { Level } from '../policy/tenant-policy.ts';
import type { Page } from './tenants.ts';

export interface Client {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** The tenant that it belongs to; null if all share it. */
  readonly tenantId: string | null;
  /** Consent is asked of people unless the client is first-party. */
  readonly firstParty: boolean;
  /** The floor that no request lowers. */
  readonly requiredLevel: Level;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly backchannelLogoutUri: string | null;
  readonly grantTypes: readonly ('authorization_code' | 'refresh_token')[];
  readonly authMethod: 'none' | 'client_secret_basic' | 'client_secret_post';
  /** Keyed hash; null for a public client. */
  readonly secretHash: string | null;
  /** False only for confidential clients that cannot do PKCE. */
  readonly pkceRequired: boolean;
  readonly idTokenAlg: 'ES256' | 'RS256';
  /** Public keys that verify its request objects (RFC 9101), as a JWK Set or as the address of one; at most one of the two. */
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] } | null;
  readonly jwksUri?: string | null;
  /** Where the application lives, for the front page; null if unknown. */
  readonly uri: string | null;
  /** ms. */
  readonly createdAt: number;
}

export interface Clients {
  find(id: string): Promise<Client | undefined>;
  /** In the order of ids. */
  list(after: string | null, limit: number): Promise<Page<Client>>;
  /** Those with an address (`uri`), of this tenant or of all, in the order of ids; at most `limit`. */
  withAddress(tenantId: string, limit: number): Promise<readonly Client[]>;
  /** False if the id is taken. */
  create(client: Client): Promise<boolean>;
  /** Replaces if the stored version is `next.version - 1`. */
  replace(next: Client): Promise<boolean>;
  delete(id: string): Promise<boolean>;
}
