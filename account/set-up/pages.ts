// The pages of a set-up from the account pages: which one it stands at, and their routes.
// Invariant: every one of them asks for fresh proof (A12), since each shows or takes what binds a factor to the account; a post
// is taken only while the set-up stands at that step.
import type { Context } from 'koa';
import { isUntried } from '../../factors/enrolled-factor.ts';
import type { FormFields } from '../../http/form-body.ts';
import type { RouteRow } from '../../http/route.ts';
import { type OfferedKind, offersOf } from '../offers.ts';
import { changes, reads } from '../rows.ts';
import { redirect, type Visit, type Visits } from '../visit.ts';
import { type AuthenticatorDeps, makeKey, showAuthenticator, tryAuthenticator } from './authenticator.ts';
import { type ChoiceDeps, chooseAgain, showChoiceAgain } from './choice.ts';
import { type CodesDeps, downloadCodes, printCodes, saidKept, showCodes } from './codes.ts';
import {
  type ConfirmationDeps,
  needsConfirmation,
  sendCode,
  showConfirmation,
  tryConfirmation,
} from './confirmation.ts';
import {
  type PasskeyDeps,
  registeredPasskey,
  registerPasskey,
  showNewPasskey,
  showUse,
  usePasskeyOnce,
} from './passkey.ts';
import { type PhoneDeps, sendText, showPhone, tryPhone } from './phone.ts';
import { addedHref, findSetUp, type SettingUp, setUpPath } from './set-up.ts';

export interface SetUpPagesDeps
  extends ConfirmationDeps,
    AuthenticatorDeps,
    PhoneDeps,
    PasskeyDeps,
    ChoiceDeps,
    CodesDeps {}

type Step = 'backup-codes' | 'confirmation' | (typeof steps)[OfferedKind] | 'use-passkey' | 'none';
/** `under-way`: while nothing is set up yet. */
type Asked = Step | 'any' | 'under-way';
type Handle = (deps: SetUpPagesDeps, at: SettingUp, fields: FormFields) => Promise<void>;

/** Where each kind is set up. */
const steps = { passkey: 'new-passkey', totp: 'authenticator', sms: 'phone' } as const satisfies Record<
  OfferedKind,
  string
>;

const fresh = { fresh: true } as const;
const perMinute = 'five a minute an account (B6)';

export function setUpRoutes(deps: SetUpPagesDeps, visits: Visits): readonly RouteRow[] {
  const get = (part: string, step: Asked, handle: Handle) =>
    reads(
      `/set-up/:setUp${part}`,
      visits.reading((visit) => inSetUp(deps, visit, {}, step, handle), fresh),
    );
  const post = (part: string, step: Asked, handle: Handle, limit?: string) =>
    changes(
      `/set-up/:setUp${part}`,
      visits.acting(pageOf, (visit, fields) => inSetUp(deps, visit, fields, step, handle), fresh),
      limit,
    );
  return [
    get('', 'any', show),
    get('/choice', 'under-way', showChoiceAgain),
    post('/choice', 'under-way', choose, perMinute),
    post('/send-code', 'confirmation', sendCode, 'mails per account'),
    post('/confirmation', 'confirmation', confirm, 'five tries a mailed code'),
    post('/authenticator', 'authenticator', tryAuthenticator, perMinute),
    post('/new-key', 'authenticator', (_deps, at) => makeKey(deps, at, true), perMinute),
    post('/send-text', 'phone', sendText, 'messages per number, account and address'),
    post('/phone', 'phone', tryPhone, perMinute),
    post('/new-passkey', 'new-passkey', registerPasskey, 'ten a minute an account (B6)'),
    post('/use-passkey', 'use-passkey', usePasskeyOnce, 'ten a minute an account (B6)'),
    post('/backup-codes', 'backup-codes', saidKept),
    get('/backup-codes-file', 'backup-codes', downloadCodes),
    get('/backup-codes-print', 'backup-codes', printCodes),
  ];
}

/** The page that a form of a set-up stands on. */
function pageOf({ params }: Context): string {
  return `/account/set-up/${String(params.setUp)}`;
}

async function inSetUp(
  deps: SetUpPagesDeps,
  visit: Visit,
  fields: FormFields,
  asked: Asked,
  handle: Handle,
): Promise<void> {
  const at = await findSetUp(deps, visit);
  if (!at) return redirect(visit, '/account/factors');
  // A page left open in another tab: where the set-up stands now is shown.
  if (!isAt(asked, await stepOf(deps, at))) return redirect(visit, setUpPath(at.setUp));
  await handle(deps, at, fields);
}

function isAt(asked: Asked, step: Step): boolean {
  if (asked === 'under-way') return step !== 'none' && step !== 'backup-codes';
  return asked === 'any' || asked === step;
}

async function stepOf(deps: SetUpPagesDeps, at: SettingUp): Promise<Step> {
  const kind = kindOf(at);
  const registered = kind === 'passkey' ? await registeredPasskey(deps, at) : null;
  const isUsed = registered !== null && !isUntried(registered);
  if (registered && !isUsed && !at.setUp.passesUntried) return 'use-passkey';
  if (at.setUp.unkeptBackupCodes !== null) return 'backup-codes';
  if (kind === null || isUsed) return 'none';
  return needsConfirmation(at) ? 'confirmation' : steps[kind];
}

/** What is set up; null where it is not offered (any more). */
function kindOf({ visit, setUp }: SettingUp): OfferedKind | null {
  return offersOf(visit).find((kind) => kind === setUp.setUpKind) ?? null;
}

async function show(deps: SetUpPagesDeps, at: SettingUp): Promise<void> {
  switch (await stepOf(deps, at)) {
    case 'backup-codes':
      return showCodes(deps, at);
    case 'confirmation':
      return showConfirmation(deps, at, null);
    case 'authenticator':
      return showAuthenticator(deps, at, null);
    case 'phone':
      return showPhone(deps, at, null);
    case 'new-passkey':
      return showNewPasskey(deps, at, null);
    case 'use-passkey':
      return showUse(deps, at, null);
    case 'none':
      return redirect(at.visit, kindOf(at) === null ? '/account/factors' : addedHref);
  }
}

async function choose(deps: SetUpPagesDeps, at: SettingUp, fields: FormFields): Promise<void> {
  const chosen = await chooseAgain(deps, at, fields);
  if (chosen) await begin(deps, chosen);
}

async function confirm(deps: SetUpPagesDeps, at: SettingUp, fields: FormFields): Promise<void> {
  const confirmed = await tryConfirmation(deps, at, fields);
  if (confirmed) await begin(deps, confirmed);
}

/** The first page after what had to be shown before: its key is made by the post that leads there. */
export async function begin(deps: SetUpPagesDeps, at: SettingUp): Promise<void> {
  if (needsConfirmation(at)) return redirect(at.visit, setUpPath(at.setUp));
  if (kindOf(at) === 'totp') return makeKey(deps, at, false);
  redirect(at.visit, setUpPath(at.setUp));
}
