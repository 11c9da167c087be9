// What must hold of the records of an export beyond their shapes: their order, what comes once, numbers without gaps, and
// that the keys which they need are here.
// Invariant: says what is wrong without repeating a secret; remembers no record but the last.
import { sealedPart } from '../../factors/sealed-part.ts';
import type { TransferKind, Transferred } from '../../ports/transfer.ts';
import type { Vault } from '../../ports/vault.ts';
import { compareKeys, keyOf, kinds, names } from './kinds.ts';
import { createSeen, type Seen } from './seen.ts';

export interface RuleDeps {
  readonly vault: Pick<Vault, 'open' | 'hashWith' | 'auditMacWith'>;
  /** For whom the mail of that id is sealed. */
  readonly mailOwner: (id: string) => string;
}

export interface Rules {
  /** Null if the next record may stand where it stands; else what is wrong. */
  judge<K extends TransferKind>(kind: K, record: Transferred[K]): string | null;
}

export function createRules(deps: RuleDeps): Rules {
  const seen = createSeen();
  let last: { readonly kind: TransferKind; readonly record: Transferred[TransferKind] } | null = null;
  return {
    judge(kind, record) {
      // The cast: one of the same kind.
      const before = last?.kind === kind ? (last.record as Transferred[typeof kind]) : null;
      const order =
        last && kinds.indexOf(kind) < kinds.indexOf(last.kind) ? orderProblem(kind, last.kind) : null;
      last = { kind, record };
      return (
        order ??
        (before && keyProblem(kind, before, record)) ??
        sequenceProblem[kind]?.(record, before) ??
        twiceProblem(seen, kind, once[kind]?.(record) ?? []) ??
        needed[kind]?.(record, deps) ??
        null
      );
    },
  };
}

function orderProblem(kind: TransferKind, before: TransferKind): string {
  return `${names[kind]} come before ${names[before]}, not behind them`;
}

function keyProblem<K extends TransferKind>(
  kind: K,
  before: Transferred[K],
  record: Transferred[K],
): string | null {
  const order = compareKeys(keyOf(kind, before), keyOf(kind, record));
  if (order === 0) return 'the same record comes twice';
  return order > 0 ? 'the record stands before this line in the order of ids, so a line was moved' : null;
}

type Judge<K extends TransferKind, Extra> = (record: Transferred[K], extra: Extra) => string | null;
type Judges<Extra extends { [K in TransferKind]: unknown }> = {
  readonly [K in TransferKind]?: Judge<K, Extra[K]>;
};

/** Versions of policies and rows of the audit chains count 1, 2, 3, ... */
const sequenceProblem: Judges<{ [K in TransferKind]: Transferred[K] | null }> = {
  policy: ({ tenantId, version }, before) =>
    gapProblem(
      version,
      before?.tenantId === tenantId ? before.version : 0,
      `version of policies of ${tenantId}`,
    ),
  'audit-row': ({ chain, sequence }, before) =>
    gapProblem(sequence, before?.chain === chain ? before.sequence : 0, `event of the audit chain ${chain}`),
};

function gapProblem(number: number, before: number, what: string): string | null {
  return number === before + 1 ? null : `the ${what} has the number ${number}, where ${before + 1} is next`;
}

/** What no two records may share, besides their keys. */
const once: { readonly [K in TransferKind]?: (record: Transferred[K]) => readonly Unique[] } = {
  tenant: ({ shortName, domains }) => [
    { what: 'short name', of: [shortName] },
    ...domains.map((domain) => ({ what: 'mail domain', of: [domain] })),
  ],
  // E-mail and username are one space of identifiers.
  account: ({ tenantId, email, username }) =>
    [email, username].flatMap((one) => (one === null ? [] : { what: 'identifier', of: [tenantId, one] })),
  group: ({ tenantId, name }) => [{ what: 'group name', of: [tenantId, name] }],
  enrollments: ({ factors }) =>
    factors.flatMap((one) => (one.kind === 'passkey' ? { what: 'passkey', of: [one.credentialId] } : [])),
  'one-time-secret': ({ accountId, purpose }) => [{ what: 'one-time secret', of: [accountId, purpose] }],
  'help-request': ({ accountId, closedAt }) =>
    closedAt === null ? [{ what: 'account with an open request for help', of: [accountId] }] : [],
  'audit-row': ({ id }) => [{ what: 'event id', of: [id] }],
};

interface Unique {
  readonly what: string;
  readonly of: readonly string[];
}

function twiceProblem(seen: Seen, kind: TransferKind, values: readonly Unique[]): string | null {
  const known = values.find(({ what, of }) => seen.add(JSON.stringify([kind, what, ...of])));
  return known ? `its ${known.what} stands in an earlier line too` : null;
}

/** Keys that the record cannot be used without. */
const needed: Judges<{ [K in TransferKind]: RuleDeps }> = {
  enrollments: ({ accountId, factors, pending, backupCodes }, { vault }) =>
    [...factors, ...(pending ? [pending] : [])]
      .map(sealedPart)
      .map((sealed) => (sealed === null ? null : sealProblem(vault, sealed, accountId)))
      .find((problem) => problem !== null) ?? hashProblem(vault, backupCodes?.codes[0]?.hash ?? null),
  'one-time-secret': ({ hash }, { vault }) => hashProblem(vault, hash),
  'remembered-device': ({ hash }, { vault }) => hashProblem(vault, hash),
  client: ({ secretHash }, { vault }) => hashProblem(vault, secretHash),
  'audit-row': ({ keyId }, { vault }) =>
    vault.auditMacWith(keyId, '') === null ? keyProblemOf('audit', keyId) : null,
  message: ({ id, sealedMail }, { vault, mailOwner }) =>
    // Nothing is left of a mail that was sent.
    sealedMail === '' ? null : sealProblem(vault, sealedMail, mailOwner(id)),
};

function sealProblem(vault: RuleDeps['vault'], envelope: string, owner: string): string | null {
  try {
    vault.open(envelope, owner);
    return null;
  } catch {
    return 'it holds something sealed that the key file does not open: it is another one, or lacks a key of ring seal';
  }
}

/** Hashes begin with the id of their key and a dot. */
function hashProblem(vault: RuleDeps['vault'], hash: string | null): string | null {
  const [keyId = ''] = hash?.split('.') ?? [];
  return hash === null || vault.hashWith(keyId, '', '') !== null ? null : keyProblemOf('hash', keyId);
}

function keyProblemOf(ring: string, keyId: string): string {
  return `it was made under the key ${keyId}, which ring ${ring} of the key file does not hold`;
}
