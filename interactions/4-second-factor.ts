// The second factor: a code from the authenticator app, or a backup code, with a link from each to the other.
// Invariant: which codes may answer is what decide() said; a right code during a lock fails and is not used up.

import type { Context } from 'koa';
import { type BackupCodes, fewBackupCodes } from '../factors/backup-codes.ts';
import type { Totp } from '../factors/totp.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import type { EvidenceKind } from '../policy/facts.ts';
import type { SecondFactorFound } from '../ports/sign-ins.ts';
import { type ErrorKey, emptyForm, type FormState, formWithError } from '../views/form.ts';
import type { OtherMethod } from '../views/pages.ts';
import { accountOf, contextOf, shownName } from './about.ts';
import {
  type Again,
  type At,
  advance,
  type Begun,
  begunFor,
  look,
  type PostingDeps,
  posting,
  type Step,
  type Submitted,
  shownTime,
  statusOf,
  stepPath,
  type UsedAlready,
} from './step.ts';
import { changeSignIn, type Visit, type VisitDeps } from './visit.ts';

export interface SecondFactorDeps extends PostingDeps, Pick<VisitDeps, 'signIns' | 'now'> {
  readonly pages: Pages;
  readonly totp: Totp;
  readonly backupCodes: BackupCodes;
}

type Form = FormState<'code'>;
type Method = OtherMethod['kind'];
type AtSecond = At<'second-factor'>;

export function createSecondFactor(deps: SecondFactorDeps): Step<'second-factor', Form> {
  return {
    begin: (ctx, { code = '' }, accountId) => beginTotp(deps, ctx, code, accountId),
    show: (at, again) => show(deps, at.visit, foundAt(deps, at), again),
    submit: (at, fields, begun) =>
      methodOf(at.visit, at.next.prove) === 'totp'
        ? tryTotp(deps, at, fields, begun)
        : tryBackupCode(deps, at, fields),
  };
}

/** For go-on.ts: the page as it first appears, from what a post has just found. */
export function createSecondFactorPage(deps: SecondFactorDeps) {
  return (visit: Visit, found: SecondFactorFound): Promise<void> => show(deps, visit, found, null);
}

function foundAt({ now }: SecondFactorDeps, { next, judged }: AtSecond): SecondFactorFound {
  return { by: next.prove.by, account: shownName(judged), at: now() };
}

/** The method that the address names, if it may answer; else the strongest that may. */
function methodOf({ ctx }: Visit, { by }: Pick<SecondFactorFound, 'by'>): Method {
  const offered = by.filter(isMethod);
  return offered.find((kind) => kind === ctx.query.method) ?? offered[0] ?? 'totp';
}

function isMethod(kind: EvidenceKind): kind is Method {
  return kind === 'totp' || kind === 'backup-code';
}

/** A code of the app is counted for the account that the form names, while the sign-in is being read; null: nothing to count. */
function beginTotp(
  { totp }: SecondFactorDeps,
  ctx: Context,
  code: string,
  accountId: string,
): Promise<Begun> | null {
  if (ctx.query.method !== 'totp') return null;
  return totp.admit(accountId, code)?.then((admission) => begunFor(accountId, admission)) ?? null;
}

function show(
  deps: SecondFactorDeps,
  visit: Visit,
  found: SecondFactorFound,
  again: Again<Form> | null,
): Promise<void> {
  const method = methodOf(visit, found);
  const { accountId, expiresAt: until } = visit.signIn;
  const model = {
    ...posting(
      deps,
      visit,
      `second-factor?method=${method}`,
      accountId === null ? null : { accountId, until },
    ),
    form: again?.form ?? emptyForm,
    account: found.account,
    organization: visit.tenant?.name ?? '',
    lockedUntil: again?.lockedUntil ?? null,
    others: found.by
      .filter(isMethod)
      .filter((kind) => kind !== method)
      .map((kind) => ({ kind, href: `${stepPath(visit, '')}?method=${kind}` })),
    otherAccountAction: stepPath(visit, 'other-account'),
    cancelAction: stepPath(visit, 'cancel'),
  };
  const page = method === 'totp' ? 'interactions/second-factor' : 'interactions/backup-code';
  return deps.pages.show(visit.ctx, page, model, look(visit, statusOf(again)));
}

async function tryTotp(
  deps: SecondFactorDeps,
  at: AtSecond,
  { code = '' }: FormFields,
  begun: Promise<Begun> | null,
): Promise<Submitted<Form>> {
  if (code.trim() === '') return again('error.required.code');
  const proving = trying(at);
  // A form of another account, left open in another tab, has counted nothing for this one.
  const admission = (await begun)?.take(proving.accountId);
  const result = await deps.totp.verify({ ...proving, code, ...(admission && { admission }) });
  return result.ok ? advance : refused(result, totpErrors);
}

async function tryBackupCode(
  deps: SecondFactorDeps,
  at: AtSecond,
  { code = '' }: FormFields,
): Promise<Submitted<Form>> {
  if (code.trim() === '') return again('error.required.code');
  const result = await deps.backupCodes.verify({ ...trying(at), code });
  if (!result.ok) return refused(result, backupCodeErrors);
  if (result.left > fewBackupCodes) return advance;
  const changed = await changeSignIn(deps, at.visit.signIn.id, { fewBackupCodesLeft: result.left });
  return changed ? advance : { outcome: 'expired' };
}

const totpErrors = {
  wrong: 'error.code-clock',
  malformed: 'error.code-malformed',
  'used-already': 'error.code-used',
  disabled: 'error.factor-disabled',
  'not-enrolled': 'error.code-wrong',
} as const satisfies Record<string, ErrorKey>;

const backupCodeErrors = {
  wrong: 'error.backup-code-wrong',
  malformed: 'error.backup-code-malformed',
  'used-already': 'error.backup-code-used',
  disabled: 'error.factor-disabled',
  'not-enrolled': 'error.backup-code-wrong',
} as const satisfies Record<string, ErrorKey>;

function refused<Reason extends string>(
  result:
    | { reason: Reason }
    | { reason: 'locked'; until: number }
    | ({ reason: 'used-already' } & UsedAlready),
  errors: Readonly<Record<string, ErrorKey>>,
): Submitted<Form> {
  if (result.reason === 'busy') return { outcome: 'busy' };
  if ('until' in result) {
    const form = formWithError('code' as const, 'error.locked', { until: shownTime(result.until) });
    return { outcome: 'again', form, lockedUntil: result.until };
  }
  const form = formWithError('code' as const, errors[result.reason] ?? 'error.code-wrong');
  return { outcome: 'again', form, usedAlready: 'notTried' in result ? result : null };
}

function again(key: ErrorKey): Submitted<Form> {
  return { outcome: 'again', form: formWithError('code' as const, key) };
}

/** Who tries, where the evidence goes, and what the events say. */
function trying(at: AtSecond) {
  const { visit, judged } = at;
  return {
    accountId: accountOf(at).account.id,
    signInId: visit.signIn.id,
    expiresAt: visit.signIn.expiresAt,
    context: contextOf(visit, judged),
  };
}
