// Remembered devices in MongoDB, one document each.
// Invariant: a renewal and a revocation are each one conditional update of one document; several are revoked one by one, and
// a crash between leaves some to be revoked again.
import type { DeviceGround, RememberedDevice, RememberedDevices } from '../../ports/remembered-devices.ts';
import { deviceKeptMs } from '../kept-devices.ts';
import type { Collection, Filter } from './collection.ts';
import type { Database } from './database.ts';
import type { Fields } from './fields.ts';

const fields: Fields<RememberedDevice> = {
  id: 'text',
  accountId: 'text',
  tenantId: 'text',
  hash: 'text',
  previousHash: 'text',
  previousUntil: 'number',
  provedAt: 'number',
  level: 'text',
  kind: 'text',
  source: 'text',
  passwordVersion: 'text',
  browser: 'text',
  place: 'text',
  firstUsedAt: 'number',
  lastUsedAt: 'number',
  eventId: 'text',
  revokedAt: 'number',
};

export interface SweptDevices extends RememberedDevices {
  /** Removes up to `limit` that are long over. */
  sweep(now: number, limit: number): Promise<number>;
}

export function deviceCollection(database: Database): Collection<RememberedDevice> {
  return database.collection<RememberedDevice>('remembered_devices', fields, 'id');
}

/** So many at a time that each command ends within its deadline, however many an organisation has. */
const batch = 1_000;

export function createRememberedDevices(database: Database): SweptDevices {
  const devices = deviceCollection(database);
  return {
    find: (id) => database.ask([id], undefined, () => devices.find({ id })),
    create: (device) =>
      database.ask([device.id, device.accountId], false, async () => (await devices.insert(device)) === null),
    renew: (id, from, renewal) =>
      database.ask([id, from], false, () =>
        devices.update({ id, hash: from, revokedAt: null }, { set: { ...renewal, previousHash: from } }),
      ),
    list: (accountId, after, limit) =>
      database.ask([accountId, after ?? '', limit], [], () =>
        devices.list({ accountId, revokedAt: null, id: { $gt: after ?? '' } }, { id: 1 }, limit),
      ),
    revoke: (id, accountId, at) =>
      database.ask([id, accountId, at], false, () =>
        devices.update({ id, accountId, revokedAt: null }, { set: { revokedAt: at } }),
      ),
    revokeAll: (accountId, at) =>
      database.ask([accountId, at], 0, () =>
        devices.updateAll({ accountId, revokedAt: null }, { set: { revokedAt: at } }),
      ),
    async revokeIn(tenantId, ground, at) {
      const values = [tenantId, at, ...Object.values(ground)];
      const matching = { tenantId, revokedAt: null, ...testOf(ground) };
      const none = { found: 0, changed: 0 };
      const some = () =>
        database.ask(values, none, () => devices.updateSome(matching, { set: { revokedAt: at } }, batch));
      for (let revoked = 0; ; ) {
        const { found, changed } = await some();
        revoked += changed;
        if (found < batch) return revoked;
      }
    },
    sweep: (now, limit) =>
      database.ask([now, limit], 0, () =>
        devices.removeSome({ provedAt: { $lte: now - deviceKeptMs } }, limit),
      ),
  };
}

function testOf(ground: DeviceGround): Filter<RememberedDevice> {
  return 'provedUpTo' in ground ? { provedAt: { $lte: ground.provedUpTo } } : ground;
}
