// Ends an interaction: hands the result to node-oidc-provider, whose resume asks the gate again.
// Invariant: the only caller of `finish`. What it says of acr and amr the gate writes anew; it proves nothing.
import type { AuditLog } from '../audit/event.ts';
import { eventContext } from '../http/event-context.ts';
import type { Allow } from '../policy/decision.ts';
import { type RememberingDeps, settleDevice } from './remembering.ts';
import type { At } from './step.ts';
import type { InteractionResult, ProviderInteractions, Visit } from './visit.ts';
import { wantedSubject } from './wanted-subject.ts';

export interface FinishDeps extends RememberingDeps {
  readonly provider: ProviderInteractions;
  readonly audit: AuditLog;
}

/** Returns where the browser goes on. */
export async function finish(deps: FinishDeps, at: At<'finish' | 'consent'>, allow: Allow): Promise<string> {
  const { visit, judged } = at;
  const { ctx, interaction } = visit;
  const accountId = judged.account?.account.id;
  if (!accountId) throw new Error('A sign-in ended without an account: next-step is broken.');
  const wanted = wantedSubject(visit);
  if (wanted !== null && wanted !== accountId)
    return fail(deps, visit, 'login_required', 'somebody else signed in than was asked for');
  const result: InteractionResult = {
    login: {
      accountId,
      acr: allow.acr,
      amr: allow.amr,
      ts: Math.floor(allow.authTime / 1000),
      remember: false,
    },
    ...(interaction.prompt.name === 'select_account' && { select_account: {} }),
    ...(interaction.prompt.name === 'consent' && { consent: {} }),
  };
  const wayOn = await deps.provider.finish(ctx, result);
  await settleDevice(deps, at, allow);
  return wayOn;
}

/** The person gave up: the application is told. */
export async function cancel(deps: FinishDeps, visit: Visit): Promise<string> {
  const { ctx, client, signIn } = visit;
  const about = {
    tenantId: signIn.tenantId,
    accountId: signIn.accountId,
    clientId: client.id,
    signInId: signIn.id,
  };
  deps.audit.fold({ type: 'authorization.cancelled', count: 1 }, eventContext(ctx, about), deps.now());
  return fail(deps, visit, 'access_denied', 'the person cancelled the sign-in');
}

export function fail(deps: FinishDeps, { ctx }: Visit, error: string, description: string): Promise<string> {
  return deps.provider.finish(ctx, { error, error_description: description });
}
