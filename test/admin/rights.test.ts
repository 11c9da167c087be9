// Who may change how somebody else proves themselves (E4, A13): a table of roles, and what mayDo makes of it.
import { describe, expect, test } from 'vitest';
import { type AdminAct, type AdminActor, type AdminTarget, mayDo } from '../../admin/actions/authorize.ts';
import { mayChangeProofs } from '../../admin/actions/rights.ts';
import type { Role } from '../../ports/directory.ts';

const one = (roles: readonly Role[], id = 'actor', tenantId = 'tenant-1') => ({ id, tenantId, roles });
const other = (roles: readonly Role[], tenantId = 'tenant-1') => one(roles, 'target', tenantId);

const ranks = [
  'owner',
  'security-admin',
  'help-desk',
  'auditor',
  'member',
] as const satisfies readonly Role[];
/** Which of them each may act on, in that order. */
const may: Readonly<Record<Role, string>> = {
  owner: 'yes yes yes yes yes',
  'security-admin': 'no no yes yes yes',
  'help-desk': 'no no no no yes',
  auditor: 'no no no no no',
  member: 'no no no no no',
};

describe('E4 who may change how somebody else proves themselves', () => {
  test.each(ranks)('%s: only towards strictly fewer rights, owners by another owner', (role) => {
    const answers = ranks.map((target) => (mayChangeProofs(one([role]), other([target])) ? 'yes' : 'no'));
    expect(answers.join(' ')).toBe(may[role]);
  });

  test.each<[string, readonly Role[], readonly Role[], boolean]>([
    [
      'roles add up: help desk and auditor together are still less than a security admin',
      ['security-admin'],
      ['help-desk', 'auditor'],
      true,
    ],
    ['help desk and auditor may help help desks', ['help-desk', 'auditor'], ['help-desk'], true],
    ['and not their own kind', ['help-desk', 'auditor'], ['auditor', 'help-desk'], false],
    ['no role is as good as member', ['help-desk'], [], true],
    ['and may do nothing', [], ['member'], false],
  ])('%s', (_what, actor, target, expected) => {
    expect(mayChangeProofs(one(actor), other(target))).toBe(expected);
  });

  test.each(ranks)('%s: never oneself, and nobody of another organisation', (role) => {
    expect(mayChangeProofs(one([role]), one([role]))).toBe(false);
    expect(mayChangeProofs(one([role]), one(['member']))).toBe(false);
    expect(mayChangeProofs(one(['owner']), other([role], 'tenant-2'))).toBe(false);
  });
});

const acts: readonly AdminAct[] = [
  'account.unlock',
  'account.reset-factors',
  'account.give-enrollment-code',
  'account.open-break-glass',
  'account.invite',
];
const member: AdminTarget = { tenantId: 'tenant-1', accountId: 'target', roles: ['member'] };
const helper: AdminActor = { kind: 'account', ...one(['help-desk']) };

describe('mayDo', () => {
  test.each(acts)('%s: people by that rule, the operator always, machines never', (act) => {
    expect(mayDo(helper, act, member)).toBe(true);
    expect(mayDo(helper, act, { ...member, roles: ['help-desk'] })).toBe(false);
    expect(mayDo(helper, act, { ...member, accountId: 'actor' })).toBe(false);
    expect(mayDo(helper, act, { ...member, roles: null })).toBe(false);
    expect(mayDo({ kind: 'operator', name: 'x' }, act, { ...member, roles: ['owner'] })).toBe(true);
    expect(mayDo({ kind: 'client', id: 'backend' }, act, member)).toBe(false);
  });

  test.each<AdminAct>(['policy.change', 'account.update', 'account.set-password', 'client.create'])(
    '%s: no line for people yet',
    (act) => {
      expect(mayDo({ kind: 'account', ...one(['owner']) }, act, member)).toBe(false);
    },
  );
});
