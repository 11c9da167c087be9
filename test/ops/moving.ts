// A store with some of everything that lasts, and exports and imports of it in the test's own process.
// Invariant: the records are such as the product writes them: sealed, hashed and chained under keys that exist.
import { Readable } from 'node:stream';
import { mailOwner } from '../../adapters/mail/mailer.ts';
import { contextOf } from '../../admin/actions/action.ts';
import { createAuditLog } from '../../audit/log.ts';
import { createExport } from '../../ops/transfer/export.ts';
import { type Imported, importData } from '../../ops/transfer/import.ts';
import type { Storage } from '../../ports/storage.ts';
import type { Vault } from '../../ports/vault.ts';
import {
  newId,
  now,
  sampleDevice,
  sampleHelpRequest,
  sampleLogout,
  sampleMessage,
  sampleSecret,
} from '../contracts/samples.ts';
import { createWorld } from '../support/world.ts';

export type Store = Pick<Storage, 'transfer' | 'audit'>;

/** Some of every kind. Returns who can sign in to what. */
export async function fill(storage: Storage, vault: Vault) {
  const world = createWorld({ storage, vault });
  const audit = createAuditLog({ store: storage.audit, vault, randomId: newId });
  const tenant = await world.tenant({ domains: ['northwind.example'] });
  await world.setPolicy(tenant.id, { graceDays: 3 });
  const person = await world.person(tenant.id, { totp: true, backupCodes: true });
  const registered = await world.client(tenant.id);
  await storage.groups.create({ id: newId(), tenantId: tenant.id, name: 'Nurses' });
  const { id: accountId } = person;
  await storage.consents.remember({
    accountId,
    clientId: registered.client.id,
    scopes: ['openid'],
    claims: [],
    at: now,
  });
  await storage.oneTimeSecrets.issue(
    sampleSecret({ accountId, hash: vault.hash('12345678', 'mailbox-code') }),
  );
  await storage.rememberedDevices.create(
    sampleDevice({ accountId, tenantId: tenant.id, hash: vault.hash('secret', 'remembered-device') }),
  );
  await storage.helpRequests.create(sampleHelpRequest({ accountId, tenantId: tenant.id }));
  const mail = newId();
  await storage.outbox.put(sampleMessage({ id: mail, sealedMail: vault.seal('{}', mailOwner(mail)) }));
  await storage.logouts.put(sampleLogout({ clientId: registered.client.id, accountId, tries: 2 }));
  const operator = { kind: 'operator', name: 'tester' } as const;
  for (const reason of ['one', 'two', 'three']) {
    const about = { tenantId: tenant.id, accountId, email: person.email };
    await audit.append({ type: 'account.disabled', reason }, contextOf(operator, about), now);
    await audit.append({ type: 'keys.rotated', rings: [reason] }, contextOf(operator, {}), now);
  }
  await storage.positions.advance('notices', tenant.id, 0, 2);
  return { tenant, person, registered };
}

/** All lines, each with its line feed. */
export async function exported({ transfer, audit }: Store, vault: Vault): Promise<string[]> {
  const made = createExport({
    transfer,
    audit,
    vault,
    version: '1',
    now: () => now,
    progress: () => undefined,
  });
  const lines: string[] = [];
  for await (const line of made.lines) lines.push(line);
  return lines;
}

export function imported({ transfer }: Store, vault: Vault, lines: readonly string[]): Promise<Imported> {
  // In pieces that end anywhere, as a file system gives them.
  const bytes = Buffer.from(lines.join(''));
  const pieces = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, n) =>
    bytes.subarray(n * 1000, (n + 1) * 1000),
  );
  return importData({
    transfer,
    vault,
    mailOwner,
    open: () => Readable.from(pieces),
    progress: () => undefined,
  });
}

/** Without the first line, which says when and from where. The last covers the first. */
export function recordsIn(lines: readonly string[]): readonly unknown[] {
  return lines.slice(1, -1).map((line) => {
    const { kind, record } = JSON.parse(line);
    return { kind, record };
  });
}
