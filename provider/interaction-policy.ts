// The prompts of an authorization and their order, which is the documentation: who, proved how well, agreed to what, recorded.
// Invariant: every authorization goes select_account -> login (with the gate) -> consent -> record, in that order.
import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { createAuthorizationRecorder, type RecordDeps } from './record-authorization.ts';
import { createGate, type GateDeps, type Passed } from './require-policy.ts';

export interface InteractionPolicyDeps extends Omit<GateDeps, 'passed'>, Omit<RecordDeps, 'passed'> {}

export function createInteractionPolicy(deps: InteractionPolicyDeps) {
  const { base, Check, Prompt } = interactionPolicy;
  const passed = new WeakMap<object, Passed>();
  const gate = createGate({ ...deps, passed });
  const record = createAuthorizationRecorder({ ...deps, passed });
  const policy = base();

  policy.add(new Prompt({ name: 'select_account', requestable: true }), 0);
  const login = policy.get('login');
  const consent = policy.get('consent');
  if (!login || !consent)
    throw new Error('node-oidc-provider changed its base policy: read provider/provider.ts again.');
  // Freshness and levels are the gate's, first and second factors alike; left in, the library's would ask again and loop.
  for (const reason of ['max_age', 'essential_acr', 'essential_acrs']) login.checks.remove(reason);
  login.checks.add(new Check('policy', 'the organisation asks for more than was proved', gate));
  consent.checks.remove('native_client_prompt');
  consent.checks.add(new Check('native_client', 'native applications may be imitated', nativeNeedsConsent));
  policy.add(new Prompt({ name: 'record' }, new Check('record', 'recording never prompts', record)));
  return policy;
}

/** An application that anyone on a device can imitate asks every time (RFC 8252 8.6), unless it is the organisation's own. */
function nativeNeedsConsent(ctx: KoaContextWithOIDC): boolean {
  const { client, result } = ctx.oidc;
  return client?.applicationType === 'native' && client.sallyport_first_party !== true && !result?.consent;
}
