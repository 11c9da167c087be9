// The inner wiring, without HTTP: what the server and the command line share.
// Invariant: both act through the same factors, actions and log, so the running server obeys at the next request.
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type AdminActions, createAdminActions } from './admin/actions/actions.ts';
import type { ServerMeans } from './admin/actions/policy-fit.ts';
import type { AuditLog } from './audit/event.ts';
import { createAuditLog } from './audit/log.ts';
import type { Config } from './config.ts';
import { addBuiltInClients } from './decision/built-in-clients.ts';
import { createFactors, type Factors } from './factors/factors.ts';
import { type AuthenticatorModels, authenticatorModels } from './factors/passkey/attestation.ts';
import type { HashingOptions } from './factors/password/hash.ts';
import { withoutDueRemovals } from './factors/removal/due.ts';
import { settleRemovals } from './factors/removal/settling.ts';
import type { SmsOutcome } from './factors/sms/sending.ts';
import { createLetters, type Letters, originOf } from './ops/letters.ts';
import { createTextMessages } from './ops/text-messages.ts';
import type { Mail } from './ports/outbox.ts';
import type { SmsGateway } from './ports/sms.ts';
import type { Storage } from './ports/storage.ts';
import type { Vault } from './ports/vault.ts';

export interface CoreDeps {
  readonly config: Pick<Config, 'issuer' | 'mode' | 'passwordHash' | 'authenticators' | 'sms'>;
  readonly storage: Storage;
  readonly vault: Vault;
  /** Seals a mail and puts it into the outbox; the running server delivers it. The id makes it unique. */
  readonly post: (id: string, tenantId: string, mail: Mail) => Promise<unknown>;
  /** Sends text messages. */
  readonly sms: SmsGateway;
  /** Told what became of each text message that was asked for. Default: nobody is. */
  readonly countSms?: (outcome: SmsOutcome) => void;
  /** Told after each durable write of events, for checkpoints. */
  readonly written?: (chain: string, sequence: number) => void;
  /** See HashingOptions. */
  readonly verifyHash?: HashingOptions['verify'];
  /** Puts an answer off by ms. Default: as long by the clock on the wall. */
  readonly wait?: (ms: number) => Promise<void>;
}

export interface Core {
  readonly audit: AuditLog;
  readonly letters: Letters;
  readonly factors: Factors;
  readonly actions: AdminActions;
  /** What policies may ask for here. */
  readonly means: ServerMeans;
  /** See factors/removal/settling. */
  readonly settleRemovals: (stop?: AbortSignal) => Promise<void>;
  /** Where a person can say of what happened at that time (ms) that it was not them. */
  readonly notMeLink: (accountId: string, at: number) => string;
  /** ms. */
  readonly now: () => number;
}

type Seeing = Pick<Core, 'audit' | 'now'>;

/** The stores as everybody sees them: with our own clients, and without factors that are to be gone by now. */
export function storageAsSeen(storage: Storage, issuer: string, { audit, now }: Seeing): Storage {
  return {
    ...storage,
    clients: addBuiltInClients(storage.clients, issuer),
    enrollments: withoutDueRemovals({ storage, audit, now }),
  };
}

export function createCore({ config, vault, post, written, verifyHash, ...deps }: CoreDeps): Core {
  const now = () => Date.now();
  const randomId = () => randomBytes(16).toString('base64url');
  const audit = createAuditLog({ store: deps.storage.audit, vault, randomId, ...(written && { written }) });
  const storage = storageAsSeen(deps.storage, config.issuer, { audit, now });
  const letters = createLetters({ tenants: storage.tenants, post });
  const base = { storage, audit, vault, now, random: randomBytes };
  const models = authenticatorModels(config.authenticators);
  const factors = createFactors({
    ...base,
    issuer: config.issuer,
    models,
    hashing: { cost: config.passwordHash, ...(verifyHash && { verify: verifyHash }) },
    wait: deps.wait ?? ((ms) => delay(ms)),
    mail: async (account, code, until, context) => {
      const occurrence = { at: now(), origin: originOf(context) };
      await letters.write(randomId(), account, 'mailbox-code', { code, until, ...occurrence });
    },
    mailPasswordLink: async (account, { id, code, until }, context) => {
      const link = `${config.issuer}/password-link?token=${id}.${code}`;
      const occurrence = { at: now(), origin: originOf(context) };
      await letters.write(randomId(), account, 'password-link', { link, code, until, ...occurrence });
    },
    text: createTextMessages({ tenants: storage.tenants, gateway: deps.sms, issuer: config.issuer }),
    countSms: deps.countSms ?? (() => undefined),
    mailEmailChange: async ({ account, side, wanted, code, until, context }) => {
      const occurrence = { at: now(), origin: originOf(context) };
      const to = side === 'new' ? { ...account, email: wanted } : account;
      await letters.write(randomId(), to, `email-change-${side}`, { wanted, code, until, ...occurrence });
    },
  });
  const putMail = (tenantId: string, mail: Mail) => post(randomId(), tenantId, mail);
  const means = meansOf(config, models);
  const actions = createAdminActions({ ...base, factors, issuer: config.issuer, putMail, means });
  const notMeLink = (accountId: string, at: number) =>
    `${config.issuer}/not-me?token=${factors.notMe.token(accountId, at)}`;
  return {
    audit,
    letters,
    factors,
    actions,
    means,
    settleRemovals: (stop) => settleRemovals({ storage: deps.storage, audit, now }, stop),
    notMeLink,
    now,
  };
}

function meansOf({ mode, sms }: CoreDeps['config'], models: AuthenticatorModels): ServerMeans {
  const attested = [...models].flatMap(([aaguid, { roots }]) => (roots.length > 0 ? aaguid : []));
  // In development messages wait in the outbox.
  return { attested: new Set(attested), sendsTexts: sms !== null || mode === 'development' };
}
