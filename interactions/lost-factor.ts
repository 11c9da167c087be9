// "I can't use any of these", and "I can't set this up" once that is overdue (A5): what else there is, and asking the organisation
// for help.
// Invariant: only for somebody whose first factor was right here, or who has shown the mailbox; nothing is proved by it.
import { type HelpAsking, longestNote } from '../factors/help-request.ts';
import type { FormFields } from '../http/form-body.ts';
import type { Pages } from '../http/pages.ts';
import { setRetryAfter, shownTime } from '../http/waiting.ts';
import type { Deny } from '../policy/decision.ts';
import { type FormState, filledForm, formWithError } from '../views/form.ts';
import { accountOf, contextOf, shownName } from './about.ts';
import type { Next } from './next-step.ts';
import { type Again, look, type PostingDeps, posting, redirect, statusOf, stepPath } from './step.ts';
import type { Visit } from './visit.ts';

export interface LostFactorDeps extends PostingDeps {
  readonly pages: Pages;
  readonly helpAsking: HelpAsking;
  readonly now: () => number;
}

type Form = FormState<'note', 'note'>;

export interface LostFactor {
  show(visit: Visit, at: Next): Promise<void>;
  ask(visit: Visit, at: Next, fields: FormFields): Promise<void>;
}

export function createLostFactor(deps: LostFactorDeps): LostFactor {
  return {
    show: (visit, at) => (mayAsk(at) ? show(deps, visit, at, null) : Promise.resolve(leave(visit))),
    ask: (visit, at, fields) => (mayAsk(at) ? ask(deps, visit, at, fields) : Promise.resolve(leave(visit))),
  };
}

/** A second factor is asked for; none works any more; or one has to be set up and cannot be put off, or no more be set up. */
function mayAsk({ next }: Next): boolean {
  if (next.step === 'denied') return isHelped(next.deny);
  return next.step === 'second-factor' || hasToSetUp(next);
}

/** Refused for something that an admin can mend for this person. */
export function isHelped({ why }: Pick<Deny, 'why'>): boolean {
  return why === 'factor-disabled' || why === 'no-backup-code' || why === 'enrollment-overdue';
}

function hasToSetUp(next: Next['next']): boolean {
  return 'enroll' in next && !next.enroll.canPutOff;
}

function leave(visit: Visit): void {
  redirect(visit, stepPath(visit, ''));
}

async function show(
  deps: LostFactorDeps,
  visit: Visit,
  { next, judged }: Next,
  again: Again<Form> | null,
): Promise<void> {
  if (again?.lockedUntil) setRetryAfter(visit.ctx, again.lockedUntil - deps.now());
  const open = await deps.helpAsking.open(accountOf({ judged }).account.id);
  const by = next.step === 'second-factor' ? next.prove.by : [];
  await deps.pages.show(
    visit.ctx,
    'interactions/lost-factor',
    {
      ...posting(deps, visit, 'help-request'),
      form: again?.form ?? filledForm({ note: '' }),
      account: shownName(judged),
      organization: visit.tenant?.name ?? '',
      isSettingUp: hasToSetUp(next) || (next.step === 'denied' && next.deny.why === 'enrollment-overdue'),
      askedAt: open?.at ?? null,
      others: by
        .filter((kind) => kind !== 'password')
        .map((kind) => ({ kind, href: `${stepPath(visit, '')}?method=${kind}` })),
      backHref: stepPath(visit, ''),
    },
    look(visit, statusOf(again)),
  );
}

async function ask(deps: LostFactorDeps, visit: Visit, at: Next, { note = '' }: FormFields): Promise<void> {
  const { id: accountId, tenantId } = accountOf(at).account;
  const context = contextOf(visit, at.judged);
  const asked = await deps.helpAsking.ask({ accountId, tenantId, note, context });
  if (asked.ok) return redirect(visit, stepPath(visit, 'lost-factor'));
  const kept = { note: note.slice(0, 2 * longestNote) };
  if (asked.reason === 'too-long') {
    const form = formWithError<'note', 'note'>('note', 'error.note-long', { max: longestNote }, kept);
    return show(deps, visit, at, { form, lockedUntil: null });
  }
  const until = shownTime(asked.until);
  const form = formWithError<'note', 'note'>('note', 'error.too-many', { until }, kept);
  return show(deps, visit, at, { form, lockedUntil: asked.until });
}
