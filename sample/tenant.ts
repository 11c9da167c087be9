// Makes the sample tenant, once: its policy, its people and the sample application's client, all through the admin actions.
// Invariant: every step asks first whether it was done, so a second start makes nothing twice and one that was cut off goes on.
import type { AdminActions } from '../admin/actions/actions.ts';
import type { AdminActor } from '../admin/actions/authorize.ts';
import type { Tenant } from '../ports/tenants.ts';
import { ensureAccount, type MemberDeps } from './accounts.ts';
import { done } from './done.ts';
import { accentColor, sampleLogo } from './logo.ts';
import { type PersonKey, people, sampleTenant } from './people.ts';
import {
  makeSecrets,
  readSecrets,
  type SampleSecrets,
  secretsFileName,
  writeSecrets,
} from './secrets-file.ts';

export interface SampleDeps extends MemberDeps {
  /** Where sample.json lies. */
  readonly dataDir: string;
  /** Of the sample application, no slash at the end. */
  readonly applicationOrigin: string;
  readonly actions: Pick<AdminActions, 'tenants' | 'policies' | 'accounts' | 'access' | 'clients'>;
}

/** In the audit log. */
const actor: AdminActor = { kind: 'operator', name: 'sample' };
const dayMs = 86_400_000;

export type Seeded =
  | { readonly ok: true; readonly secrets: SampleSecrets }
  /** The secrets of a sample that is there are gone or spoilt: nobody could sign in to it. */
  | { readonly ok: false; readonly message: string };

export async function seedSample(deps: SampleDeps): Promise<Seeded> {
  const read = await readSecrets(deps.dataDir);
  if (!read.ok) return read;
  const { secrets: known } = read;
  const found = await deps.storage.tenants.findByShortName(sampleTenant.shortName);
  if (!known && found) {
    const message =
      `The sample tenant is there, but ${secretsFileName} with its passwords is not. ` +
      'Put the file back, remove the data directory, or set SALLYPORT_SAMPLE=off.';
    return { ok: false, message };
  }
  const secrets = known ?? (await newSecrets(deps));
  const tenant = found ?? (await createTenant(deps));
  const isSeeded = secrets.seededAt !== null && found !== undefined;
  await ensureClient(deps, tenant, secrets);
  if (isSeeded) return { ok: true, secrets };
  const seeded = { ...(await seedPeople(deps, tenant, secrets)), seededAt: deps.now() };
  await writeSecrets(deps.dataDir, seeded);
  return { ok: true, secrets: seeded };
}

async function newSecrets({ dataDir }: SampleDeps): Promise<SampleSecrets> {
  const secrets = makeSecrets();
  await writeSecrets(dataDir, secrets);
  return secrets;
}

async function createTenant({ actions }: SampleDeps): Promise<Tenant> {
  const { name, shortName, zone, helpText } = sampleTenant;
  const input = { name, shortName, zone, helpText, accentColor, logo: sampleLogo() };
  return done(await actions.tenants.create(actor, input, 'recommended'), 'tenant').tenant;
}

/** Returns the secrets with the backup codes that were made on the way; they are on disk already. */
async function seedPeople(deps: SampleDeps, tenant: Tenant, known: SampleSecrets): Promise<SampleSecrets> {
  await ensurePolicy(deps, tenant);
  let latest = known;
  for (const person of people) {
    const secrets = latest.accounts.find((account) => account.key === person.key);
    if (!secrets) throw new Error(`${secretsFileName} does not know ${person.key}`);
    const keepBackupCodes = async (shown: readonly string[]) => {
      latest = withBackupCodes(latest, person.key, shown);
      await writeSecrets(deps.dataDir, latest);
    };
    await ensureAccount(deps, actor, { tenant, person, secrets, keepBackupCodes });
  }
  return latest;
}

function withBackupCodes(secrets: SampleSecrets, key: PersonKey, shown: readonly string[]): SampleSecrets {
  const accounts = secrets.accounts.map((account) =>
    account.key === key ? { ...account, backupCodes: [...shown] } : account,
  );
  return { ...secrets, accounts };
}

/** Only over the preset's version: what was set since is the visitor's. */
async function ensurePolicy({ actions, storage }: SampleDeps, tenant: Tenant): Promise<void> {
  const current = await storage.policies.current(tenant.id);
  if (current && current.version > 1) return;
  const start = new Date(tenant.createdAt - sampleTenant.requiredDaysAgo * dayMs).toISOString();
  const { graceDays, network } = sampleTenant;
  const input = { start, graceDays, graceForNewAccounts: true, trustedNetworks: [network] };
  done(await actions.policies.change(actor, tenant.id, input, 'The policy of the sample'), 'policy');
}

/** Made again where the application moved to another port: its addresses are registered exactly. */
async function ensureClient(deps: SampleDeps, tenant: Tenant, secrets: SampleSecrets): Promise<void> {
  const { actions, storage, applicationOrigin: origin } = deps;
  const present = await storage.clients.find(secrets.clientId);
  if (present?.uri === origin && present.tenantId === tenant.id) return;
  if (present) await actions.clients.delete(actor, present.id);
  const made = await actions.clients.create(actor, {
    id: secrets.clientId,
    secret: secrets.clientSecret,
    name: 'Patient Records',
    tenantId: tenant.id,
    firstParty: true,
    redirectUris: [`${origin}/callback`],
    postLogoutRedirectUris: [`${origin}/signed-out`],
    backchannelLogoutUri: `${origin}/backchannel-logout`,
    grantTypes: ['authorization_code', 'refresh_token'],
    authMethod: 'client_secret_basic',
    uri: origin,
  });
  done(made, 'client');
}
