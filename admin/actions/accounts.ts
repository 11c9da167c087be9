// Creating and changing accounts; account-status disables and enables them.
// Invariant: an e-mail address or phone number that somebody else changed is unverified and, for 72 hours, confirms nothing;
// what was sent to the old one is void. Its event names the old one, so that the notice made from it goes there.
import type { z } from 'zod';
import { normaliseIdentifier } from '../../factors/identifier.ts';
import type { Account, Profile } from '../../ports/accounts.ts';
import { accountChanges, accountInput, type profileInput } from './account-input.ts';
import { type AccountUpdated, replaceAccount, type Taken } from './account-record.ts';
import {
  type AdminDeps,
  checked,
  contextOf,
  type Invalid,
  type NotAllowed,
  newId,
  type Refused,
  record,
  refusal,
  refused,
} from './action.ts';
import type { AdminActor } from './authorize.ts';

export type AccountInput = z.input<typeof accountInput>;
export type AccountChanges = z.input<typeof accountChanges>;

export type AccountCreated =
  | { readonly ok: true; readonly account: Account }
  | Invalid
  | NotAllowed
  | Refused<Taken | 'unknown-tenant' | 'unknown-group'>;
export interface AccountActions {
  /** The account has no password yet: see account-access. */
  create(actor: AdminActor, tenantId: string, input: AccountInput): Promise<AccountCreated>;
  update(actor: AdminActor, accountId: string, input: AccountChanges): Promise<AccountUpdated>;
}

export function createAccountActions(deps: AdminDeps): AccountActions {
  return {
    create: (actor, tenantId, input) => create(deps, actor, tenantId, input),
    update: (actor, accountId, input) => update(deps, actor, accountId, input),
  };
}

async function create(
  deps: AdminDeps,
  actor: AdminActor,
  tenantId: string,
  input: AccountInput,
): Promise<AccountCreated> {
  const no = refusal(actor, 'account.create', { tenantId });
  if (no) return no;
  const read = checked(accountInput, input);
  if (!read.ok) return read;
  if (!(await deps.storage.tenants.find(tenantId))) return refused('unknown-tenant');
  const account = makeAccount(deps, tenantId, read.value);
  const problem = (await firstTaken(deps, account)) ?? (await unknownGroup(deps, account));
  if (problem) return refused(problem);

  const context = contextOf(actor, { tenantId, accountId: account.id, email: account.email });
  return record(deps, { type: 'account.created' }, context, async (eventId): Promise<AccountCreated> => {
    const whole = { ...account, eventId };
    const made = await deps.storage.accounts.create(whole);
    return made.ok
      ? { ok: true, account: whole }
      : refused(made.taken === 'username' ? 'username-taken' : 'email-taken');
  });
}

function makeAccount(
  deps: AdminDeps,
  tenantId: string,
  { email, username, profile, ...rest }: z.output<typeof accountInput>,
): Omit<Account, 'eventId'> {
  const at = deps.now();
  return {
    ...rest,
    id: newId(),
    version: 1,
    tenantId,
    status: 'active',
    email: email === null ? null : normaliseIdentifier(email),
    username: username === null ? null : normaliseIdentifier(username),
    emailVerified: rest.emailVerified && email !== null,
    profile: mergedProfile({}, profile),
    createdAt: at,
    updatedAt: at,
    emailChangedByOtherAt: null,
  };
}

async function update(
  deps: AdminDeps,
  actor: AdminActor,
  accountId: string,
  input: AccountChanges,
): Promise<AccountUpdated> {
  const current = await deps.storage.accounts.find(accountId);
  const no = refusal(actor, 'account.update', { tenantId: current?.tenantId ?? null, accountId });
  if (no) return no;
  if (!current) return refused('unknown-account');
  const read = checked(accountChanges, input);
  if (!read.ok) return read;
  const next = changed(deps, current, read.value);
  if (next.email === null && next.username === null) {
    return {
      ok: false,
      reason: 'invalid',
      problems: [{ setting: 'email', expected: 'an e-mail address or a username' }],
    };
  }
  const fields = changedFields(current, next);
  if (fields.length === 0) return { ok: true, account: current, fields };
  const problem = (await firstTaken(deps, next)) ?? (await unknownGroup(deps, next));
  if (problem) return refused(problem);

  const context = contextOf(actor, { tenantId: current.tenantId, accountId, email: current.email });
  return record(deps, { type: 'account.updated', fields }, context, async (eventId) => {
    // Links and codes in the old mailbox no longer belong to the person whom the operator means: void before, so that a crash
    // leaves none, and after, for what was sent in between.
    const isNewAddress = current.email !== next.email;
    if (isNewAddress) await deps.storage.oneTimeSecrets.void(accountId);
    const result = await replaceAccount(deps, { ...next, eventId }, fields);
    if (result.ok && isNewAddress) await deps.storage.oneTimeSecrets.void(accountId);
    return result;
  });
}

function changed(
  deps: AdminDeps,
  current: Account,
  input: z.output<typeof accountChanges>,
): Omit<Account, 'eventId'> {
  const normalised = (text: string | null | undefined, before: string | null) =>
    text === undefined ? before : text && normaliseIdentifier(text);
  const email = normalised(input.email, current.email);
  const isNewAddress = email !== current.email;
  const profile = mergedProfile(current.profile, input.profile ?? {});
  const isNewPhone = profile.phone_number !== current.profile.phone_number;
  return {
    ...current,
    ...(isNewPhone && { phoneChangedByOtherAt: deps.now() }),
    version: current.version + 1,
    updatedAt: deps.now(),
    email,
    emailVerified: email !== null && (input.emailVerified ?? (!isNewAddress && current.emailVerified)),
    emailChangedByOtherAt: isNewAddress ? deps.now() : current.emailChangedByOtherAt,
    username: normalised(input.username, current.username),
    roles: input.roles ?? current.roles,
    groups: input.groups ?? current.groups,
    profile,
  };
}

/** Asked before the event is written, so that the log holds few acts that did not happen. The store has the last word. */
async function firstTaken({ storage }: AdminDeps, account: Omit<Account, 'eventId'>): Promise<Taken | null> {
  const { id, tenantId, email, username } = account;
  for (const [identifier, taken] of [
    [email, 'email-taken'],
    [username, 'username-taken'],
  ] as const) {
    const holder =
      identifier === null ? undefined : await storage.directory.findByIdentifier(tenantId, identifier);
    if (holder && holder.id !== id) return taken;
  }
  return null;
}

async function unknownGroup(
  { storage }: AdminDeps,
  { tenantId, groups }: Omit<Account, 'eventId'>,
): Promise<'unknown-group' | null> {
  const found = await Promise.all(groups.map((id) => storage.groups.find(tenantId, id)));
  return found.includes(undefined) ? 'unknown-group' : null;
}

/** A phone number that somebody else changed is not verified, unless they say so. */
function mergedProfile(before: Profile, changes: z.output<typeof profileInput>): Profile {
  const phoneChanged = changes.phone_number !== undefined && changes.phone_number !== before.phone_number;
  const merged = { ...before, ...(phoneChanged ? { phone_number_verified: false } : {}), ...changes };
  const kept = Object.entries(merged).filter(([, value]) => value !== null && value !== undefined);
  // Entries without a value are gone, which is what tells the two types apart.
  return Object.fromEntries(kept) as Profile;
}

/** Names only: the values are personal. */
function changedFields(before: Omit<Account, 'eventId'>, after: Omit<Account, 'eventId'>): readonly string[] {
  const names = ['email', 'emailVerified', 'username', 'roles', 'groups'] as const;
  const own = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const claims = [
    ...new Set([...Object.keys(before.profile), ...Object.keys(after.profile)]),
  ] as (keyof Profile)[];
  const differing = claims.filter(
    (name) => JSON.stringify(before.profile[name]) !== JSON.stringify(after.profile[name]),
  );
  return [...own, ...differing.toSorted()];
}
