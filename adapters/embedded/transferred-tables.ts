// Which table holds each kind of durable record, by which columns it is ordered, and how a record becomes a row and back.
// Invariant: a record that is read from one store and written to another is the same there.
import type { Account } from '../../ports/accounts.ts';
import type { AuditRow } from '../../ports/audit-store.ts';
import type { Client } from '../../ports/clients.ts';
import type { Consent } from '../../ports/consents.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import type { Group } from '../../ports/groups.ts';
import type { HelpRequest } from '../../ports/help-requests.ts';
import type { Logout } from '../../ports/logouts.ts';
import type { OneTimeSecret } from '../../ports/one-time-secrets.ts';
import type { OutboxMessage } from '../../ports/outbox.ts';
import type { RememberedDevice } from '../../ports/remembered-devices.ts';
import type { PolicyRecord, Tenant } from '../../ports/tenants.ts';
import type { FollowerPosition, TransferKind, Transferred } from '../../ports/transfer.ts';
import { wholeEnrollments } from '../whole-enrollments.ts';
import { wholePolicy } from '../whole-policy.ts';
import { accountRow, writeGroups } from './accounts.ts';
import { auditRow, selectAudit } from './audit-store.ts';
import { clientRow } from './clients.ts';
import { enrollmentsRow, writePasskeys } from './enrollments.ts';
import { helpRequestRow, selectHelpRequest } from './help-requests.ts';
import { logoutColumns, logoutRow } from './logouts.ts';
import { secretRow, selectSecret } from './one-time-secrets.ts';
import { messageColumns, messageRow } from './outbox.ts';
import { type PasswordRow, passwordRow, selectPassword, toPassword } from './passwords.ts';
import { type Body, parseBody, type Queries, type Value } from './queries.ts';
import { deviceRow, selectDevice } from './remembered-devices.ts';
import { tenantRow, writeDomains } from './tenants.ts';
import type { Row } from './versioned.ts';

export interface Table<T> {
  readonly name: string;
  /** Columns of a unique index. */
  readonly key: readonly string[];
  readonly select: string;
  readonly read: (q: Queries, sql: string, values: readonly Value[]) => T[];
  readonly row: (record: T) => Row;
  /** Rows of other tables that belong to the record. */
  readonly beside?: (q: Queries, record: T) => void;
}

/** The values of a record's key, in the order of the columns. */
export function keyOf<T>({ key, row }: Table<T>, record: T): Value[] {
  const columns = row(record);
  return key.map((column) => columns[column] ?? null);
}

/** A table whose rows hold whole records as JSON. */
function ofBodies<T>(
  name: string,
  key: readonly string[],
  row: (record: T) => Row,
  beside?: (q: Queries, record: T) => void,
): Table<T> {
  const read: Table<T>['read'] = (q, sql, values) =>
    q.all<Body>(sql, ...values).map((one) => parseBody<T>(one));
  return { name, key, select: `SELECT body FROM ${name}`, read, row, ...(beside && { beside }) };
}

/** A table whose statement yields records as they are. */
function ofColumns<T>(
  name: string,
  key: readonly string[],
  select: string,
  row: (record: T) => Row,
): Table<T> {
  return { name, key, select, read: (q, sql, values) => q.all<T>(sql, ...values), row };
}

export const tables: { readonly [K in TransferKind]: Table<Transferred[K]> } = {
  tenant: ofBodies<Tenant>('tenants', ['id'], tenantRow, writeDomains),
  policy: {
    ...ofBodies<PolicyRecord>('policies', ['tenant_id', 'version'], (record) => ({
      tenant_id: record.tenantId,
      version: record.version,
      body: JSON.stringify(record),
    })),
    read: (q, sql, values) =>
      q.all<Body>(sql, ...values).map((row) => wholePolicy(parseBody<PolicyRecord>(row))),
  },
  group: ofColumns<Group>(
    'groups',
    ['tenant_id', 'id'],
    'SELECT id, tenant_id AS tenantId, name FROM groups',
    ({ id, tenantId, name }) => ({ tenant_id: tenantId, id, name }),
  ),
  account: ofBodies<Account>('accounts', ['id'], accountRow, writeGroups),
  password: {
    name: 'passwords',
    key: ['account_id'],
    select: selectPassword,
    read: (q, sql, values) => q.all<PasswordRow>(sql, ...values).map(toPassword),
    row: passwordRow,
  },
  enrollments: {
    ...ofBodies<Enrollments>('enrollments', ['id'], enrollmentsRow, writePasskeys),
    read: (q, sql, values) =>
      q.all<Body>(sql, ...values).map((row) => {
        const record = parseBody<Enrollments>(row);
        return wholeEnrollments(record.accountId, record);
      }),
  },
  'one-time-secret': ofColumns<OneTimeSecret>('one_time_secrets', ['id'], selectSecret, secretRow),
  'remembered-device': ofColumns<RememberedDevice>('remembered_devices', ['id'], selectDevice, deviceRow),
  'help-request': ofColumns<HelpRequest>('help_requests', ['id'], selectHelpRequest, helpRequestRow),
  client: ofBodies<Client>('clients', ['id'], clientRow),
  consent: ofBodies<Consent>('consents', ['account_id', 'client_id'], (record) => ({
    account_id: record.accountId,
    client_id: record.clientId,
    body: JSON.stringify(record),
  })),
  'audit-row': ofColumns<AuditRow>('audit', ['chain', 'sequence'], selectAudit, auditRow),
  position: ofColumns<FollowerPosition>(
    'positions',
    ['follower', 'chain'],
    'SELECT follower, chain, position FROM positions',
    ({ follower, chain, position }) => ({ follower, chain, position }),
  ),
  message: ofColumns<OutboxMessage>('outbox', ['id'], `SELECT ${messageColumns} FROM outbox`, messageRow),
  logout: ofColumns<Logout>('logouts', ['id'], `SELECT ${logoutColumns} FROM logouts`, logoutRow),
};
