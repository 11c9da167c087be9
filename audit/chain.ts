// The keyed chain: what a row says, what its mac covers, whether it holds. Pure, but for the keys that the vault keeps.
// Invariant: the mac covers key, chain, sequence, the mac before, and every field; personal ones as a salted digest, so
// that erasing them leaves the chain whole.
import { createHash } from 'node:crypto';
import type { AuditHead, AuditRow } from '../ports/audit-store.ts';
import type { Vault } from '../ports/vault.ts';
import { canonicalJson } from './canonical-json.ts';
import type { AuditEvent, EventContext } from './event.ts';
import { severityOf } from './severity.ts';

/** The chain of acts that concern the whole server. */
export const operatorChain = 'operator';

export type ChainKeys = Pick<Vault, 'auditMac' | 'auditMacWith'>;

export function chainOf({ tenantId }: Pick<EventContext, 'tenantId'>): string {
  return tenantId ?? operatorChain;
}

/** A row before it has its place in the chain. */
export type Entry = Omit<AuditRow, 'sequence' | 'keyId' | 'mac'>;

/** `salt`: 128 random bits, so that a digest cannot be guessed back into an e-mail address. */
export function entryOf(
  id: string,
  event: AuditEvent,
  context: EventContext,
  at: number,
  salt: string,
): Entry {
  const { tenantId, actor, accountId, clientId, signInId, email, address, userAgent } = context;
  const personal = canonicalJson({ address, email, salt, userAgent });
  return {
    chain: chainOf(context),
    id,
    at,
    type: event.type,
    accountId,
    body: canonicalJson({
      event,
      context: { tenantId, actor, accountId, clientId, signInId },
      severity: severityOf(event),
    }),
    personal,
    personalDigest: digestOf(personal),
  };
}

/** Gives entries of one chain their places after `head`, under the newest audit key. */
export function chainRows(keys: ChainKeys, head: AuditHead, entries: readonly Entry[]): AuditRow[] {
  const { keyId } = keys.auditMac('');
  const rows: AuditRow[] = [];
  let { sequence, mac } = head;
  for (const entry of entries) {
    sequence += 1;
    mac = mustMac(keys, { ...entry, sequence, keyId }, mac);
    rows.push({ ...entry, sequence, keyId, mac });
  }
  return rows;
}

export type Judgement = 'holds' | 'fails' | 'unknown-key';

/** Whether the row was written by us as number `sequence`, after the row whose mac is `previousMac`. */
export function judgeRow(
  keys: ChainKeys,
  row: AuditRow,
  previousMac: string,
  sequence: number = row.sequence,
): Judgement {
  const mac = keys.auditMacWith(row.keyId, macInput({ ...row, sequence }, previousMac));
  if (mac === null) return 'unknown-key';
  return mac === row.mac && personalHolds(row) ? 'holds' : 'fails';
}

/** Erased fields cannot be judged: their digest stands in the chain. */
function personalHolds({ personal, personalDigest }: AuditRow): boolean {
  return personal === null || digestOf(personal) === personalDigest;
}

function mustMac(keys: ChainKeys, row: Omit<AuditRow, 'mac'>, previousMac: string): string {
  const mac = keys.auditMacWith(row.keyId, macInput(row, previousMac));
  if (mac === null) throw new Error('The audit key went away while it was used.');
  return mac;
}

function macInput(row: Omit<AuditRow, 'mac'>, previousMac: string): string {
  const { keyId, chain, sequence, id, at, type, accountId, body, personalDigest } = row;
  return JSON.stringify([keyId, chain, sequence, previousMac, id, at, type, accountId, body, personalDigest]);
}

function digestOf(personal: string): string {
  return createHash('sha256').update(personal).digest('base64url');
}
