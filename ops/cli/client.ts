// `client`: create, list, show, delete. JSON uses the names of OpenID Connect registration metadata.
import type { Command } from 'commander';
import type { ClientInput } from '../../admin/actions/clients.ts';
import type { Client } from '../../ports/clients.ts';
import { collect, onAction, type Run } from './command.ts';
import type { CliContext } from './context.ts';
import { everyPage, everyTenant, findTenant } from './find.ts';
import { readJson, readSecret } from './input.ts';
import { done, type Outcome, refusedOutcome } from './outcome.ts';
import { moment, record, table } from './table.ts';

interface ClientOptions {
  readonly id?: string;
  readonly name: string;
  readonly tenant?: string;
  readonly shared?: boolean;
  readonly redirectUri: readonly string[];
  readonly postLogoutUri?: readonly string[];
  readonly backchannelUri?: string;
  readonly grantType?: readonly string[];
  readonly authMethod?: string;
  readonly public?: boolean;
  readonly secretStdin?: boolean;
  readonly pkce?: string;
  readonly idTokenAlg?: string;
  readonly firstParty?: boolean;
  readonly level?: string;
  readonly uri?: string;
  readonly jwks?: string;
  readonly jwksUri?: string;
}

export function addClientCommands(program: Command, run: Run): void {
  const client = program.command('client').description('applications that people sign in to');
  onAction<ClientOptions>(
    withRegistration(client.command('create').description('register an application')),
    run,
    create,
  );
  onAction<{ tenant?: string }>(
    client
      .command('list')
      .description('list applications')
      .option('--tenant <tenant>', 'those of one tenant'),
    run,
    list,
  );
  onAction(client.command('show <client-id>').description('show one application'), run, show);
  onAction(
    client.command('delete <client-id>').description('delete one; its tokens stop working'),
    run,
    remove,
  );
}

function withRegistration(command: Command): Command {
  return command
    .requiredOption('--name <name>', 'what people read')
    .requiredOption('--redirect-uri <uri>', 'where people are sent back to; repeat for more', collect)
    .option('--tenant <tenant>', 'the tenant that it belongs to')
    .option('--shared', 'all tenants share it')
    .option('--id <client-id>', 'made at random unless given')
    .option('--post-logout-uri <uri>', 'where people are sent after signing out; repeat for more', collect)
    .option('--backchannel-uri <uri>', 'is told when a session ends')
    .option(
      '--grant-type <type>',
      'authorization_code, refresh_token; repeat for more (default: both)',
      collect,
    )
    .option('--auth-method <method>', 'client_secret_basic, client_secret_post or none')
    .option('--public', 'the same as --auth-method none: it has no secret')
    .option('--secret-stdin', 'take the secret from standard input instead of making one')
    .option('--pkce <how>', 'required or optional; optional for confidential clients only', 'required')
    .option('--id-token-alg <alg>', 'ES256 or RS256')
    .option('--first-party', 'it is yours: nobody is asked for consent')
    .option('--level <level>', 'what it always needs: none, mfa, phishing-resistant or hardware')
    .option('--uri <uri>', 'where the application lives')
    .option('--jwks <file>', 'public keys of its request objects, a JWK Set in a file; - for standard input')
    .option('--jwks-uri <uri>', 'where those keys are published');
}

async function create(
  context: CliContext,
  _args: readonly string[],
  options: ClientOptions,
): Promise<Outcome> {
  if ((options.tenant === undefined) === (options.shared !== true))
    return wrong('tenant', '--tenant TENANT, or --shared');
  if (!['required', 'optional'].includes(options.pkce ?? '')) return wrong('pkce', 'required or optional');
  const tenant = options.tenant === undefined ? null : await findTenant(context.storage, options.tenant);
  if (tenant && !tenant.ok) return tenant.outcome;
  const secret = options.secretStdin ? await readSecret(context.terminal, 'The client secret') : null;
  if (secret && !secret.ok) return secret.outcome;
  const jwks = options.jwks === undefined ? null : await readJson(context.terminal, options.jwks);
  if (jwks && !jwks.ok) return jwks.outcome;

  const registered = { ...inputOf(options), jwks: jwks?.value ?? null };
  const input = { ...registered, tenantId: tenant?.value.id ?? null, secret: secret?.value };
  // Checked by client-input, which says what is wrong with values that are none of the choices.
  const result = await context.actions.clients.create(context.actor, input as ClientInput);
  if (!result.ok) return refusedOutcome(result);
  const tenantName = tenant?.value.shortName ?? null;
  const made = result.secret !== null && !secret;
  return done(
    { ...clientJson(result.client, tenantName), ...(made ? { client_secret: result.secret } : {}) },
    clientText(result.client, tenantName, made ? result.secret : null),
    made ? ['The client secret is shown once and kept only as a hash: put it into the application now.'] : [],
  );
}

function inputOf(options: ClientOptions): object {
  return {
    id: options.id,
    name: options.name,
    redirectUris: options.redirectUri,
    postLogoutRedirectUris: options.postLogoutUri,
    backchannelLogoutUri: options.backchannelUri,
    grantTypes: options.grantType,
    authMethod: options.public ? 'none' : options.authMethod,
    pkceRequired: options.pkce !== 'optional',
    idTokenAlg: options.idTokenAlg,
    firstParty: options.firstParty,
    requiredLevel: options.level,
    jwksUri: options.jwksUri,
    uri: options.uri,
  };
}

async function list(
  { storage }: CliContext,
  _args: readonly string[],
  options: { tenant?: string },
): Promise<Outcome> {
  const tenant = options.tenant === undefined ? null : await findTenant(storage, options.tenant);
  if (tenant && !tenant.ok) return tenant.outcome;
  const names = await tenantNames(storage);
  const all = await everyPage((after) => storage.clients.list(after, 200));
  const clients = all.filter(({ tenantId }) => !tenant || tenantId === tenant.value.id);
  const rows = clients.map((client) => [
    client.id,
    client.name,
    nameIn(names, client) ?? '(shared)',
    client.authMethod,
  ]);
  return done(
    clients.map((client) => clientJson(client, nameIn(names, client))),
    table(['CLIENT ID', 'NAME', 'TENANT', 'AUTHENTICATION'], rows),
  );
}

async function show({ storage }: CliContext, [id = '']: readonly string[]): Promise<Outcome> {
  const client = await storage.clients.find(id);
  if (!client) return refusedOutcome({ reason: 'unknown-client' });
  const tenantName = nameIn(await tenantNames(storage), client);
  return done(clientJson(client, tenantName), clientText(client, tenantName));
}

async function remove(
  { actions, actor, storage }: CliContext,
  [id = '']: readonly string[],
): Promise<Outcome> {
  const result = await actions.clients.delete(actor, id);
  if (!result.ok) return refusedOutcome(result);
  const tenantName = nameIn(await tenantNames(storage), result.client);
  return done(clientJson(result.client, tenantName), `Deleted client ${id}.`);
}

async function tenantNames(storage: CliContext['storage']): Promise<ReadonlyMap<string, string>> {
  return new Map((await everyTenant(storage)).map(({ id, shortName }) => [id, shortName]));
}

function nameIn(names: ReadonlyMap<string, string>, { tenantId }: Client): string | null {
  return tenantId === null ? null : (names.get(tenantId) ?? tenantId);
}

/** OpenID Connect Dynamic Client Registration 1.0, section 2; ours are the last four. */
function clientJson(client: Client, tenant: string | null): object {
  return {
    client_id: client.id,
    client_id_issued_at: Math.floor(client.createdAt / 1000),
    client_name: client.name,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    ...(client.backchannelLogoutUri === null ? {} : { backchannel_logout_uri: client.backchannelLogoutUri }),
    response_types: ['code'],
    grant_types: client.grantTypes,
    token_endpoint_auth_method: client.authMethod,
    id_token_signed_response_alg: client.idTokenAlg,
    ...(client.uri === null ? {} : { client_uri: client.uri }),
    ...(client.jwks ? { jwks: client.jwks } : {}),
    ...(client.jwksUri ? { jwks_uri: client.jwksUri } : {}),
    tenant,
    first_party: client.firstParty,
    pkce_required: client.pkceRequired,
    required_level: client.requiredLevel,
  };
}

function clientText(client: Client, tenant: string | null, secret: string | null = null): string {
  return record([
    ['name', client.name],
    ['client id', client.id],
    ['client secret', secret],
    ['tenant', tenant ?? '(shared by all)'],
    ['redirect URIs', client.redirectUris.join('\n')],
    ['post-logout URIs', client.postLogoutRedirectUris.join('\n')],
    ['back-channel logout', client.backchannelLogoutUri],
    ['grant types', client.grantTypes.join(', ')],
    ['authentication', client.authMethod],
    ['PKCE', client.pkceRequired ? 'required' : 'optional'],
    ['ID token signed with', client.idTokenAlg],
    ['first-party', client.firstParty ? 'yes' : 'no'],
    ['always needs', client.requiredLevel],
    ['request object keys', client.jwksUri ?? (client.jwks ? `${client.jwks.keys.length} registered` : null)],
    ['lives at', client.uri],
    ['created', moment(client.createdAt)],
  ]);
}

function wrong(setting: string, expected: string): Outcome {
  return refusedOutcome({ reason: 'invalid', problems: [{ setting, expected }] });
}
