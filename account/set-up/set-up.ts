// A set-up that was begun from the account pages: what has to be kept until it is done, bound to this browser and account.
// Invariant: its evidence goes to the session of this very account, and nowhere else; what it holds proves nothing by itself.
import { randomBytes } from 'node:crypto';
import { accountClientId } from '../../decision/built-in-clients.ts';
import type { Invitations } from '../../factors/second-ways/invitation.ts';
import type { BoundSignIns } from '../../http/bound-sign-in.ts';
import type { Browsers } from '../../http/browser.ts';
import type { EvidenceStore } from '../../ports/evidence.ts';
import type { SignIn, SignInChange, SignIns } from '../../ports/sign-ins.ts';
import { contextOf } from '../own-context.ts';
import type { Visit } from '../visit.ts';

export interface SetUpDeps {
  readonly signIns: SignIns;
  readonly boundSignIns: BoundSignIns;
  readonly browsers: Browsers;
  readonly invitations: Invitations;
  readonly evidence: EvidenceStore;
  readonly now: () => number;
}

/** A visit in the middle of a set-up. */
export interface SettingUp {
  readonly visit: Visit;
  readonly setUp: SignIn;
}

/** ms, as long as any sign-in. */
const lifetime = 60 * 60_000;
/** No sign-in of the provider is called like this: their evidence is moved by the gate only. */
const prefix = 'account-';

/** Where the person goes on when a factor was set up. */
export const addedHref = '/account/factors?done=added';

/** For a form that begins one: sent twice, it begins one. */
export function newSetUpId(): string {
  return randomBytes(16).toString('base64url');
}

/** The id of the set-up that begins with it. */
export function givenSetUp(given: string): string {
  return `${prefix}${given}`;
}

export function setUpPath({ id }: Pick<SignIn, 'id'>, part = ''): string {
  return `/account/set-up/${id.slice(prefix.length)}${part && `/${part}`}`;
}

/** @param given made by `newSetUpId`; null if it was not */
export async function beginSetUp(
  deps: SetUpDeps,
  visit: Visit,
  given: string,
  change: Pick<SignIn, 'setUpKind'>,
): Promise<SettingUp | null> {
  if (!/^[\w-]{22}$/.test(given)) return null;
  const { account, ctx } = visit;
  const id = givenSetUp(given);
  const about = { id, clientId: accountClientId, tenantId: account.tenantId, accountId: account.id };
  const accountZone = account.profile.zoneinfo ?? null;
  await deps.boundSignIns.open(ctx, { ...about, accountZone, identifier: null }, deps.now(), lifetime);
  const setUp = await findOwn(deps, visit, id);
  return setUp && changeSetUp(deps, { visit, setUp }, { ...change, ...(await invited(deps, visit, id)) });
}

/** The one that the address names; null if it has ended, or is somebody else's or another browser's. */
export async function findSetUp(deps: SetUpDeps, visit: Visit): Promise<SettingUp | null> {
  const setUp = await findOwn(deps, visit, givenSetUp(String(visit.ctx.params.setUp)));
  return setUp && { visit, setUp };
}

async function findOwn(deps: SetUpDeps, { ctx, account }: Visit, id: string): Promise<SignIn | null> {
  const bound = await deps.boundSignIns.find(ctx, id, deps.now());
  if (!bound.ok || bound.signIn.clientId !== accountClientId) return null;
  return bound.signIn.accountId === account.id ? bound.signIn : null;
}

/** Null if it has ended meanwhile. */
export async function changeSetUp(
  deps: Pick<SetUpDeps, 'signIns' | 'now'>,
  { visit, setUp }: SettingUp,
  change: SignInChange,
): Promise<SettingUp | null> {
  const changed = await deps.signIns.change(setUp.id, change, deps.now());
  return changed ? { visit, setUp: changed } : null;
}

/** What was proved by setting up counts in this session at once: nobody is asked for it again on the next page. */
export async function keepProof({ evidence }: SetUpDeps, { visit, setUp }: SettingUp): Promise<void> {
  const accountId = visit.account.id;
  const to = { kind: 'session', id: visit.session.uid, accountId } as const;
  await evidence.move({ kind: 'sign-in', id: setUp.id, accountId }, to, setUp.expiresAt);
}

export async function endSetUp({ signIns }: SetUpDeps, { setUp }: SettingUp): Promise<void> {
  await signIns.discard(setUp.id);
}

/** An invitation used in this very browser is the second way of a first enrollment (B9). */
async function invited(
  { invitations, browsers }: SetUpDeps,
  visit: Visit,
  id: string,
): Promise<Pick<SignIn, 'confirmation'> | null> {
  const { account, ctx } = visit;
  const isThisBrowser = (hash: string) => browsers.matches(browsers.secret(ctx), account.id, hash);
  const confirmation = await invitations.confirm(
    account.id,
    isThisBrowser,
    contextOf(visit, { signInId: id }),
  );
  return confirmation && { confirmation };
}
