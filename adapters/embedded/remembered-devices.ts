// Remembered devices in SQLite.
// Invariant: a renewal and a revocation are each one conditional update.
import type { DeviceGround, RememberedDevice, RememberedDevices } from '../../ports/remembered-devices.ts';
import type { Database } from './database.ts';
import type { Value } from './queries.ts';
import { insertNew } from './versioned.ts';

export const selectDevice = `SELECT id, account_id AS accountId, tenant_id AS tenantId, hash, previous_hash AS previousHash,
  previous_until AS previousUntil, proved_at AS provedAt, level, kind, source, password_version AS passwordVersion, browser,
  place, first_used_at AS firstUsedAt, last_used_at AS lastUsedAt, event_id AS eventId, revoked_at AS revokedAt
  FROM remembered_devices`;

export function createRememberedDevices(database: Database): RememberedDevices {
  return {
    find: (id) => database.read((q) => q.get<RememberedDevice>(`${selectDevice} WHERE id = ?`, id)),
    create: (device) => database.write((q) => insertNew(q, 'remembered_devices', deviceRow(device))),
    renew: (id, from, { hash, previousUntil, browser, place, lastUsedAt }) =>
      database.write(
        (q) =>
          q.run(
            `UPDATE remembered_devices SET hash = ?, previous_hash = ?, previous_until = ?, browser = ?, place = ?,
               last_used_at = ? WHERE id = ? AND hash = ? AND revoked_at IS NULL`,
            hash,
            from,
            previousUntil,
            browser,
            place,
            lastUsedAt,
            id,
            from,
          ) === 1,
      ),
    list: (accountId, after, limit) =>
      database.read((q) =>
        q.all<RememberedDevice>(
          `${selectDevice} WHERE account_id = ? AND revoked_at IS NULL AND id > ? ORDER BY id LIMIT ?`,
          accountId,
          after ?? '',
          limit,
        ),
      ),
    revoke: async (id, accountId, at) =>
      (await revoke(database, at, 'id = ? AND account_id = ?', [id, accountId])) === 1,
    revokeAll: (accountId, at) => revoke(database, at, 'account_id = ?', [accountId]),
    revokeIn: (tenantId, ground, at) => {
      const [test, value] = testOf(ground);
      return revoke(database, at, `tenant_id = ? AND ${test}`, [tenantId, value]);
    },
  };
}

function revoke(database: Database, at: number, which: string, values: readonly Value[]): Promise<number> {
  const sql = `UPDATE remembered_devices SET revoked_at = ? WHERE ${which} AND revoked_at IS NULL`;
  return database.write((q) => q.run(sql, at, ...values));
}

function testOf(ground: DeviceGround): readonly [sql: string, value: Value] {
  if ('provedUpTo' in ground) return ['proved_at <= ?', ground.provedUpTo];
  return 'kind' in ground ? ['kind = ?', ground.kind] : ['level = ?', ground.level];
}

export function deviceRow(device: RememberedDevice) {
  return {
    id: device.id,
    account_id: device.accountId,
    tenant_id: device.tenantId,
    hash: device.hash,
    previous_hash: device.previousHash,
    previous_until: device.previousUntil,
    proved_at: device.provedAt,
    level: device.level,
    kind: device.kind,
    source: device.source,
    password_version: device.passwordVersion,
    browser: device.browser,
    place: device.place,
    first_used_at: device.firstUsedAt,
    last_used_at: device.lastUsedAt,
    event_id: device.eventId,
    revoked_at: device.revokedAt,
  };
}
