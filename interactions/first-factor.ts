// What both ways to prove the first factor share, password and passkey: one page, and what follows a right one.
// Invariant: what the page shows does not depend on whether an account exists; the page after it is chosen by next-step.ts.
import type { EventContext } from '../audit/event.ts';
import type { Passkey } from '../factors/passkey/passkey.ts';
import type { Invitations } from '../factors/second-ways/invitation.ts';
import type { Browsers } from '../http/browser.ts';
import { eventContext } from '../http/event-context.ts';
import type { Pages } from '../http/pages.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Vault } from '../ports/vault.ts';
import { type FormState, filledForm } from '../views/form.ts';
import type { PageModels } from '../views/pages.ts';
import {
  type Again,
  advance,
  look,
  type PostingDeps,
  posting,
  type Submitted,
  statusOf,
  stepPath,
} from './step.ts';
import { changeSignIn, ofNobody, type Visit, type VisitDeps } from './visit.ts';
import { isSomebodyElse } from './wanted-subject.ts';

export interface FirstFactorDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly browsers: Browsers;
  readonly passkey: Passkey;
  readonly invitations: Invitations;
  readonly accounts: Accounts;
  readonly vault: Pick<Vault, 'seal'>;
}

export type FirstFactorForm = FormState<'identifier' | 'password' | 'passkey', 'identifier'>;

/** Longest identifier that is looked at: an e-mail address has at most 254 characters (RFC 5321 4.5.3.1). */
export const longestIdentifier = 320;

/** @param removed a passkey that was just used and is no longer there: its credential id */
export async function showFirstFactor(
  deps: FirstFactorDeps,
  visit: Visit,
  again: Again<FirstFactorForm> | null,
  removed: string | null = null,
): Promise<void> {
  const known = await knownIdentifier(deps, visit);
  await deps.pages.show(
    visit.ctx,
    'interactions/password',
    {
      ...posting(deps, visit, 'password'),
      form: again?.form ?? filledForm({ identifier: known ?? hintOf(visit) }),
      passkey: firstPasskey(deps, visit, removed),
      otherAccountAction: known === null ? null : stepPath(visit, 'other-account'),
      forgotHref: stepPath(visit, 'forgot-password'),
      isNew: visit.signIn.passwordReset?.isDone === true,
      cancelAction: stepPath(visit, 'cancel'),
    },
    look(visit, statusOf(again)),
  );
}

/** What the browser is asked, where nobody is named yet. @param removed as above */
export function firstPasskey(
  { passkey }: Pick<FirstFactorDeps, 'passkey'>,
  visit: Visit,
  removed: string | null,
): PageModels['interactions/password']['passkey'] {
  const options = passkey.askFirst(visit.signIn.id);
  return {
    how: 'sign-in',
    action: stepPath(visit, 'passkey'),
    options,
    freshHref: stepPath(visit, ''),
    unknown: removed === null ? null : { rpID: options.rpId, credentialID: removed },
  };
}

/**
 * From now on the sign-in is this account's, and of its organisation, where none was known.
 * @param identifier normalised: what this browser is remembered by
 * @param unkeptBackupCodes sealed, where some came with the proof
 */
export async function acceptFirst<Form>(
  deps: FirstFactorDeps,
  visit: Visit,
  accountId: string,
  identifier: string,
  unkeptBackupCodes: string | null = null,
): Promise<Submitted<Form>> {
  const { browserSecret, signIn } = visit;
  const account = await deps.accounts.find(accountId);
  const tenantId = signIn.tenantId ?? account?.tenantId ?? null;
  // An invitation used in this very browser is the second way of a first enrollment (B9).
  const confirmation = await deps.invitations.confirm(
    accountId,
    (hash) => deps.browsers.matches(browserSecret, accountId, hash),
    { ...contextOfNobody(visit, tenantId), accountId, actor: { kind: 'account', id: accountId } },
  );
  const changed = await changeSignIn(deps, signIn.id, {
    ...(accountId !== signIn.accountId && ofNobody),
    tenantId,
    accountId,
    identifier,
    accountZone: account?.profile.zoneinfo ?? null,
    accountChosen: true,
    ...(confirmation && { confirmation }),
    ...(unkeptBackupCodes !== null && { unkeptBackupCodes }),
  });
  return changed ? advance : { outcome: 'expired' };
}

/** What was typed in this sign-in, or who is signed in and has to prove it again; null if neither. */
async function knownIdentifier({ accounts }: FirstFactorDeps, visit: Visit): Promise<string | null> {
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
export function contextOfNobody({ ctx, client, signIn }: Visit, tenantId: string | null): EventContext {
  return eventContext(ctx, { tenantId, clientId: client.id, signInId: signIn.id });
}
