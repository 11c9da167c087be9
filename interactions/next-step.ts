// Asks decision/ what is missing and names the page for it. The only place that knows which step follows.
// Invariant: it rests on what the server recorded, never on a form having arrived.
import type { Decisions, Judged } from '../decision/decisions.ts';
import { needsSecondWay, needsSecondWayFor } from '../decision/second-way.ts';
import { addressOf } from '../http/address.ts';
import type { DeviceCookies } from '../http/device-cookies.ts';
import type { Allow, Deny, Enroll, Prove } from '../policy/decision.ts';
import type { AuthorizationRequest } from '../policy/facts.ts';
import type { Visit } from './visit.ts';
import { isSomebodyElse } from './wanted-subject.ts';

export type NextStep =
  | { readonly step: 'select-account' }
  | { readonly step: 'organization' }
  | { readonly step: 'password' }
  /** `besideSetUp`: the person could set something up instead, and asked for this page. */
  | { readonly step: 'second-factor'; readonly prove: Prove; readonly besideSetUp: boolean }
  | { readonly step: 'set-up-confirmation'; readonly enroll: Enroll }
  | { readonly step: 'set-up-choice'; readonly enroll: Enroll }
  | { readonly step: 'set-up-passkey'; readonly enroll: Enroll }
  | { readonly step: 'set-up-authenticator'; readonly enroll: Enroll }
  | { readonly step: 'set-up-phone'; readonly enroll: Enroll }
  | { readonly step: 'backup-codes' }
  | { readonly step: 'backup-codes-low' }
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
  if (decision.kind === 'prove')
    return decision.step === 'first'
      ? firstFactorStep(visit)
      : { step: 'second-factor', prove: decision, besideSetUp: false };
  if (decision.kind === 'enroll') return setUpStep(visit, judged, decision);
  // Made in this sign-in and shown nowhere else: nobody leaves before having said that they are kept.
  if (signIn.unkeptBackupCodes !== null) return { step: 'backup-codes' };
  if (signIn.fewBackupCodesLeft !== null) return { step: 'backup-codes-low' };
  if (interaction.prompt.name === 'consent') return { step: 'consent', allow: decision };
  return { step: 'finish', allow: decision };
}

/** The address can ask for the page of a break-glass code instead, where the policy says that one would do. */
function setUpStep(visit: Visit, judged: Judged, enroll: Enroll): NextStep {
  if (enroll.breakGlass && visit.ctx.query.method === 'break-glass') {
    const prove = { kind: 'prove', step: 'second', by: ['break-glass'], factors: [] } as const;
    return { step: 'second-factor', prove: { ...prove, reasons: enroll.reasons }, besideSetUp: true };
  }
  return { step: setUpPage(visit, judged, enroll), enroll };
}

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
  if (needsSecondWay(visit.signIn.confirmation, judged)) return 'set-up-confirmation';
  const offered = offeredKinds(enroll);
  const [only, ...others] = offered;
  const kind = only && others.length === 0 ? only : offered.find((one) => one === visit.signIn.setUpKind);
  if (!kind) return 'set-up-choice';
  return needsSecondWayFor(kind, visit.signIn.confirmation, judged)
    ? 'set-up-confirmation'
    : setUpPages[kind];
}
