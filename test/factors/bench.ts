// A bench for factors: the real embedded store and keys, a recorded audit, and a clock that stands until it is moved.
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { generateKeys } from '../../adapters/vault/generate.ts';
import type { KeyFile } from '../../adapters/vault/key-file.ts';
import { createSecrets, type Secrets } from '../../adapters/vault/secrets.ts';
import type { EventContext } from '../../audit/event.ts';
import type { FactorDeps, Proving } from '../../factors/factor-deps.ts';
import { createFactors, type Factors, type FactorsDeps } from '../../factors/factors.ts';
import type { AuthenticatorModels } from '../../factors/passkey/attestation.ts';
import type { HashingOptions } from '../../factors/password/hash.ts';
import { withoutDueRemovals } from '../../factors/removal/due.ts';
import type { SmsOutcome } from '../../factors/sms/sending.ts';
import type { TenantPolicy } from '../../policy/tenant-policy.ts';
import type { Account } from '../../ports/accounts.ts';
import type { Confirmation } from '../../ports/sign-ins.ts';
import type { SmsFailed } from '../../ports/sms.ts';
import type { Storage } from '../../ports/storage.ts';
import { mustOpen, newDataDir } from '../contracts/embedded-stores.ts';
import {
  hour,
  newId,
  sampleAccount,
  samplePolicy,
  sampleTenant,
  now as start,
} from '../contracts/samples.ts';
import { cheapHashCost } from '../support/cheap-hash.ts';
import { type RecordedAudit, recordedAudit } from '../support/recorded-audit.ts';
import { totpCode } from '../support/totp.ts';

export const minute = 60_000;
export const password = 'correct horse battery staple';

/** Keys are slow to make (RSA), and tests may share them. */
const keys = generateKeys(start - hour);

export interface Bench {
  /** As the factors see it: removals that are due are settled on reading. */
  readonly storage: Storage;
  readonly stored: Storage;
  readonly audit: RecordedAudit;
  readonly vault: Secrets;
  readonly factors: Factors;
  readonly mails: { readonly accountId: string; readonly code: string; readonly until: number }[];
  readonly texts: { readonly accountId: string; readonly number: string; readonly code: string }[];
  /** What became of those that were asked for, as it was counted. */
  readonly smsOutcomes: readonly SmsOutcome[];
  /** Away, it takes no text message: `fails` says why, if not because there is no connection to it. */
  readonly gateway: { away: boolean; fails?: SmsFailed };
  /** ms by which answers were put off. */
  readonly waits: number[];
  now(): number;
  pass(ms: number): void;
  /** The key file. */
  keys(): KeyFile;
  /** Other factors over the same stores and clock, as after a restart. */
  factorsWith(hashing: Partial<HashingOptions>, keyFile?: KeyFile): Factors;
  person(change?: Partial<Account>, policy?: Partial<TenantPolicy>): Promise<Account>;
  /** With `password` set. */
  member(change?: Partial<Account>, policy?: Partial<TenantPolicy>): Promise<Account>;
  /** With an authenticator app and backup codes. */
  enrolled(account?: Account): Promise<Enrolled>;
  close(): Promise<void>;
}

export interface Enrolled {
  readonly account: Account;
  readonly backupCodes: readonly string[];
  /** What the app shows now. */
  code(): string;
}

export const contextOf = (account: Account): EventContext => ({
  tenantId: account.tenantId,
  actor: { kind: 'account', id: account.id },
  accountId: account.id,
  email: account.email,
  address: '192.0.2.7',
  userAgent: 'test',
  clientId: null,
  signInId: 'sign-in',
});

export const provingOf = (account: Account, signInId = 'sign-in'): Proving => ({
  accountId: account.id,
  signInId,
  expiresAt: start + 1000 * hour,
  context: contextOf(account),
});

export const confirmationOf = (account: Account): Confirmation => ({
  by: 'mailbox',
  accountId: account.id,
  at: start,
  eventId: newId(),
});

export interface BenchOptions {
  /** Whose attestation counts. Default: nobody's. */
  readonly models?: AuthenticatorModels;
}

export async function openBench({ models = new Map() }: BenchOptions = {}): Promise<Bench> {
  const dataDir = await newDataDir();
  let time = start;
  const now = () => time;
  const stored = await mustOpen(dataDir, 'server');
  const audit = recordedAudit();
  const storage = { ...stored, enrollments: withoutDueRemovals({ storage: stored, audit, now }) };
  const mails: { accountId: string; code: string; until: number }[] = [];
  const texts: { accountId: string; number: string; code: string }[] = [];
  const smsOutcomes: SmsOutcome[] = [];
  const gateway: Bench['gateway'] = { away: false };
  const waits: number[] = [];
  const vault = createSecrets(() => keys, now);
  const depsOf = (keyFile: KeyFile): FactorDeps & Pick<FactorsDeps, 'storage'> => ({
    storage,
    audit,
    now,
    vault: createSecrets(() => keyFile, now),
    random: randomBytes,
  });
  const factorsWith: Bench['factorsWith'] = (hashing, keyFile = keys) =>
    createFactors({
      ...depsOf(keyFile),
      issuer: 'https://login.example',
      models,
      hashing: { cost: cheapHashCost, ...hashing },
      text: async ({ id }, number, code) => {
        if (gateway.away) return gateway.fails ?? { ok: false, reason: 'unreachable', status: null };
        texts.push({ accountId: id, number, code });
        return { ok: true, messageId: `sms-${texts.length}` };
      },
      countSms: (outcome) => void smsOutcomes.push(outcome),
      mail: async ({ id }, code, until) => void mails.push({ accountId: id, code, until }),
      mailPasswordLink: async ({ id }, { code, until }) => void mails.push({ accountId: id, code, until }),
      mailEmailChange: async ({ account, code, until }) =>
        void mails.push({ accountId: account.id, code, until }),
      wait: async (ms) => void waits.push(ms),
    });
  const factors = factorsWith({});

  const person: Bench['person'] = async (change = {}, policy = {}) => {
    const tenant = sampleTenant();
    await storage.tenants.create(tenant);
    const first = samplePolicy(tenant.id, 1);
    await storage.policies.append({ ...first, policy: { ...first.policy, ...policy } });
    const account = sampleAccount({ tenantId: tenant.id, ...change });
    await storage.accounts.create(account);
    return account;
  };
  const member: Bench['member'] = async (change, policy) => {
    const account = await person(change, policy);
    const set = await factors.passwordSetting.set({
      accountId: account.id,
      password,
      by: 'operator',
      context: contextOf(account),
    });
    if (!set.ok) throw new Error(set.reason);
    return account;
  };
  return {
    storage,
    stored,
    audit,
    vault,
    factors,
    mails,
    texts,
    smsOutcomes,
    gateway,
    waits,
    now,
    pass: (ms) => {
      time += ms;
    },
    keys: () => keys,
    factorsWith,
    person,
    member,
    async enrolled(given) {
      const account = given ?? (await person());
      const { id: accountId } = account;
      const started = await factors.totpEnrolling.start({ accountId, signInId: 'set-up' });
      if (!started.ok) throw new Error(started.reason);
      const code = () => totpCode(started.key, time);
      const confirmed = await factors.totpEnrolling.confirm({
        ...provingOf(account, 'set-up'),
        code: code(),
        confirmation: { ...confirmationOf(account), at: time },
      });
      if (!confirmed.ok) throw new Error(confirmed.reason);
      // The code that confirmed is used up: the app shows the next one.
      time += 30_000;
      return { account, backupCodes: confirmed.backupCodes ?? [], code };
    },
    async close() {
      await storage.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** How many of the outcomes came to this: "ok" or a reason. */
export function tally(outcomes: readonly ({ ok: true } | { ok: false; reason: string })[]) {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) {
    const name = outcome.ok ? 'ok' : outcome.reason;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

export const fifty = <T>(work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 50 }, work));
