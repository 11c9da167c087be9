// Asks decision/ what is missing and names the page for it. The only place that knows which step follows.
// Invariant: it rests on what the server recorded, never on a form having arrived.
import type { Decisions, Judged } from '../decision/decisions.ts';
import { missingProofForSetUp } from '../decision/fresh.ts';
import { needsSecondWay, needsSecondWayFor } from '../decision/second-way.ts';
import { addressOf } from '../http/address.ts';
import type { DeviceCookies } from '../http/device-cookies.ts';
import type { Allow, Deny, Enroll, Prove } from '../policy/decision.ts';
import type { AuthorizationRequest } from '../policy/facts.ts';
import { proofForReset } from '../policy/reset-proof.ts';
import { allowedKinds } from '../policy/situation.ts';
import { secondWayShown } from './second-way-shown.ts';
import type { Visit } from './visit.ts';
import { isSomebodyElse } from './wanted-subject.ts';

export type NextStep =
  | { readonly step: 'select-account' }
  | { readonly step: 'organization' }
  | { readonly step: 'password' }
  | { readonly step: 'password-link' }
  /** `proved`: a second factor as well. */
  | { readonly step: 'new-password'; readonly proved: boolean }
  /** `besideSetUp`: the person could set something up instead; null where that is no way. */
  | { readonly step: 'second-factor'; readonly prove: Prove; readonly besideSetUp: Enroll | null }
  | { readonly step: 'set-up-confirmation'; readonly enroll: Enroll }
  | { readonly step: 'set-up-choice'; readonly enroll: Enroll }
  /** `linkId`: of the mailed link that allows it, where somebody has no password and none of their passkeys at hand. */
  | { readonly step: 'set-up-passkey'; readonly enroll: Enroll; readonly linkId?: string }
  | { readonly step: 'set-up-authenticator'; readonly enroll: Enroll }
  | { readonly step: 'set-up-phone'; readonly enroll: Enroll }
  | { readonly step: 'backup-codes' }
  | { readonly step: 'backup-codes-low' }
  /** `until`: ms. */
  | { readonly step: 'not-raised'; readonly until: number }
  | { readonly step: 'consent'; readonly allow: Allow }
  | { readonly step: 'finish'; readonly allow: Allow }
  | { readonly step: 'denied'; readonly deny: Deny };

export interface Next {
  readonly next: NextStep;
  readonly judged: Judged;
}

export interface NextStepDeps {
  readonly decisions: Decisions;
  readonly deviceCookies: DeviceCookies;
  /** The part of an authorization request that the policy looks at, read from the parameters by the provider's door. */
  readonly readRequest: (
    params: Readonly<Record<string, unknown>>,
  ) => Pick<AuthorizationRequest, 'acrValues' | 'acrEssential' | 'maxAge' | 'promptLogin'>;
  readonly now: () => number;
}

export async function nextStep(deps: NextStepDeps, visit: Visit): Promise<Next> {
  const judged = await judge(deps, visit);
  return { judged, next: stepFor(visit, judged) };
}

function judge(deps: NextStepDeps, visit: Visit): Promise<Judged> {
  const { ctx, signIn, interaction } = visit;
  const { session } = interaction;
  const ofSession =
    session && session.accountId === signIn.accountId ? [{ kind: 'session', id: session.uid } as const] : [];
  const accountId = isSomebodyElse(visit) ? null : signIn.accountId;
  return deps.decisions.authorize(
    {
      clientId: signIn.clientId,
      tenantId: signIn.tenantId,
      accountId,
      holders: [{ kind: 'sign-in', id: signIn.id }, ...ofSession],
      device: accountId === null ? null : deps.deviceCookies.sent(ctx, accountId),
      request: {
        ...deps.readRequest(interaction.params),
        address: addressOf(ctx),
        arrivedAt: signIn.arrivedAt,
      },
    },
    deps.now(),
  );
}

function stepFor(visit: Visit, judged: Judged): NextStep {
  const { signIn, interaction } = visit;
  const { decision } = judged;
  if (interaction.prompt.name === 'select_account' && signIn.accountId !== null && !signIn.accountChosen)
    return { step: 'select-account' };
  if (decision.kind === 'deny') return { step: 'denied', deny: decision };
  const reset = resetStep(visit, judged);
  if (reset) return reset;
  if (decision.kind === 'prove') return proofStep(visit, decision);
  if (decision.kind === 'enroll')
    return missingStep(visit, judged, decision) ?? setUpStep(visit, judged, decision);
  // Made in this sign-in and shown nowhere else: nobody leaves before having said that they are kept.
  if (signIn.unkeptBackupCodes !== null) return { step: 'backup-codes' };
  if (signIn.fewBackupCodesLeft !== null) return { step: 'backup-codes-low' };
  if (signIn.notRaisedUntil !== null) return { step: 'not-raised', until: signIn.notRaisedUntil };
  if (interaction.prompt.name === 'consent') return { step: 'consent', allow: decision };
  return { step: 'finish', allow: decision };
}

function proofStep(visit: Visit, prove: Prove): NextStep {
  return prove.step === 'first'
    ? firstFactorStep(visit)
    : { step: 'second-factor', prove, besideSetUp: null };
}

/** What has to be proved anew before anything is set up; null where nothing has. */
function missingStep(visit: Visit, judged: Judged, enroll: Enroll): NextStep | null {
  const missing = missingProofForSetUp(judged);
  if (missing === null) return null;
  // Who puts it off need not prove anything for that.
  if (enroll.canPutOff && visit.signIn.setUpKind === null) return { step: 'set-up-choice', enroll };
  return missing.kind === 'deny' ? { step: 'denied', deny: missing } : proofStep(visit, missing);
}

/**
 * Instead of setting up: the code of a break-glass window, where the address asks for it; or the use of a passkey that was never
 * used, which comes first until the person chooses otherwise.
 */
function setUpStep(visit: Visit, judged: Judged, enroll: Enroll): NextStep {
  const { method } = visit.ctx.query;
  if (enroll.breakGlass && method === 'break-glass') return insteadOf(enroll, 'break-glass', []);
  const usesUntried = method === 'passkey' || !visit.signIn.passesUntried;
  if (enroll.untried.length > 0 && usesUntried) return insteadOf(enroll, 'passkey', enroll.untried);
  return { step: setUpPage(visit, judged, enroll), enroll };
}

function insteadOf(
  enroll: Enroll,
  kind: 'break-glass' | 'passkey',
  factors: readonly string[],
): StepBesideSetUp {
  const prove = { kind: 'prove', step: 'second', by: [kind], factors, reasons: enroll.reasons } as const;
  return { step: 'second-factor', prove, besideSetUp: enroll };
}

type StepBesideSetUp = Extract<NextStep, { step: 'second-factor' }>;

/** The organisation is found before the password: nothing may depend on whether an account exists. */
function firstFactorStep({ tenant }: Visit): NextStep {
  return { step: tenant ? 'password' : 'organization' };
}

/** Where each kind is set up. */
const setUpPages = {
  passkey: 'set-up-passkey',
  totp: 'set-up-authenticator',
  sms: 'set-up-phone',
} as const;

/** The kinds that may be set up here, strongest first. */
export function offeredKinds({ kinds }: Enroll): readonly (keyof typeof setUpPages)[] {
  return kinds.filter((kind) => kind in setUpPages) as readonly (keyof typeof setUpPages)[]; // just looked
}

/** What has to be confirmed whatever is set up comes first, then the choice, then what the chosen kind needs. */
function setUpPage(visit: Visit, judged: Judged, enroll: Enroll) {
  const shown = secondWayShown({ visit, judged });
  if (needsSecondWay(shown, judged)) return 'set-up-confirmation';
  const offered = offeredKinds(enroll);
  const [only, ...others] = offered;
  const kind = only && others.length === 0 ? only : offered.find((one) => one === visit.signIn.setUpKind);
  if (!kind) return 'set-up-choice';
  const { raisesLevel } = visit.signIn;
  return needsSecondWayFor({ kind, level: enroll.level, raisesLevel }, shown, judged)
    ? 'set-up-confirmation'
    : setUpPages[kind];
}

/** What a forgotten password asks next; null where nobody is at it here. What was proved otherwise meanwhile goes first. */
function resetStep(visit: Visit, judged: Judged): NextStep | null {
  const { signIn } = visit;
  const { decision, facts, account } = judged;
  const { passwordReset: reset } = signIn;
  if (reset === null || reset.isDone) return null;
  if (reset.shown === null)
    return decision.kind === 'prove' && decision.step === 'first' ? { step: 'password-link' } : null;
  const { at } = reset.shown;
  if (account?.lastEnrolledAt && account.lastEnrolledAt >= at) return null;
  // An admin's reset took the factor that would be asked beside it: then the mailbox would be all.
  if (account?.resetAt && account.resetAt >= at) return null;
  const asked = proofForReset(facts, signIn.id, at);
  switch (asked.kind) {
    case 'deny':
      return { step: 'denied', deny: { ...asked, reasons: [] } };
    case 'prove':
      return { step: 'second-factor', prove: { ...asked, reasons: [] }, besideSetUp: null };
    case 'enough':
      return facts.account?.passwordVersion === null
        ? anotherPasskey(visit, judged, reset.shown.linkId)
        : { step: 'new-password', proved: asked.proved };
  }
}

/** For who signs in with passkeys only and has none at hand: a new one can be set up, and is then used like any other. */
function anotherPasskey(visit: Visit, judged: Judged, linkId: string): NextStep {
  const kinds = judged.account
    ? allowedKinds(judged.account.policy).filter((kind) => kind === 'passkey')
    : [];
  const enroll = { kind: 'enroll', kinds, level: 'phishing-resistant', deadline: null } as const;
  const whole: Enroll = {
    ...enroll,
    askedBy: null,
    canPutOff: false,
    breakGlass: false,
    untried: [],
    reasons: [],
  };
  if (offeredKinds(whole).length === 0)
    return { step: 'denied', deny: { kind: 'deny', why: 'no-factor-allowed', reasons: [] } };
  return { step: setUpPage(visit, judged, whole), enroll: whole, linkId };
}
