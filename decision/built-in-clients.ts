// The clients that are built in: our own pages, signed in to like any application, so that policy and step-up are the same.
// Invariant: they stand in no store, so nobody can change, delete or imitate them; lists for admins do not show them.
import type { ClientFacts } from '../policy/facts.ts';
import type { Client, Clients } from '../ports/clients.ts';

/** Of the account pages (`/account`). */
export const accountClientId = 'sallyport-account';
/** Where the account pages take the answer of the authorization endpoint. */
export const accountCallbackPath = '/account/callback';

/** Which of our own pages a client is; null for an application. */
export function firstPartyOf(clientId: string): ClientFacts['firstParty'] {
  return clientId === accountClientId ? 'account' : null;
}

/** These clients and the built-in ones. @param issuer our origin */
export function addBuiltInClients(clients: Clients, issuer: string): Clients {
  const builtIn = new Map([accountClient(issuer)].map((client) => [client.id, client]));
  return {
    ...clients,
    find: async (id) => builtIn.get(id) ?? clients.find(id),
    create: async (client) => !builtIn.has(client.id) && clients.create(client),
    replace: async (next) => !builtIn.has(next.id) && clients.replace(next),
    delete: async (id) => !builtIn.has(id) && clients.delete(id),
  };
}

/** Public, because the code is exchanged in this process and PKCE ties it to the browser that asked. */
function accountClient(issuer: string): Client {
  return {
    id: accountClientId,
    version: 1,
    name: 'Sallyport',
    tenantId: null,
    firstParty: true,
    requiredLevel: 'none',
    redirectUris: [`${new URL(issuer).origin}${accountCallbackPath}`],
    postLogoutRedirectUris: [],
    backchannelLogoutUri: null,
    grantTypes: ['authorization_code'],
    authMethod: 'none',
    secretHash: null,
    pkceRequired: true,
    idTokenAlg: 'ES256',
    uri: null,
    createdAt: 0,
  };
}
