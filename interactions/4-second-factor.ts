// The second factor: a page for each way to prove it (second-factor/), with links from each to the others.
// Invariant: which ways may answer is what decide() said. Whether this browser is to be remembered is asked on every page whose
// proof can be, and never ticked before.
import { userVerificationOf } from '../factors/passkey/passkey.ts';
import { type FormFields, formFields } from '../http/form-body.ts';
import { canRemember } from '../policy/remembering.ts';
import type { SecondFactorFound } from '../ports/sign-ins.ts';
import type { SecondFactorFrame } from '../views/pages.ts';
import { accountOf, shownName } from './about.ts';
import { keepTick } from './remembering.ts';
import { type BackupCodeMethodDeps, createBackupCodeMethod } from './second-factor/backup-code.ts';
import { type BreakGlassMethodDeps, createBreakGlassMethod } from './second-factor/break-glass.ts';
import type { AtSecond, Method, MethodForm, MethodKind } from './second-factor/method.ts';
import { createPasskeyMethod, type PasskeyMethodDeps } from './second-factor/passkey.ts';
import { createSmsMethod, type SmsMethodDeps } from './second-factor/sms.ts';
import { createTotpMethod, type TotpMethodDeps } from './second-factor/totp.ts';
import type { AtSetUp } from './set-up-frame.ts';
import { type Again, type PostingDeps, posting, type Step, stepPath } from './step.ts';
import type { Visit } from './visit.ts';

export interface SecondFactorDeps
  extends PostingDeps,
    PasskeyMethodDeps,
    TotpMethodDeps,
    SmsMethodDeps,
    BackupCodeMethodDeps,
    BreakGlassMethodDeps {}

type Methods = { readonly [Kind in MethodKind]: Method };

function methodsOf(deps: SecondFactorDeps): Methods {
  return {
    passkey: createPasskeyMethod(deps),
    totp: createTotpMethod(deps),
    sms: createSmsMethod(deps),
    'backup-code': createBackupCodeMethod(deps),
    'break-glass': createBreakGlassMethod(deps),
  };
}

export function createSecondFactor(deps: SecondFactorDeps): Step<'second-factor', MethodForm> {
  const methods = methodsOf(deps);
  const asked = (name: unknown) => kindsOf(methods).find((kind) => kind === name);
  return {
    begin(ctx, fields, accountId) {
      const kind = asked(ctx.query.method);
      return (kind && methods[kind].begin?.(ctx, fields, accountId)) ?? null;
    },
    show: (at, again) =>
      show(deps, methods, at.visit, secondFactorFound(at, deps.now()), again, setUpBeside(at)),
    async submit(at, fields, begun) {
      const kind = chosen(methods, at.visit, secondFactorFound(at, deps.now()));
      const submitted = await methods[kind].submit(at, fields, begun);
      if (submitted.outcome !== 'advance') return submitted;
      return (await keepTick(deps, at.visit, isTicked(fields))) ? submitted : { outcome: 'expired' };
    },
  };
}

function setUpBeside({ visit, judged, next: { besideSetUp: enroll } }: AtSecond): AtSetUp | null {
  return enroll && { visit, judged, next: { enroll } };
}

/** For go-on.ts: the page as it first appears, from what a post has just found. */
export function createSecondFactorPage(deps: SecondFactorDeps) {
  const methods = methodsOf(deps);
  return (visit: Visit, found: SecondFactorFound): Promise<void> => show(deps, methods, visit, found, null);
}

/** What the policy has just said of the second factor. @param at ms */
export function secondFactorFound(here: Pick<AtSecond, 'next' | 'judged'>, at: number): SecondFactorFound {
  const { lastUsed, policy } = accountOf(here);
  const { by, factors } = here.next.prove;
  const remembered = by.filter((kind) => canRemember(kind, policy));
  const passkeys = { factors, userVerification: userVerificationOf(policy.passkeys) };
  const { rememberDays } = policy;
  return { by, passkeys, lastUsed, account: shownName(here.judged), remembered, rememberDays, at };
}

/** The tick of the box "Don't ask on this browser". */
function isTicked({ remember }: FormFields): boolean {
  return remember === 'yes';
}

function kindsOf(methods: Methods): readonly MethodKind[] {
  return Object.keys(methods) as readonly MethodKind[]; // the keys of `Methods`
}

/** The method that the address names, if it may answer; else the one used last, else the strongest that may. */
function chosen(methods: Methods, { ctx }: Visit, { by, lastUsed }: SecondFactorFound): MethodKind {
  const offered = offeredOf(methods, by);
  const named = offered.find((kind) => kind === ctx.query.method);
  return named ?? offered.find((kind) => kind === lastUsed) ?? offered[0] ?? 'totp';
}

function offeredOf(methods: Methods, by: SecondFactorFound['by']): readonly MethodKind[] {
  return by.flatMap((kind) => kindsOf(methods).filter((known) => known === kind));
}

function show(
  deps: SecondFactorDeps,
  methods: Methods,
  visit: Visit,
  found: SecondFactorFound,
  again: Again<MethodForm> | null,
  besideSetUp: AtSetUp | null = null,
): Promise<void> {
  const kind = chosen(methods, visit, found);
  const { accountId, expiresAt: until } = visit.signIn;
  const asks = accountId === null ? null : { accountId, until };
  const frame: SecondFactorFrame = {
    ...posting(deps, visit, `second-factor?method=${kind}`, asks),
    account: found.account,
    organization: visit.tenant?.name ?? '',
    remember: found.remembered.includes(kind)
      ? { days: found.rememberDays, ticked: again !== null && isTicked(formFields(visit.ctx) ?? {}) }
      : null,
    others: offeredOf(methods, found.by)
      .filter((other) => other !== kind)
      .map((other) => ({ kind: other, href: `${stepPath(visit, '')}?method=${other}` })),
    otherAccountAction: stepPath(visit, 'other-account'),
    lostHref: stepPath(visit, 'lost-factor'),
    cancelAction: stepPath(visit, 'cancel'),
  };
  return methods[kind].show(visit, frame, again, { found, besideSetUp });
}
