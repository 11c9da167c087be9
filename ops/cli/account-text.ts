// How accounts are shown, with what they have set up. Secrets of factors are not even read into it.
import { isFrozen } from '../../factors/binding.ts';
import { isUntried } from '../../factors/enrolled-factor.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import type { Group } from '../../ports/groups.ts';
import type { HelpRequest } from '../../ports/help-requests.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Tenant } from '../../ports/tenants.ts';
import { done, type Outcome } from './outcome.ts';
import { iso, moment, record, table } from './table.ts';

interface Standing {
  readonly enrollments: Enrollments;
  readonly hasPassword: boolean;
  readonly groups: readonly Group[];
  readonly tenant: Tenant | undefined;
  /** The one that is open. */
  readonly helpRequest: HelpRequest | undefined;
}

export async function accountsOutcome(
  storage: Storage,
  accounts: readonly Account[],
  tenants: readonly Tenant[],
): Promise<Outcome> {
  const json = await Promise.all(accounts.map((account) => accountJson(storage, account)));
  const all = await Promise.all(accounts.map(({ id }) => storage.enrollments.find(id)));
  const names = new Map(tenants.map(({ id, shortName }) => [id, shortName]));
  const rows = accounts.map((account, index) => [
    account.email ?? account.username ?? '',
    account.profile.name ?? '',
    names.get(account.tenantId) ?? account.tenantId,
    account.roles.join(', '),
    account.status,
    factorsText(all[index]),
    account.id,
  ]);
  return done(json, table(['IDENTIFIER', 'NAME', 'TENANT', 'ROLES', 'STATUS', 'SECOND FACTOR', 'ID'], rows));
}

export async function accountJson(storage: Storage, account: Account): Promise<object> {
  const { enrollments, hasPassword, groups, tenant, helpRequest } = await standingOf(storage, account);
  const { id, tenantId, createdAt, updatedAt, emailChangedByOtherAt, phoneChangedByOtherAt = null } = account;
  const { status, email, emailVerified, username, roles, profile } = account;
  return {
    id,
    tenant: tenant?.shortName ?? null,
    tenantId,
    status,
    email,
    emailVerified,
    username,
    profile,
    roles,
    groups: groups.map((group) => ({ id: group.id, name: group.name })),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
    emailChangedByOtherAt: iso(emailChangedByOtherAt),
    phoneChangedByOtherAt: iso(phoneChangedByOtherAt),
    hasPassword,
    factors: enrollments.factors.map(({ kind, name, confirmedAt, lastUsedAt, disabledAt }) => ({
      kind,
      name,
      confirmedAt: iso(confirmedAt),
      lastUsedAt: iso(lastUsedAt),
      disabledAt: iso(disabledAt),
    })),
    backupCodesLeft: codesLeft(enrollments),
    markedForReenrollment: enrollments.markedForReenrollment,
    enrollmentOpenUntil: iso(enrollments.opening?.until ?? null),
    breakGlass: windowJson(enrollments),
    frozenUntil: iso(frozenUntil(enrollments)),
    removals: enrollments.removals.map(({ factorId, until }) => ({ factorId, until: iso(until) })),
    mailboxSpent: enrollments.mailboxSpent,
    mailboxDisabledAt: iso(enrollments.mailboxDisabledAt),
    helpRequest: helpRequest ? { id: helpRequest.id, at: iso(helpRequest.at) } : null,
  };
}

export async function accountText(storage: Storage, account: Account): Promise<string> {
  const { enrollments, hasPassword, groups, tenant, helpRequest } = await standingOf(storage, account);
  const left = codesLeft(enrollments);
  return record([
    ['id', account.id],
    ['tenant', tenant?.name ?? account.tenantId],
    ['status', account.status],
    ['e-mail', account.email && `${account.email}${account.emailVerified ? '' : ' (not verified)'}`],
    ['username', account.username],
    ...Object.entries(account.profile).map(([claim, value]) => [claim, claimText(value)] as const),
    ['roles', account.roles.join(', ')],
    ['groups', groups.map(({ name }) => name).join(', ')],
    ['password', hasPassword ? 'set' : 'none yet'],
    ['second factor', factorsText(enrollments)],
    ['backup codes', left === null ? 'none' : `${left} left`],
    ['must enroll again', enrollments.markedForReenrollment ? 'yes' : null],
    ['enrollment open', enrollments.opening && `until ${moment(enrollments.opening.until)}`],
    ['break-glass', windowText(enrollments)],
    ['frozen', frozenText(enrollments)],
    ['to be removed', removalsText(enrollments)],
    ['mailbox', mailboxText(enrollments)],
    ['asks for help', helpRequest ? `${helpRequest.id}, since ${moment(helpRequest.at)}` : null],
    ['created', moment(account.createdAt)],
    ['changed', moment(account.updatedAt)],
  ]);
}

async function standingOf(storage: Storage, { id, tenantId, groups }: Account): Promise<Standing> {
  const [enrollments, password, tenant, helpRequest, ...found] = await Promise.all([
    storage.enrollments.find(id),
    storage.passwords.find(id),
    storage.tenants.find(tenantId),
    storage.helpRequests.openOf(id),
    ...groups.map((group) => storage.groups.find(tenantId, group)),
  ]);
  return {
    enrollments,
    hasPassword: password !== undefined,
    tenant,
    helpRequest,
    groups: found.filter((group) => group !== undefined),
  };
}

function factorsText(enrollments: Enrollments | undefined): string {
  return enrollments?.factors.map(factorText).join(', ') || 'none';
}

function factorText(factor: Enrollments['factors'][number]): string {
  if (factor.disabledAt !== null) return `${factor.kind} (disabled)`;
  return isUntried(factor) ? `${factor.kind} (never used, so it does not count)` : factor.kind;
}

function windowJson({ breakGlass }: Enrollments) {
  return breakGlass && { until: iso(breakGlass.until), usedAt: iso(breakGlass.usedAt) };
}

function windowText({ breakGlass }: Enrollments): string | null {
  if (breakGlass === null) return null;
  const { until, usedAt } = breakGlass;
  return `until ${moment(until)}, ${usedAt === null ? 'not used' : `used at ${moment(usedAt)}`}`;
}

/** ms; null where it is over or was lifted. */
function frozenUntil({ frozen }: Enrollments): number | null {
  return isFrozen(frozen, Date.now()) ? (frozen?.until ?? null) : null;
}

function frozenText(enrollments: Enrollments): string | null {
  const until = frozenUntil(enrollments);
  return until === null ? null : `until ${moment(until)}: the person said of a notice that it was not them`;
}

function removalsText({ removals, factors }: Enrollments): string | null {
  const nameOf = (id: string) => factors.find((factor) => factor.id === id)?.name ?? id;
  return removals.map(({ factorId, until }) => `${nameOf(factorId)} at ${moment(until)}`).join(', ') || null;
}

function mailboxText({ mailboxSpent, mailboxDisabledAt }: Enrollments): string | null {
  if (mailboxDisabledAt !== null)
    return 'counts for nothing until the account is unlocked: too many wrong codes';
  return mailboxSpent ? 'counts for nothing until a factor is set up' : null;
}

function codesLeft({ backupCodes }: Enrollments): number | null {
  return backupCodes?.codes.filter(({ usedAt }) => usedAt === null).length ?? null;
}

function claimText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
