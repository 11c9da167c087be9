// What people asked their organisation for when they had lost their second factor, as admins see and close it.
// Invariant: closing a request changes nothing of the account; what helps is an act of its own.
import type { HelpRequest } from '../../ports/help-requests.ts';
import {
  type AdminDeps,
  contextOf,
  type NotAllowed,
  nameOf,
  type Refused,
  record,
  refusal,
  refused,
} from './action.ts';
import type { AdminActor } from './authorize.ts';

export type HelpRequestsListed =
  | { readonly ok: true; readonly requests: readonly HelpRequest[] }
  | NotAllowed;
export type HelpRequestClosed =
  | { readonly ok: true; readonly request: HelpRequest }
  | NotAllowed
  | Refused<'unknown-request' | 'closed-already'>;

export interface HelpRequestActions {
  /** Oldest first. */
  list(actor: AdminActor, tenantId: string, which: 'open' | 'all'): Promise<HelpRequestsListed>;
  close(actor: AdminActor, id: string): Promise<HelpRequestClosed>;
}

const pageSize = 200;

export function createHelpRequestActions(deps: AdminDeps): HelpRequestActions {
  const { helpRequests, accounts } = deps.storage;
  return {
    async list(actor, tenantId, which) {
      const no = refusal(actor, 'help-request.list', { tenantId });
      if (no) return no;
      const all: HelpRequest[] = [];
      for (let after: string | null = null; ; ) {
        const page: readonly HelpRequest[] = await helpRequests.list(tenantId, which, after, pageSize);
        all.push(...page);
        after = page.at(-1)?.id ?? null;
        if (page.length < pageSize) break;
      }
      return { ok: true, requests: all.toSorted((one, other) => one.at - other.at) };
    },

    async close(actor, id) {
      const request = await helpRequests.find(id);
      const account = request && (await accounts.find(request.accountId));
      const target = { tenantId: request?.tenantId ?? null, roles: account?.roles ?? null };
      const no = refusal(actor, 'help-request.close', { ...target, accountId: request?.accountId ?? null });
      if (no) return no;
      if (!request) return refused('unknown-request');
      if (request.closedAt !== null) return refused('closed-already');
      const by = nameOf(actor);
      const { tenantId, accountId } = request;
      const context = contextOf(actor, { tenantId, accountId, email: account?.email ?? null });
      return record(deps, { type: 'help.closed', requestId: id }, context, async () => {
        const at = deps.now();
        const closed = await helpRequests.close(id, at, by);
        return closed
          ? { ok: true, request: { ...request, closedAt: at, closedBy: by } }
          : refused('closed-already');
      });
    },
  };
}
