// What happens where the policy denies: a page that says why, the audit event, and the application's answer.
// Invariant: a refusal of someone whose first factor was right always stands in the log.
import type { AuditLog } from '../audit/event.ts';
import type { Deny } from '../policy/decision.ts';
import { explain } from '../policy/explain.ts';
import { type SelectAccountDeps, showAccount } from './1-select-account.ts';
import { contextOf } from './about.ts';
import { type FinishDeps, fail } from './finish.ts';
import { isHelped } from './lost-factor.ts';
import type { Next } from './next-step.ts';
import { look, posting, stepPath } from './step.ts';
import type { Visit } from './visit.ts';

export type RefusalDeps = SelectAccountDeps & FinishDeps;

export function showDenied(deps: RefusalDeps, visit: Visit, deny: Deny): Promise<void> {
  if (deny.why === 'other-tenant') return showAccount(deps, visit, 'other-tenant');
  return deps.pages.show(
    visit.ctx,
    'interactions/denied',
    {
      ...posting(deps, visit, 'leave'),
      reason: deny.why,
      otherAccountAction: stepPath(visit, 'other-account'),
      helpHref: isHelped(deny) ? stepPath(visit, 'lost-factor') : null,
    },
    look(visit, 403),
  );
}

export function recordRefusal(
  { audit, now }: { readonly audit: AuditLog; readonly now: () => number },
  visit: Visit,
  judged: Next['judged'],
  deny: Deny,
): void {
  // Nobody is signed in: strangers could fill the log.
  if (!judged.account) return;
  const refused = { type: 'authorization.refused', why: deny.why, reasons: explain(deny), count: 1 } as const;
  audit.fold(refused, contextOf(visit, judged), now());
}

/** Returns where the browser goes on: the application's answer to a refusal. */
export function refuse(deps: FinishDeps, visit: Visit, deny: Deny): Promise<string> {
  if (deny.why !== 'level-unreachable')
    return fail(deps, visit, 'access_denied', `refused by policy: ${deny.why}`);
  const why = 'nothing that this account may use reaches the level asked for';
  return fail(deps, visit, 'unmet_authentication_requirements', why);
}
