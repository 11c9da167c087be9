// What every factor works with, and what each proof is told about whom and where it happens.
// Invariant: time and randomness come in here, so a test moves them and nothing else can.
import type { AuditEvent, AuditLog, EventContext } from '../audit/event.ts';
import type { Evidence } from '../policy/facts.ts';
import type { Storage } from '../ports/storage.ts';
import type { Vault } from '../ports/vault.ts';

export interface FactorDeps {
  readonly storage: Pick<
    Storage,
    | 'accounts'
    | 'attempts'
    | 'directory'
    | 'enrollments'
    | 'evidence'
    | 'grantBases'
    | 'helpRequests'
    | 'logouts'
    | 'oneTimeSecrets'
    | 'passwords'
    | 'policies'
    | 'records'
    | 'rememberedDevices'
    | 'sessions'
    | 'tenants'
  >;
  readonly audit: AuditLog;
  readonly vault: Pick<Vault, 'seal' | 'open' | 'hash' | 'hashWith' | 'hashMatches'>;
  /** ms. */
  readonly now: () => number;
  /** Cryptographically strong bytes. */
  readonly random: (bytes: number) => Buffer;
}

/** Whose proof it is, and in which sign-in. */
export interface Proving {
  readonly accountId: string;
  readonly signInId: string;
  /** When the evidence of this sign-in ends, ms. */
  readonly expiresAt: number;
  /** Of the event; `accountId` and `actor` are filled in where the proof tells them. */
  readonly context: EventContext;
}

/** Who is given new backup codes, where what is proved begins to count. */
export interface KeepingCodes {
  /**
   * Given them before the proof counts: whoever asks in between must not be led past the page that shows them.
   */
  readonly keep?: (backupCodes: readonly string[]) => Promise<void>;
}

/** 128 random bits, base64url. */
export function newId({ random }: Pick<FactorDeps, 'random'>): string {
  return random(16).toString('base64url');
}

export function refused<Reason extends string>(
  reason: Reason,
): { readonly ok: false; readonly reason: Reason } {
  return { ok: false, reason };
}

/** The event of an act is written, and its effect did not come. */
export function unfinished(
  { audit, now }: Pick<FactorDeps, 'audit' | 'now'>,
  context: EventContext,
  eventId: string,
  eventType: AuditEvent['type'],
): void {
  audit.queue({ type: 'act.unfinished', eventId, eventType }, context, now());
}

/**
 * The last two acts of a proof, in this order: the event with its outcome, then the evidence that holds the event's id. If
 * the event cannot be written this throws, and nothing is granted.
 */
export async function recordProof(
  deps: FactorDeps,
  event: AuditEvent,
  proving: Proving,
  proof: Pick<Evidence, 'kind' | 'source' | 'userVerified'>,
): Promise<Evidence> {
  const { accountId, signInId } = proving;
  const at = deps.now();
  const id = await deps.audit.append(event, proving.context, at);
  const evidence: Evidence = { id, accountId, ...proof, signInId, at };
  await deps.storage.evidence.add({ kind: 'sign-in', id: signInId, accountId }, evidence, proving.expiresAt);
  return evidence;
}
