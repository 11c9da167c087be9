// The second factor: a code from the authenticator app, or a backup code, with a link from each to the other.
// Invariant: which codes may answer is what decide() said; a right code during a lock fails and is not used up.

import { type BackupCodes, fewBackupCodes } from '../factors/backup-codes.ts';
import type { Totp } from '../factors/totp.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import type { EvidenceKind } from '../policy/facts.ts';
import { type ErrorKey, emptyForm, type FormState, formWithError } from '../views/form.ts';
import type { OtherMethod } from '../views/pages.ts';
import { accountOf, contextOf } from './about.ts';
import {
  type Again,
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
import { changeSignIn, type VisitDeps } from './visit.ts';

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
    show: (at, again) => show(deps, at, again, methodOf(at)),
    submit: (at, fields) =>
      methodOf(at) === 'totp' ? tryTotp(deps, at, fields) : tryBackupCode(deps, at, fields),
  };
}

/** The method that the address names, if it may answer; else the strongest that may. */
function methodOf({ visit, next }: AtSecond): Method {
  const offered = next.prove.by.filter(isMethod);
  return offered.find((kind) => kind === visit.ctx.query.method) ?? offered[0] ?? 'totp';
}

function isMethod(kind: EvidenceKind): kind is Method {
  return kind === 'totp' || kind === 'backup-code';
}

function show(
  deps: SecondFactorDeps,
  at: AtSecond,
  again: Again<Form> | null,
  method: Method,
): Promise<void> {
  const { visit, next, judged } = at;
  const model = {
    ...posting(deps, visit, `second-factor?method=${method}`),
    form: again?.form ?? emptyForm,
    account: judged.account?.entry.email ?? judged.account?.entry.username ?? '',
    organization: visit.tenant?.name ?? '',
    lockedUntil: again?.lockedUntil ?? null,
    others: next.prove.by
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
): Promise<Submitted<Form>> {
  if (code.trim() === '') return again('error.required.code');
  const result = await deps.totp.verify({ ...trying(at), code });
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
  result: { reason: Reason } | { reason: 'locked'; until: number } | { reason: 'busy' },
  errors: Readonly<Record<string, ErrorKey>>,
): Submitted<Form> {
  if (result.reason === 'busy') return { outcome: 'busy' };
  if ('until' in result) {
    const form = formWithError('code' as const, 'error.locked', { until: shownTime(result.until) });
    return { outcome: 'again', form, lockedUntil: result.until };
  }
  return again(errors[result.reason] ?? 'error.code-wrong');
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
