// What can be done beside the steps of set-up: put it off, a new key, another mail, look at one's account, sign out.
// Invariant: none of them proves anything; putting off is audited, and only where decide() says that it can be.

import type { AuditLog } from '../audit/event.ts';
import { sendBackupCodesFile } from '../http/backup-codes-file.ts';
import type { Pages } from '../http/pages.ts';
import { setRetryAfter } from '../http/waiting.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { EvidenceStore } from '../ports/evidence.ts';
import type { Vault } from '../ports/vault.ts';
import { type ConfirmationDeps, sendMailboxCode } from './5-set-up-confirmation.ts';
import {
  type AtAuthenticator,
  type AuthenticatorDeps,
  makeNewKey,
  showAuthenticator,
} from './6-set-up-authenticator.ts';
import { unkeptCodes } from './7-backup-codes.ts';
import { contextOf } from './about.ts';
import { showEnded } from './guard.ts';
import type { Next } from './next-step.ts';
import { type AtConfirmation, showConfirmation } from './set-up-confirmation-page.ts';
import { showOverview } from './set-up-overview.ts';
import { look, redirect, stepPath } from './step.ts';
import type { Visit } from './visit.ts';

export interface AsideDeps extends ConfirmationDeps, AuthenticatorDeps {
  readonly pages: Pages;
  readonly vault: Vault;
  readonly audit: AuditLog;
  readonly accounts: Accounts;
  readonly evidence: EvidenceStore;
}

export interface SetUpAsides {
  sendCode(at: AtConfirmation): Promise<void>;
  newKey(at: AtAuthenticator): Promise<void>;
  putOff(visit: Visit, at: Next): Promise<void>;
  downloadCodes(visit: Visit): Promise<void>;
  printCodes(visit: Visit): Promise<void>;
  overview(visit: Visit, at: Next): Promise<void>;
  signOut(visit: Visit): Promise<void>;
}

export function createSetUpAsides(deps: AsideDeps): SetUpAsides {
  return {
    async sendCode(at) {
      const again = await sendMailboxCode(deps, at);
      if (!again) return redirect(at.visit, `${stepPath(at.visit, '')}?way=mailbox`);
      setRetryAfter(at.visit.ctx, (again.lockedUntil ?? 0) - deps.now());
      await showConfirmation(deps, at, again);
    },
    async newKey(at) {
      const again = await makeNewKey(deps, at);
      if (!again) return redirect(at.visit, stepPath(at.visit, ''));
      setRetryAfter(at.visit.ctx, (again.lockedUntil ?? 0) - deps.now());
      await showAuthenticator(deps, at, again);
    },
    putOff: (visit, at) => putOff(deps, visit, at),
    downloadCodes: (visit) => withCodes(deps, visit, (codes) => downloadCodes(deps, visit, codes)),
    printCodes: (visit) => withCodes(deps, visit, (codes) => printCodes(deps, visit, codes)),
    overview: (visit, at) => showOverview(deps, visit, at),
    signOut: (visit) => signOut(deps, visit),
  };
}

async function putOff(deps: AsideDeps, visit: Visit, { judged }: Next): Promise<void> {
  const { decision, account } = judged;
  if (decision.kind !== 'enroll' || !decision.canPutOff || !account) return;
  const { signIn } = visit;
  const now = deps.now();
  const eventId = await deps.audit.append(
    { type: 'enrollment.put-off', deadline: decision.deadline },
    contextOf(visit, judged),
    now,
  );
  const holder = { kind: 'sign-in', id: signIn.id, accountId: account.account.id } as const;
  await deps.evidence.putOff(holder, now, signIn.expiresAt, eventId);
}

async function withCodes(
  deps: AsideDeps,
  visit: Visit,
  show: (codes: readonly string[]) => Promise<void>,
): Promise<void> {
  const codes = unkeptCodes(deps.vault, visit, visit.signIn.accountId ?? '');
  if (codes) return show(codes);
  await showEnded(deps.pages, visit.ctx, 'expired');
}

function downloadCodes(deps: AsideDeps, visit: Visit, codes: readonly string[]): Promise<void> {
  const organization = visit.tenant?.name ?? '';
  return sendBackupCodesFile(deps.pages, visit.ctx, look(visit), { codes, organization });
}

async function printCodes(deps: AsideDeps, visit: Visit, codes: readonly string[]): Promise<void> {
  const account = await deps.accounts.find(visit.signIn.accountId ?? '');
  await deps.pages.show(
    visit.ctx,
    'interactions/backup-codes-print',
    {
      codes,
      account: account?.email ?? account?.username ?? '',
      organization: visit.tenant?.name ?? '',
      at: deps.now(),
      backHref: stepPath(visit, ''),
    },
    look(visit),
  );
}

/** Forgets what was proved in this sign-in; a session that was there before is ended by the provider's own page. */
async function signOut(deps: AsideDeps, visit: Visit): Promise<void> {
  const { ctx, signIn, interaction } = visit;
  if (signIn.accountId !== null)
    await deps.evidence.discard({ kind: 'sign-in', id: signIn.id, accountId: signIn.accountId });
  await deps.signIns.discard(signIn.id);
  if (interaction.session === null)
    return deps.pages.show(ctx, 'provider/signed-out', { homeHref: '/' }, look(visit));
  redirect(visit, '/session/end');
}
