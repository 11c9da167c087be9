// Schema version 1: what is unique, and what lists are read by.
// Invariant: released steps are never edited; a change is a new file.
import type { Index } from '../indexes.ts';

export const firstIndexes: readonly Index[] = [
  { collection: 'tenants', key: { shortName: 1 }, unique: true },
  { collection: 'tenants', key: { domains: 1 }, unique: true },
  { collection: 'policies', key: { tenantId: 1, version: 1 }, unique: true },
  // Each of an account's identifiers, in its tenant: e-mail and username in one.
  { collection: 'accounts', key: { tenantId: 1, identifiers: 1 }, unique: true },
  { collection: 'accounts', key: { tenantId: 1, _id: 1 }, unique: false },
  { collection: 'accounts', key: { tenantId: 1, groups: 1 }, unique: false },
  { collection: 'one_time_secrets', key: { accountId: 1, purpose: 1 }, unique: true },
  { collection: 'one_time_secrets', key: { id: 1 }, unique: true },
  { collection: 'one_time_secrets', key: { expiresAt: 1 }, unique: false },
  { collection: 'groups', key: { tenantId: 1, id: 1 }, unique: true },
  { collection: 'groups', key: { tenantId: 1, name: 1 }, unique: true },
  { collection: 'consents', key: { accountId: 1, clientId: 1 }, unique: true },
  { collection: 'audit', key: { chain: 1, sequence: 1 }, unique: true },
  { collection: 'audit', key: { accountId: 1, chain: 1, sequence: 1 }, unique: false },
  { collection: 'positions', key: { follower: 1, chain: 1 }, unique: true },
  { collection: 'outbox', key: { createdAt: 1, _id: 1 }, unique: false },
  { collection: 'outbox', key: { dueAt: 1, _id: 1 }, unique: false },
  { collection: 'outbox', key: { sentAt: 1 }, unique: false },
];
