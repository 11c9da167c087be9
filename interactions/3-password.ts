// The first factor: identifier and password in one step. The page after this one is chosen by next-step.ts.
// Invariant: what it says and how long it takes do not depend on whether the account exists.

import { normaliseIdentifier } from '../factors/identifier.ts';
import type { Password } from '../factors/password/password.ts';
import { addressOf } from '../http/address.ts';
import { personOf } from '../http/browser.ts';
import type { FormFields } from '../http/form-body.ts';
import { shownTime } from '../http/waiting.ts';
import { type ErrorKey, formWithError } from '../views/form.ts';
import {
  acceptFirst,
  contextOfNobody,
  type FirstFactorDeps,
  type FirstFactorForm as Form,
  longestIdentifier,
  showFirstFactor,
} from './first-factor.ts';
import type { At, Step, Submitted } from './step.ts';

export interface PasswordStepDeps extends FirstFactorDeps {
  readonly password: Password;
}

export function createPasswordStep(deps: PasswordStepDeps): Step<'password', Form> {
  return {
    show: ({ visit }, again) => showFirstFactor(deps, visit, again),
    submit: (at, fields) => submit(deps, at, fields),
  };
}

async function submit(
  deps: PasswordStepDeps,
  { visit }: At<'password'>,
  { identifier: typed = '', password = '' }: FormFields,
): Promise<Submitted<Form>> {
  const { ctx, signIn, tenant } = visit;
  const identifier = normaliseIdentifier(typed.slice(0, longestIdentifier));
  const kept = { identifier: typed.slice(0, longestIdentifier) };
  if (identifier === '') return again('identifier', 'error.required.identifier', kept);
  if (password === '') return again('password', 'error.required.password', kept);
  if (!tenant)
    throw new Error('A password was taken before the organisation was known: next-step is broken.');

  const result = await deps.password.verify({
    tenantId: tenant.id,
    identifier,
    password,
    knownBrowser: deps.browsers.known(ctx, personOf(tenant.id, identifier)),
    address: addressOf(ctx),
    signInId: signIn.id,
    expiresAt: signIn.expiresAt,
    context: contextOfNobody(visit, tenant.id),
  });
  if (result.ok) return acceptFirst(deps, visit, result.accountId, identifier);
  if (result.reason === 'busy') return { outcome: 'busy' };
  if (result.reason === 'locked') {
    const form = formWithError<'identifier' | 'password', 'identifier'>(
      'password',
      'error.locked',
      { until: shownTime(result.until) },
      kept,
    );
    return { outcome: 'again', form, lockedUntil: result.until };
  }
  if (result.reason === 'disabled') return again('password', 'error.password-disabled', kept);
  return again('password', 'error.credentials', kept);
}

function again(
  field: 'identifier' | 'password',
  key: ErrorKey,
  kept: { identifier: string },
): Submitted<Form> {
  return { outcome: 'again', form: formWithError(field, key, {}, kept) };
}
