// A forgotten password: a mail with a link that carries a code, for the sign-in that asked; then a new password.
// Invariant: nobody is told whether a mail was sent, neither in words nor by time; the code counts in that sign-in only, has five
// tries and 20 minutes, and is used up by the one password that is chosen with it, or the one passkey that is set up.
import type { EventContext } from '../../audit/event.ts';
import type { Account } from '../../ports/accounts.ts';
import type { OneTimeSecret } from '../../ports/one-time-secrets.ts';
import { endSessions } from '../end-sessions.ts';
import { type EvenTimeDeps, inEvenTime } from '../even-time.ts';
import { type FactorDeps, refused } from '../factor-deps.ts';
import { networkOf } from '../network.ts';
import { newTypedCode, readTypedCode, showTypedCode, typedCodeLength } from '../typed-code.ts';
import { failureOf } from '../wrong.ts';
import { passwordLinkRefusal } from './link-refusal.ts';
import type { PasswordRefused, PasswordSetting } from './setting.ts';

export interface PasswordLinkDeps extends FactorDeps, EvenTimeDeps {
  readonly passwordSetting: PasswordSetting;
  /** Puts the mail into the outbox. `id` with the code is what its link carries; `until` ms. */
  readonly mailPasswordLink: (
    account: Account,
    link: { readonly id: string; readonly code: string; readonly until: number },
    context: EventContext,
  ) => Promise<void>;
}

/** Who asks, and in which sign-in. */
export interface PasswordAsk {
  readonly tenantId: string;
  /** Normalised. */
  readonly identifier: string;
  readonly signInId: string;
  readonly address: string | null;
  /** Of nobody in particular. */
  readonly context: EventContext;
}

export type PasswordAsked =
  /** `until`: when the code of a mail that was sent now ends, ms. Said also where none was sent. */
  | { readonly ok: true; readonly until: number }
  | { readonly ok: false; readonly reason: 'too-many'; readonly until: number };

export type PasswordLinkShown =
  | { readonly ok: true; readonly accountId: string; readonly linkId: string; readonly at: number }
  /** `wrong` also where no mail was sent, or too long ago. */
  | { readonly ok: false; readonly reason: 'malformed' | 'wrong' };

/** Whose code was shown in which sign-in. */
export interface ShownLink {
  readonly accountId: string;
  readonly signInId: string;
  readonly linkId: string;
}

export interface ChoosingPassword extends ShownLink {
  readonly password: string;
  /** A second factor was proved in this sign-in after that. */
  readonly factorProved: boolean;
  readonly context: EventContext;
}

export type PasswordChosen =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'expired' }
  | Exclude<PasswordRefused, { reason: 'unknown-account' }>;

export interface PasswordLink {
  ask(asking: PasswordAsk): Promise<PasswordAsked>;
  /** Looks whether this is the code of the mail. Uses up nothing but a try. */
  show(showing: PasswordAsk & { readonly code: string }): Promise<PasswordLinkShown>;
  /** Ends all sessions and remembered devices. Call it only after the second factor, where there is one: policy/reset-proof. */
  choose(choosing: ChoosingPassword): Promise<PasswordChosen>;
  /** Whether it still counts: asked before a passkey is set up by who has no password. */
  counts(link: ShownLink): Promise<boolean>;
  /** What it was for is done otherwise: such a passkey is set up. */
  useUp(link: ShownLink): Promise<void>;
}

const minute = 60_000;
const linkMs = 20 * minute;
const tries = 5;
/** Mails, or asking for them, in a window: by what was typed, by network, and of an organisation. */
const limits = {
  name: { max: 3, windowMs: 15 * minute },
  'name-day': { max: 10, windowMs: 24 * 60 * minute },
  network: { max: 30, windowMs: 15 * minute },
  tenant: { max: 1000, windowMs: 60 * minute },
} as const;

const fail = failureOf({ type: 'password-link.failed' });

export function createPasswordLink(deps: PasswordLinkDeps): PasswordLink {
  return {
    ask: (asking) => inEvenTime(deps, () => ask(deps, asking)),
    show: (showing) => inEvenTime(deps, () => show(deps, showing)),
    choose: (choosing) => choose(deps, choosing),
    counts: (link) => counts(deps, link),
    useUp: async ({ linkId }) => void (await deps.storage.oneTimeSecrets.consume(linkId, deps.now())),
  };
}

async function ask(deps: PasswordLinkDeps, asking: PasswordAsk): Promise<PasswordAsked> {
  const limited = await limit(deps, asking);
  if (limited !== null) return { ok: false, reason: 'too-many', until: limited };
  const until = deps.now() + linkMs;
  const account = await accountOf(deps, asking);
  if (account) await send(deps, asking, account, until);
  return { ok: true, until };
}

/** Null, or until when (ms). Under names that do not depend on whether there is such an account. */
async function limit(deps: PasswordLinkDeps, asking: PasswordAsk): Promise<number | null> {
  const { tenantId, identifier, address } = asking;
  const name = deps.vault.hash(`${tenantId} ${identifier}`, 'password-link-name');
  const keys = {
    name,
    'name-day': name,
    network: `${tenantId} ${address === null ? 'nowhere' : networkOf(address)}`,
    tenant: tenantId,
  };
  for (const kind of ['network', 'tenant', 'name', 'name-day'] as const) {
    const { max, windowMs } = limits[kind];
    const key = `password-link-${kind}:${keys[kind]}`;
    const limited = await deps.storage.attempts.limit(key, max, windowMs, deps.now());
    if (!limited.ok) return limited.until;
  }
  return null;
}

async function accountOf(
  { storage }: PasswordLinkDeps,
  { tenantId, identifier }: PasswordAsk,
): Promise<Account | undefined> {
  const entry = await storage.directory.findByIdentifier(tenantId, identifier);
  return entry && storage.accounts.find(entry.id);
}

async function send(
  deps: PasswordLinkDeps,
  { signInId, context }: PasswordAsk,
  account: Account,
  expiresAt: number,
): Promise<void> {
  const { id: accountId, tenantId, email } = account;
  const about: EventContext = { ...context, tenantId, accountId, email };
  const createdAt = deps.now();
  const why = await passwordLinkRefusal(deps, account);
  if (why) return deps.audit.fold({ type: 'password-link.refused', why, count: 1 }, about, createdAt);
  const code = newTypedCode(deps.random, typedCodeLength.short);
  // The effect holds the event's id: whether the link came into being can be told after a crash.
  const id = await deps.audit.append({ type: 'password-link.sent' }, about, createdAt);
  const secret: OneTimeSecret = {
    id,
    purpose: 'password-link',
    accountId,
    hash: deps.vault.hash(secretText(accountId, signInId, code), 'password-link'),
    boundTo: signInId,
    triesLeft: tries,
    createdAt,
    expiresAt,
    usedAt: null,
  };
  // The mail first: a link that is there was sent, and after a crash in between one that was sent opens nothing.
  await deps.mailPasswordLink(account, { id, code: showTypedCode(code), until: expiresAt }, about);
  await deps.storage.oneTimeSecrets.issue(secret);
}

function secretText(accountId: string, signInId: string, code: string): string {
  return `${accountId} ${signInId} ${code}`;
}

async function show(
  deps: PasswordLinkDeps,
  showing: PasswordAsk & { readonly code: string },
): Promise<PasswordLinkShown> {
  const { signInId, context } = showing;
  const code = readTypedCode(showing.code, typedCodeLength.short);
  if (code === null) return refused('malformed');
  const at = deps.now();
  const { oneTimeSecrets } = deps.storage;
  const account = await accountOf(deps, showing);
  const secret = await oneTimeSecrets.findFor(account?.id ?? '', 'password-link', at);
  if (!account || secret?.boundTo !== signInId) return refused('wrong');
  const { id: accountId, tenantId, email } = account;
  const about = { context: { ...context, tenantId, accountId, email } };
  if ((await passwordLinkRefusal(deps, account)) !== null || !(await oneTimeSecrets.takeTry(secret.id, at)))
    return wrong(deps, about, 'expired');
  const text = secretText(accountId, signInId, code);
  if (deps.vault.hashMatches(text, 'password-link', secret.hash) !== true) return wrong(deps, about, 'wrong');
  return { ok: true, accountId, linkId: secret.id, at };
}

/** The page says the same of both. */
function wrong(
  deps: PasswordLinkDeps,
  about: { readonly context: EventContext },
  reason: 'wrong' | 'expired',
) {
  fail(deps, about, refused(reason));
  return refused('wrong');
}

async function counts(deps: PasswordLinkDeps, { accountId, signInId, linkId }: ShownLink): Promise<boolean> {
  const [account, link] = await Promise.all([
    deps.storage.accounts.find(accountId),
    deps.storage.oneTimeSecrets.find(linkId, deps.now()),
  ]);
  const isLive = link?.accountId === accountId && link.boundTo === signInId && link.usedAt === null;
  return account !== undefined && isLive && (await passwordLinkRefusal(deps, account)) === null;
}

async function choose(deps: PasswordLinkDeps, choosing: ChoosingPassword): Promise<PasswordChosen> {
  const { accountId, linkId, password, factorProved, context } = choosing;
  if (!(await counts(deps, choosing))) return refused('expired');
  const prepared = await deps.passwordSetting.prepare(accountId, password);
  if (!prepared.ok) return prepared.reason === 'unknown-account' ? refused('expired') : prepared;
  // It never gives a password to an account that has none.
  if (prepared.replaces === null) return refused('expired');
  // Before the link is used up: where the store of sessions is away, it can be sent again.
  await endSessions(deps, accountId, 'person', context);
  if (!(await deps.storage.oneTimeSecrets.consume(linkId, deps.now()))) return refused('expired');
  const set = await deps.passwordSetting.commit(prepared, 'mail', context, { factorProved });
  if (!set.ok) return set.reason === 'unknown-account' ? refused('expired') : set;
  // Those that began meanwhile.
  await endSessions(deps, accountId, 'person', context);
  return { ok: true };
}
