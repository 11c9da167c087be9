// The officers of an organisation: its owners, its security admins, and the addresses that it wants alerts to be sent to; the
// help desk besides, where somebody asks for help.
// Invariant: each address once; the person whom a notice is about is none of them: they have a notice of their own.
import { createHash } from 'node:crypto';
import type { OfficersNotice } from '../audit/officer-notices.ts';
import type { Account, Accounts } from '../ports/accounts.ts';
import type { Tenants } from '../ports/tenants.ts';
import type { Letters } from './letters.ts';

export interface OfficersDeps {
  readonly accounts: Accounts;
  readonly tenants: Tenants;
  readonly letters: Letters;
}

/** Writes a notice to every officer. Doing it twice writes it once. */
export function createOfficersMail({ accounts, tenants, letters }: OfficersDeps) {
  return async ({ id, tenantId, accountId, actor, name, model }: OfficersNotice): Promise<void> => {
    const [tenant, about] = await Promise.all([tenants.find(tenantId), accounts.find(accountId)]);
    if (!tenant || !about) return;
    // By the name that officers know: an address that was just given may be a thief's.
    const account = name === 'officers-email-added' ? (about.username ?? about.id) : nameOf(about);
    const whole = { ...model, account, by: await byWhom(accounts, actor) };
    const told = new Set<string>([about.email ?? '']);
    for await (const officer of officersOf(accounts, tenantId, name)) {
      if (officer.email === null || told.has(officer.email)) continue;
      told.add(officer.email);
      await letters.write(`${id}-${digestOf(officer.email)}`, officer, name, whole as never); // name and model belong together by OfficersLetter
    }
    for (const address of tenant.alertAddresses.filter((one) => !told.has(one)))
      await letters.writeTo(`${id}-${digestOf(address)}`, tenantId, address, name, whole as never); // as above
  };
}

/** Goes through all accounts: what they are told of is rare. */
async function* officersOf(
  accounts: Accounts,
  tenantId: string,
  name: OfficersNotice['name'],
): AsyncGenerator<Account> {
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<Accounts['list']>> = await accounts.list(tenantId, after, 200);
    yield* page.items.filter((account) => isTold(account, name));
    if (page.next === null) return;
    after = page.next;
  }
}

/** Who asks for help is heard by all who may give it. */
function isTold({ status, roles }: Account, name: OfficersNotice['name']): boolean {
  const isOfficer = roles.includes('owner') || roles.includes('security-admin');
  const helps = name === 'officers-help-requested' && roles.includes('help-desk');
  return status === 'active' && (isOfficer || helps);
}

async function byWhom(accounts: Accounts, actor: OfficersNotice['actor']): Promise<string> {
  switch (actor.kind) {
    case 'account': {
      const account = await accounts.find(actor.id);
      return account ? nameOf(account) : actor.id;
    }
    case 'operator':
      return actor.name;
    case 'client':
      return actor.id;
    case 'system':
      return 'Sallyport';
  }
}

function nameOf({ id, email, username }: Account): string {
  return email ?? username ?? id;
}

/** Of an address, for ids: nobody reads addresses there. */
function digestOf(address: string): string {
  return createHash('sha256').update(address).digest('base64url').slice(0, 16);
}
