// What a line of an export may hold of a remembered device: see shapes.ts.
// Invariant: as there.
import { z } from 'zod';
import { factorKinds, levels } from '../../policy/tenant-policy.ts';
import type { RememberedDevice } from '../../ports/remembered-devices.ts';

const id = z.string().min(1);
const text = z.string();
/** ms. */
const moment = z.int().nonnegative();

export const deviceShape: z.ZodType<RememberedDevice> = z.strictObject({
  id,
  accountId: id,
  tenantId: id,
  hash: id,
  previousHash: id.nullable(),
  previousUntil: moment.nullable(),
  provedAt: moment,
  level: z.enum(levels),
  kind: z.enum(factorKinds),
  source: id,
  passwordVersion: id.nullable(),
  browser: text.nullable(),
  place: text,
  firstUsedAt: moment,
  lastUsedAt: moment,
  eventId: id,
  revokedAt: moment.nullable(),
});
