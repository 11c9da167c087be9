// Who may do what to whom. Every action asks here first, before it reads anything that its answer could give away.
// Invariant: what no line here allows is refused; machines and people of the tenant have no line yet, so they may do nothing.

/** Who acts. The operator is whoever may run the command line on the server. */
export type AdminActor = {
  readonly kind: 'operator';
  /** The name under which they are logged in to the machine, for the audit log. */
  readonly name: string;
};

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
  | 'account.invite'
  | 'account.read-devices'
  | 'account.forget-devices'
  | 'account.set-password'
  | 'client.create'
  | 'client.delete';

/** What it is done to. */
export interface AdminTarget {
  /** Null for what belongs to the whole server: shared clients, and tenants that are not there yet. */
  readonly tenantId: string | null;
  /** The account that is acted on; null if none is. */
  readonly accountId: string | null;
}

/** Whether the actor may do this to that. */
export function mayDo(actor: AdminActor, _act: AdminAct, _target: AdminTarget): boolean {
  switch (actor.kind) {
    case 'operator':
      return true;
    default:
      return actor.kind satisfies never;
  }
}
