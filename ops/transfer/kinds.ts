// The kinds of durable records in the order in which an export holds them, and what orders those of a kind.
// Invariant: every store and every file has the same order, so two exports of the same records are the same lines.
import type { TransferKind, Transferred } from '../../ports/transfer.ts';

export type KeyPart = string | number;

/** What a record's key is: see ports/transfer. */
const keys: { readonly [K in TransferKind]: (record: Transferred[K]) => readonly KeyPart[] } = {
  tenant: ({ id }) => [id],
  policy: ({ tenantId, version }) => [tenantId, version],
  group: ({ tenantId, id }) => [tenantId, id],
  account: ({ id }) => [id],
  password: ({ accountId }) => [accountId],
  enrollments: ({ accountId }) => [accountId],
  'one-time-secret': ({ id }) => [id],
  'remembered-device': ({ id }) => [id],
  'help-request': ({ id }) => [id],
  client: ({ id }) => [id],
  consent: ({ accountId, clientId }) => [accountId, clientId],
  'audit-row': ({ chain, sequence }) => [chain, sequence],
  position: ({ follower, chain }) => [follower, chain],
  message: ({ id }) => [id],
  logout: ({ id }) => [id],
};

/** The cast: the keys of the table are the kinds. */
export const kinds = Object.keys(keys) as readonly TransferKind[];

/** For people: "2 accounts". */
export const names: Readonly<Record<TransferKind, string>> = {
  tenant: 'tenants',
  policy: 'policy versions',
  group: 'groups',
  account: 'accounts',
  password: 'passwords',
  enrollments: 'enrollments',
  'one-time-secret': 'one-time secrets',
  'remembered-device': 'remembered devices',
  'help-request': 'requests for help',
  client: 'clients',
  consent: 'consents',
  'audit-row': 'audit events',
  position: 'follower positions',
  message: 'mails',
  logout: 'sign-outs to be told',
};

export type Counts = Readonly<Record<TransferKind, number>>;

export function noCounts(): Record<TransferKind, number> {
  // The cast: each kind has its entry.
  return Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<TransferKind, number>;
}

export function keyOf<K extends TransferKind>(kind: K, record: Transferred[K]): readonly KeyPart[] {
  return keys[kind](record);
}

/** Below 0 if `a` comes first. Texts by their UTF-8 bytes, as the stores have them. */
export function compareKeys(a: readonly KeyPart[], b: readonly KeyPart[]): number {
  for (const [index, part] of a.entries()) {
    const order = comparePart(part, b[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function comparePart(a: KeyPart, b: KeyPart): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}
