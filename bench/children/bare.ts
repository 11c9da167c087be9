// node-oidc-provider alone, for comparison: the same version, our stores, client records and account read, the same keys and
// kinds of tokens; without policy, evidence, audit and pages. Whoever `login_hint` names is signed in.
// Invariant: only for measurements: it proves nobody, so it listens on loopback, on data made for it.
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Context, Next } from 'koa';
import Provider, { type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import { clusteredStores } from '../../adapters/clustered/settings.ts';
import { openStorage } from '../../adapters/open.ts';
import { redisUrl } from '../../adapters/redis/address.ts';
import { openVault } from '../../adapters/vault/open.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Vault } from '../../ports/vault.ts';
import { claimsByScope, loadAccount } from '../../provider/claims.ts';
import { compareSecretsByHash, createClientRegistry, ownClientFields } from '../../provider/clients.ts';
import { giveLeadingIds, newGrantId } from '../../provider/leading-ids.ts';
import { ttl } from '../../provider/lifetimes.ts';
import { paths } from '../../provider/paths.ts';
import { createAdapterFactory } from '../../provider/records-adapter.ts';

const { SALLYPORT_ISSUER: issuer = '', SALLYPORT_DATA_DIR: dataDir = '', SALLYPORT_PORT: port } = process.env;
const { SALLYPORT_REDIS_URL = '', SALLYPORT_REDIS_PREFIX, SALLYPORT_MONGODB_URL } = process.env;
const REDIS_URL = redisUrl.read(SALLYPORT_REDIS_URL) ?? undefined;
const stores = { REDIS_URL, REDIS_PREFIX: SALLYPORT_REDIS_PREFIX, MONGODB_URL: SALLYPORT_MONGODB_URL };
const opened = await openStorage(
  { clustered: clusteredStores(stores, dataDir), dataDir },
  { role: 'server' },
);
if (!opened.ok) throw new Error(opened.message);
const keys = await openVault(join(dataDir, 'keys.json'), { lookEveryMs: 0, now: () => Date.now() });
if (!keys.ok) throw new Error(keys.problems.join('\n'));
const provider = new Provider(issuer, configuration(opened.storage, keys.vault));
compareSecretsByHash(provider, keys.vault);
// The stores on Redis find by them what a request will ask for.
giveLeadingIds(provider, opened.storage.sessions.begin);
// Reads are bundled and writes gathered as our server has it: the stores are the same, and so is how they are used.
provider.use(async (_ctx, next) => void (await opened.storage.scoped(next)));
provider.use(signInWhoIsNamed);
const server = createServer(provider.callback());
server.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
process.once('SIGTERM', () => {
  server.close(() => void opened.storage.close());
  server.closeAllConnections();
  keys.close();
});

function configuration(storage: Storage, vault: Vault): Configuration {
  const now = () => Date.now();
  return {
    adapter: createAdapterFactory({
      ...storage,
      clients: createClientRegistry(storage.clients),
      now,
      reused: async () => undefined,
      seenFrom: () => null,
    }),
    jwks: { keys: [...vault.signing.jwks()] as never }, // as in provider/provider.ts
    cookies: { keys: [...vault.signing.cookieKeys()], long: { signed: true }, short: { signed: true } },
    findAccount: (_ctx, id) => loadAccount(storage.accounts, id),
    loadExistingGrant: grantOfSession,
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    routes: paths,
    ttl: ttl(now, () => null),
    responseTypes: ['code'],
    claims: claimsByScope,
    scopes: ['openid', 'offline_access'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    extraClientMetadata: { properties: [...ownClientFields] },
    pkce: { required: () => true },
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      userinfo: { enabled: true },
    },
  };
}

/** One Grant a session and client, as the library has it by itself; made without asking, as for an application of ours. */
async function grantOfSession({ oidc }: KoaContextWithOIDC) {
  const { session, client, account } = oidc;
  if (!session || !client || !account) return undefined;
  const known = session.grantIdFor(client.clientId);
  if (known) return oidc.provider.Grant.find(known);
  const grant = new oidc.provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope([...oidc.requestParamOIDCScopes].join(' '));
  grant.jti = newGrantId(session.uid);
  await grant.save();
  return grant;
}

async function signInWhoIsNamed(ctx: Context, next: Next): Promise<void> {
  if (!ctx.path.startsWith('/interaction/')) return next();
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const result = { login: { accountId: String(params.login_hint) } };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
}
