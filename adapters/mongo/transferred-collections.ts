// Which collection holds each kind of durable record, by which fields it is ordered, and how a record is stored and read.
// Invariant: every key is a unique index, so a record is found, and written, once.
import type { TransferKind, Transferred } from '../../ports/transfer.ts';
import { wholePolicy } from '../whole-policy.ts';
import { accountCollection, asAccount, type StoredAccount, storedAccount } from './accounts.ts';
import { auditCollection } from './audit-store.ts';
import { clientCollection } from './clients.ts';
import type { Collection } from './collection.ts';
import { consentCollection } from './consents.ts';
import type { Database } from './database.ts';
import {
  asEnrollments,
  enrollmentCollection,
  type StoredEnrollments,
  storedEnrollments,
} from './enrollments.ts';
import { groupCollection } from './groups.ts';
import {
  asHelpRequest,
  helpRequestCollection,
  type StoredHelpRequest,
  storedHelpRequest,
} from './help-requests.ts';
import { logoutCollection } from './logouts.ts';
import { secretCollection } from './one-time-secrets.ts';
import { asMessage, messageCollection, type StoredMessage, storedMessage } from './outbox.ts';
import { passwordCollection } from './passwords.ts';
import { policyCollection } from './policies.ts';
import { positionCollection } from './positions.ts';
import { deviceCollection } from './remembered-devices.ts';
import { asTenant, storedTenant, tenantCollection } from './tenants.ts';

/** @typeParam S a record with what it is found by */
export interface Held<T, S extends object = object> {
  readonly collection: Collection<S>;
  /** One or two fields. */
  readonly key: readonly (keyof S & string)[];
  readonly store: (record: T) => S;
  readonly record: (stored: S) => T;
}

interface StoredForms {
  readonly account: StoredAccount;
  readonly enrollments: StoredEnrollments;
  readonly message: StoredMessage;
  readonly 'help-request': StoredHelpRequest;
}
type StoredForm<K extends TransferKind> = K extends keyof StoredForms ? StoredForms[K] : Transferred[K];

export type HeldKinds = { readonly [K in TransferKind]: Held<Transferred[K], StoredForm<K>> };

export function createTransferred(database: Database): HeldKinds {
  return {
    tenant: {
      collection: tenantCollection(database),
      key: ['id'],
      store: storedTenant,
      record: asTenant,
    },
    policy: { ...asItIs(policyCollection(database), ['tenantId', 'version']), record: wholePolicy },
    group: asItIs(groupCollection(database), ['tenantId', 'id']),
    account: {
      collection: accountCollection(database),
      key: ['id'],
      store: storedAccount,
      record: asAccount,
    },
    password: asItIs(passwordCollection(database), ['accountId']),
    enrollments: {
      collection: enrollmentCollection(database),
      key: ['accountId'],
      store: storedEnrollments,
      record: (stored) => asEnrollments(stored.accountId, stored),
    },
    'one-time-secret': asItIs(secretCollection(database), ['id']),
    'remembered-device': asItIs(deviceCollection(database), ['id']),
    'help-request': {
      collection: helpRequestCollection(database),
      key: ['id'],
      store: storedHelpRequest,
      record: asHelpRequest,
    },
    client: asItIs(clientCollection(database), ['id']),
    consent: asItIs(consentCollection(database), ['accountId', 'clientId']),
    'audit-row': asItIs(auditCollection(database), ['chain', 'sequence']),
    position: asItIs(positionCollection(database), ['follower', 'chain']),
    message: {
      collection: messageCollection(database),
      key: ['id'],
      store: storedMessage,
      record: asMessage,
    },
    logout: asItIs(logoutCollection(database), ['id']),
  };
}

function asItIs<T extends object>(collection: Collection<T>, key: readonly (keyof T & string)[]): Held<T, T> {
  return { collection, key, store: (record) => record, record: (stored) => stored };
}
