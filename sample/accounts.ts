// Makes one person of the sample: account, password or invitation, and for the enrolled one the factors.
// Invariant: what is there already is left as it is, so a visitor's changes stay, and a start that was cut off goes on.

import { replaceAccount } from '../admin/actions/account-record.ts';
import { type AdminDeps, contextOf, record } from '../admin/actions/action.ts';
import type { AdminActions } from '../admin/actions/actions.ts';
import type { AdminActor } from '../admin/actions/authorize.ts';
import type { Account } from '../ports/accounts.ts';
import type { Tenant } from '../ports/tenants.ts';
import { done } from './done.ts';
import { type EnrollDeps, type Enrolling, ensureEnrolled } from './enroll.ts';
import { identifierOf, nameOf, type Person } from './people.ts';
import type { AccountSecrets } from './secrets-file.ts';

export interface MemberDeps extends AdminDeps, EnrollDeps {
  readonly actions: Pick<AdminActions, 'accounts' | 'access'>;
}

const dayMs = 86_400_000;

export interface Making {
  readonly tenant: Tenant;
  readonly person: Person;
  readonly secrets: AccountSecrets;
  readonly keepBackupCodes: Enrolling['keepBackupCodes'];
}

export async function ensureAccount(
  deps: MemberDeps,
  actor: AdminActor,
  { tenant, person, secrets, keepBackupCodes }: Making,
): Promise<void> {
  const created = await ensureCreated(deps, actor, tenant, person);
  const account = await ensureAge(deps, actor, tenant, person, created);
  const { password, totpSecret } = secrets;
  if (password !== null) await ensurePassword(deps, actor, account, password);
  else await ensureInvited(deps, actor, account);
  if (totpSecret !== null) await ensureEnrolled(deps, actor, { account, totpSecret, keepBackupCodes });
}

async function ensureCreated(
  { storage, actions }: MemberDeps,
  actor: AdminActor,
  tenant: Tenant,
  person: Person,
): Promise<Account> {
  const entry = await storage.directory.findByIdentifier(tenant.id, identifierOf(person));
  const present = entry && (await storage.accounts.find(entry.id));
  if (present) return present;
  const made = await actions.accounts.create(actor, tenant.id, {
    email: person.email,
    // The invited one shows it by opening the invitation.
    emailVerified: person.email !== null && person.hasPassword,
    username: person.username,
    roles: [person.role],
    profile: {
      name: nameOf(person),
      given_name: person.givenName,
      family_name: person.familyName,
      zoneinfo: tenant.zone,
    },
  });
  return done(made, 'account').account;
}

/** Some are meant to be older than the tenant, as if they had been imported: their grace is over. */
async function ensureAge(
  deps: MemberDeps,
  actor: AdminActor,
  tenant: Tenant,
  { createdDaysAgo }: Person,
  account: Account,
): Promise<Account> {
  const createdAt = tenant.createdAt - createdDaysAgo * dayMs;
  if (createdDaysAgo === 0 || account.createdAt <= createdAt) return account;
  const fields = ['createdAt'];
  const context = contextOf(actor, { tenantId: tenant.id, accountId: account.id, email: account.email });
  const aged = await record(deps, { type: 'account.updated', fields }, context, (eventId) =>
    replaceAccount(deps, { ...account, createdAt, version: account.version + 1, eventId }, fields),
  );
  return done(aged, 'account').account;
}

async function ensurePassword(
  { storage, actions }: MemberDeps,
  actor: AdminActor,
  account: Account,
  password: string,
): Promise<void> {
  if (await storage.passwords.find(account.id)) return;
  done(await actions.access.setPassword(actor, account.id, password), 'password');
}

async function ensureInvited(
  { storage, actions, now }: MemberDeps,
  actor: AdminActor,
  account: Account,
): Promise<void> {
  if (await storage.passwords.find(account.id)) return;
  if (await storage.oneTimeSecrets.findFor(account.id, 'invitation', now())) return;
  done(await actions.access.invite(actor, account.id), 'invitation');
}
