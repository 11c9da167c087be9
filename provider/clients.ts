// Turns our clients into the metadata that node-oidc-provider understands, and keeps their secrets hashed.
// Invariant: a client secret is compared by its keyed hash; the plain one is nowhere.
import type { AdapterPayload, ClientMetadata, Configuration, Provider } from 'oidc-provider';
import { clientSecretMatches } from '../factors/client-secret.ts';
import type { Client, Clients } from '../ports/clients.ts';
import type { Vault } from '../ports/vault.ts';

/** Our own fields of a client, as node-oidc-provider carries them. */
export const ownClientFields = [
  'sallyport_tenant',
  'sallyport_first_party',
  'sallyport_pkce_required',
] as const;

export interface ClientRegistry {
  /** Undefined for a client that does not exist. */
  metadata(id: string): Promise<AdapterPayload | undefined>;
}

export function createClientRegistry(clients: Clients): ClientRegistry {
  return {
    async metadata(id) {
      const client = await clients.find(id);
      return client && (toMetadata(client) as AdapterPayload); // metadata is what the library's adapter returns for clients
    },
  };
}

function toMetadata(client: Client): ClientMetadata & Record<string, unknown> {
  return {
    client_id: client.id,
    client_name: client.name,
    redirect_uris: [...client.redirectUris],
    post_logout_redirect_uris: [...client.postLogoutRedirectUris],
    ...(client.backchannelLogoutUri && {
      backchannel_logout_uri: client.backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
    application_type: client.redirectUris.some(isNative) ? 'native' : 'web',
    grant_types: [...client.grantTypes],
    response_types: ['code'],
    token_endpoint_auth_method: client.authMethod,
    id_token_signed_response_alg: client.idTokenAlg,
    ...(client.secretHash && { client_secret: client.secretHash }),
    ...(client.uri && { client_uri: client.uri }),
    ...(client.jwks && { jwks: { keys: client.jwks.keys.map((key) => ({ ...key })) } }),
    ...(client.jwksUri && { jwks_uri: client.jwksUri }),
    sallyport_tenant: client.tenantId ?? '',
    sallyport_first_party: client.firstParty,
    sallyport_pkce_required: client.pkceRequired,
  };
}

/** Redirect URIs of native applications have a scheme of their own (RFC 8252 7.1). */
function isNative(uri: string): boolean {
  return !/^https?:/.test(uri);
}

/** Compares what an application presents with the keyed hash that we keep. */
export function compareSecretsByHash(provider: Provider, vault: Vault): void {
  provider.Client.prototype.compareClientSecret = function compare(
    this: { clientSecret?: string },
    actual: string,
  ) {
    return this.clientSecret !== undefined && clientSecretMatches(vault, actual, this.clientSecret);
  };
}

/** Browser applications may call from the origins of their redirect URIs. */
export const originAllowed: NonNullable<Configuration['clientBasedCORS']> = (_ctx, origin, client) =>
  (client.redirectUris ?? []).some((uri) => origin !== 'null' && URL.parse(uri)?.origin === origin);
