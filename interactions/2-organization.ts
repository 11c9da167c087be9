// For an application that several organisations share: which one is it? By mail domain, or by its short name.
// Invariant: looks at the domain only, so it tells nothing about who has an account. A passkey tells the organisation with the
// account (3-passkey.ts), once it has proved itself.
import type { Passkey } from '../factors/passkey/passkey.ts';
import type { Pages } from '../http/pages.ts';
import type { Tenant, Tenants } from '../ports/tenants.ts';
import { emptyForm, type FormState, formWithError } from '../views/form.ts';
import { firstPasskey } from './first-factor.ts';
import {
  type Again,
  advance,
  look,
  type PostingDeps,
  posting,
  type Step,
  statusOf,
  stepPath,
} from './step.ts';
import { changeSignIn, type Visit, type VisitDeps } from './visit.ts';

export interface OrganizationDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly tenants: Tenants;
  readonly passkey: Passkey;
}

export type OrganizationForm = FormState<'organization' | 'passkey', 'organization'>;

/** @param removed a passkey that was just used and is no longer there: its credential id */
export function showOrganization(
  deps: Pick<OrganizationDeps, 'pages' | 'passkey' | 'csrfToken'>,
  visit: Visit,
  again: Again<OrganizationForm> | null,
  removed: string | null = null,
): Promise<void> {
  return deps.pages.show(
    visit.ctx,
    'interactions/organization',
    {
      ...posting(deps, visit, 'organization'),
      form: again?.form ?? emptyForm,
      passkey: firstPasskey(deps, visit, removed),
      cancelAction: stepPath(visit, 'cancel'),
    },
    look(visit, statusOf(again)),
  );
}

export function createOrganization(deps: OrganizationDeps): Step<'organization', OrganizationForm> {
  return {
    show: ({ visit }, again) => showOrganization(deps, visit, again),

    async submit({ visit }, { organization = '' }) {
      const typed = organization.trim().slice(0, 320);
      const again = (key: 'error.required.organization' | 'error.organization-unknown') =>
        ({
          outcome: 'again',
          form: formWithError<'organization', 'organization'>(
            'organization',
            key,
            {},
            { organization: typed },
          ),
        }) as const;
      if (typed === '') return again('error.required.organization');
      const tenant = await findOrganization(deps.tenants, typed);
      if (!tenant) return again('error.organization-unknown');
      const identifier = typed.includes('@') ? typed : null;
      const changed = await changeSignIn(deps, visit.signIn.id, { tenantId: tenant.id, identifier });
      return changed ? advance : { outcome: 'expired' };
    },
  };
}

/** By the domain of an e-mail address, else by short name. */
export async function findOrganization(tenants: Tenants, typed: string): Promise<Tenant | undefined> {
  const lower = typed.normalize('NFKC').toLowerCase();
  const at = lower.lastIndexOf('@');
  return at < 0 ? tenants.findByShortName(lower) : tenants.findByDomain(lower.slice(at + 1));
}
