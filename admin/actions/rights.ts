// Who may change how somebody else proves themselves: reset, codes of the help desk, invitation. By roles alone, and pure.
// Invariant: only towards accounts with strictly fewer rights, never oneself, so that no two people of one rank can do it to
// each other. An owner's are changed by another owner; the last one's by the operator, on the command line.
import type { Role } from '../../ports/directory.ts';

/** What roles come to: to read everything, to help people, to set the policy, to own the organisation. */
type Right = 'read' | 'help' | 'secure' | 'own';

const rightsOfRole: Readonly<Record<Role, readonly Right[]>> = {
  owner: ['read', 'help', 'secure', 'own'],
  'security-admin': ['read', 'help', 'secure'],
  'help-desk': ['help'],
  auditor: ['read'],
  member: [],
};

export interface Ranked {
  readonly id: string;
  readonly tenantId: string;
  readonly roles: readonly Role[];
}

export function mayChangeProofs(actor: Ranked, target: Ranked): boolean {
  if (actor.id === target.id || actor.tenantId !== target.tenantId) return false;
  const [own, theirs] = [rightsOf(actor), rightsOf(target)];
  if (!own.has('help')) return false;
  if (theirs.has('own')) return own.has('own');
  return theirs.size < own.size && [...theirs].every((right) => own.has(right));
}

function rightsOf({ roles }: Ranked): ReadonlySet<Right> {
  return new Set(roles.flatMap((role) => rightsOfRole[role]));
}
