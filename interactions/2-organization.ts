// For an application that several organisations share: which one is it? By mail domain, or by its short name.
// Invariant: looks at the domain only, so it tells nothing about who has an account.
import type { Pages } from '../http/pages.ts';
import type { Tenant, Tenants } from '../ports/tenants.ts';
import { emptyForm, type FormState, formWithError } from '../views/form.ts';
import { advance, look, type PostingDeps, posting, type Step, statusOf, stepPath } from './step.ts';
import { changeSignIn, type VisitDeps } from './visit.ts';

export interface OrganizationDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly tenants: Tenants;
}

type Form = FormState<'organization', 'organization'>;

export function createOrganization(deps: OrganizationDeps): Step<'organization', Form> {
  return {
    show: ({ visit }, again) =>
      deps.pages.show(
        visit.ctx,
        'interactions/organization',
        {
          ...posting(deps, visit, 'organization'),
          form: again?.form ?? emptyForm,
          cancelAction: stepPath(visit, 'cancel'),
        },
        look(visit, statusOf(again)),
      ),

    async submit({ visit }, { organization = '' }) {
      const typed = organization.trim().slice(0, 320);
      const again = (key: 'error.required.organization' | 'error.organization-unknown') =>
        ({
          outcome: 'again',
          form: formWithError('organization', key, {}, { organization: typed }),
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
