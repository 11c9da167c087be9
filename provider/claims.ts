// What applications may learn of a person: OpenID Connect's standard claims, and the tenant.
// Invariant: acr, amr and auth_time are not here: the gate alone says what was proved.
import type { Account as ProviderAccount } from 'oidc-provider';
import type { Account, Accounts } from '../ports/accounts.ts';

/** The tenant's id, in every ID token. */
export const tenantClaim = 'urn:sallyport:tenant';

/** Scope -> claims (OpenID Connect Core 5.4). */
export const claimsByScope = {
  openid: ['sub', 'acr', 'amr', 'auth_time', tenantClaim],
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
};

/** The account as node-oidc-provider wants it; undefined if it does not exist. */
export async function loadAccount(accounts: Accounts, id: string): Promise<ProviderAccount | undefined> {
  const account = await accounts.find(id);
  return account && { accountId: account.id, claims: async () => claimsOf(account) };
}

function claimsOf(account: Account) {
  return {
    ...account.profile,
    sub: account.id,
    preferred_username: account.profile.preferred_username ?? account.username ?? undefined,
    email: account.email ?? undefined,
    email_verified: account.email === null ? undefined : account.emailVerified,
    updated_at: Math.floor(account.updatedAt / 1000),
    [tenantClaim]: account.tenantId,
  };
}
