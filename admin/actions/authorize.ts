// Who may do what to whom. Every action asks here first, before it reads anything that its answer could give away.
// Invariant: what no line here allows is refused; machines have no line at all, so a client's token loosens nothing.
import type { Role } from '../../ports/directory.ts';
import { mayChangeProofs, type Ranked } from './rights.ts';

/** Who acts. */
export type AdminActor =
  /** Whoever may run the command line on the server, by the name under which they are logged in there. */
  | { readonly kind: 'operator'; readonly name: string }
  /** Somebody of an organisation. */
  | ({ readonly kind: 'account' } & Ranked)
  /** A machine, by its client. */
  | { readonly kind: 'client'; readonly id: string };

/** Everything that can be asked of admin/actions. */
export type AdminAct =
  | 'tenant.create'
  | 'tenant.update'
  | 'tenant.suspend'
  | 'tenant.resume'
  | 'group.create'
  | 'group.delete'
  | 'policy.change'
  | 'account.create'
  | 'account.update'
  | 'account.disable'
  | 'account.enable'
  | 'account.unlock'
  | 'account.reset-factors'
  | 'account.give-enrollment-code'
  | 'account.open-break-glass'
  | 'account.invite'
  | 'account.read-devices'
  | 'account.forget-devices'
  | 'account.set-password'
  | 'help-request.list'
  | 'help-request.close'
  | 'client.create'
  | 'client.delete';

/** What it is done to. */
export interface AdminTarget {
  /** Null for what belongs to the whole server: shared clients, and tenants that are not there yet. */
  readonly tenantId: string | null;
  /** The account that is acted on; null if none is. */
  readonly accountId: string | null;
  /** Of that account; null if there is none, or they do not matter for the act. */
  readonly roles: readonly Role[] | null;
}

/** What changes how another account proves itself, of what people of its organisation may do. */
const changesProofs: readonly AdminAct[] = [
  'account.unlock',
  'account.reset-factors',
  'account.give-enrollment-code',
  'account.open-break-glass',
  'account.invite',
];

/** What people of an organisation may do who look after others there. */
const looksAfter: readonly AdminAct[] = ['help-request.list', 'help-request.close'];

/** Whether the actor may do this to that. */
export function mayDo(actor: AdminActor, act: AdminAct, target: AdminTarget): boolean {
  switch (actor.kind) {
    case 'operator':
      return true;
    case 'account': {
      const { tenantId, accountId: id, roles } = target;
      if (looksAfter.includes(act)) return tenantId === actor.tenantId && actor.roles.some(helps);
      if (!changesProofs.includes(act) || tenantId === null || id === null || roles === null) return false;
      return mayChangeProofs(actor, { id, tenantId, roles });
    }
    case 'client':
      return false;
    default:
      return actor satisfies never;
  }
}

function helps(role: Role): boolean {
  return role === 'owner' || role === 'security-admin' || role === 'help-desk';
}
