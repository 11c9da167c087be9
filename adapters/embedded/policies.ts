// Versions of policies in SQLite.
// Invariant: versions follow each other without gaps, and what was written stays as it is.
import type { Policies, PolicyRecord } from '../../ports/tenants.ts';
import { wholePolicy, wholePolicyIfAny } from '../whole-policy.ts';
import type { Database } from './database.ts';
import { type Body, parseBody, parseIfAny, type Queries } from './queries.ts';
import { insertNew } from './versioned.ts';

export function createPolicies(database: Database): Policies {
  return {
    current: (tenantId) => database.read((q) => current(q, tenantId)),
    find: (tenantId, version) =>
      database.read((q) =>
        wholePolicyIfAny(
          parseIfAny<PolicyRecord>(
            q.get<Body>('SELECT body FROM policies WHERE tenant_id = ? AND version = ?', tenantId, version),
          ),
        ),
      ),
    append: (record) =>
      database.write((q) => {
        const newest = current(q, record.tenantId)?.version ?? 0;
        if (record.version !== newest + 1) return false;
        const body = JSON.stringify(record);
        return insertNew(q, 'policies', { tenant_id: record.tenantId, version: record.version, body });
      }),
    list: (tenantId, after, limit) =>
      database.read((q) =>
        q
          .all<Body>(
            'SELECT body FROM policies WHERE tenant_id = ? AND version < ? ORDER BY version DESC LIMIT ?',
            tenantId,
            after ?? Number.MAX_SAFE_INTEGER,
            limit,
          )
          .map((row) => wholePolicy(parseBody<PolicyRecord>(row))),
      ),
  };
}

function current(q: Queries, tenantId: string): PolicyRecord | undefined {
  const sql = 'SELECT body FROM policies WHERE tenant_id = ? ORDER BY version DESC LIMIT 1';
  return wholePolicyIfAny(parseIfAny<PolicyRecord>(q.get<Body>(sql, tenantId)));
}
