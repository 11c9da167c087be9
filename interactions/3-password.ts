// The first factor: identifier and password in one step. The page after this one is chosen by next-step.ts.
// Invariant: what it says and how long it takes do not depend on whether the account exists.
import type { EventContext } from '../audit/event.ts';
import { normaliseIdentifier } from '../factors/identifier.ts';
import type { Invitations } from '../factors/invitation.ts';
import type { Password } from '../factors/password.ts';
import { addressOf } from '../http/address.ts';
import type { Browsers } from '../http/browser.ts';
import { eventContext } from '../http/event-context.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import type { Accounts } from '../ports/accounts.ts';
import { type ErrorKey, type FormState, filledForm, formWithError } from '../views/form.ts';
import { personOf } from './finish.ts';
import {
  type At,
  advance,
  look,
  type PostingDeps,
  posting,
  type Step,
  type Submitted,
  shownTime,
  statusOf,
  stepPath,
} from './step.ts';
import { changeSignIn, ofNobody, type Visit, type VisitDeps } from './visit.ts';
import { isSomebodyElse } from './wanted-subject.ts';

export interface PasswordStepDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly browsers: Browsers;
  readonly password: Password;
  readonly invitations: Invitations;
  readonly accounts: Accounts;
}

type Form = FormState<'identifier' | 'password', 'identifier'>;

/** Longest identifier that is looked at: an e-mail address has at most 254 characters (RFC 5321 4.5.3.1). */
const longestIdentifier = 320;

export function createPasswordStep(deps: PasswordStepDeps): Step<'password', Form> {
  return {
    async show({ visit }, again) {
      const known = await knownIdentifier(deps, visit);
      await deps.pages.show(
        visit.ctx,
        'interactions/password',
        {
          ...posting(deps, visit, 'password'),
          form: again?.form ?? filledForm({ identifier: known ?? hintOf(visit) }),
          lockedUntil: again?.lockedUntil ?? null,
          otherAccountAction: known === null ? null : stepPath(visit, 'other-account'),
          cancelAction: stepPath(visit, 'cancel'),
        },
        look(visit, statusOf(again)),
      );
    },
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
    knownBrowser: deps.browsers.known(ctx, personOf(visit, identifier)),
    address: addressOf(ctx),
    signInId: signIn.id,
    expiresAt: signIn.expiresAt,
    context: contextOf(visit, tenant.id),
  });
  if (result.ok) return accept(deps, visit, result.accountId, identifier);
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

async function accept(
  deps: PasswordStepDeps,
  visit: Visit,
  accountId: string,
  identifier: string,
): Promise<Submitted<Form>> {
  const { browserSecret, tenant, signIn } = visit;
  // An invitation used in this very browser is the second way of a first enrollment (B9).
  const confirmation = await deps.invitations.confirm(
    accountId,
    (hash) => deps.browsers.matches(browserSecret, accountId, hash),
    { ...contextOf(visit, tenant?.id ?? ''), accountId, actor: { kind: 'account', id: accountId } },
  );
  const account = await deps.accounts.find(accountId);
  const changed = await changeSignIn(deps, signIn.id, {
    ...(accountId !== signIn.accountId && ofNobody),
    accountId,
    identifier,
    accountZone: account?.profile.zoneinfo ?? null,
    accountChosen: true,
    ...(confirmation && { confirmation }),
  });
  return changed ? advance : { outcome: 'expired' };
}

function again(
  field: 'identifier' | 'password',
  key: ErrorKey,
  kept: { identifier: string },
): Submitted<Form> {
  return { outcome: 'again', form: formWithError(field, key, {}, kept) };
}

/** What was typed in this sign-in, or who is signed in and has to prove it again; null if neither. */
async function knownIdentifier({ accounts }: PasswordStepDeps, visit: Visit): Promise<string | null> {
  const { identifier, accountId } = visit.signIn;
  if (identifier !== null) return identifier;
  if (accountId === null || isSomebodyElse(visit)) return null;
  const account = await accounts.find(accountId);
  return account?.email ?? account?.username ?? null;
}

function hintOf({ interaction }: Visit): string {
  const { login_hint: hint } = interaction.params;
  return typeof hint === 'string' ? hint.slice(0, longestIdentifier) : '';
}

/** Of whom is not said: the account is known only once the password was right. */
function contextOf({ ctx, client, signIn }: Visit, tenantId: string): EventContext {
  return eventContext(ctx, { tenantId, clientId: client.id, signInId: signIn.id });
}
