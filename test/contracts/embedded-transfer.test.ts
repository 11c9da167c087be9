// What only the embedded store does when its records are moved: one moment for all reads, and a lock while it is filled.
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbedded } from '../../adapters/embedded/open.ts';
import { mustOpen, newDataDir } from './embedded-stores.ts';
import { sampleTenant } from './samples.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await newDataDir();
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('a reader sees one moment, and holds up no writer', async () => {
  const server = await mustOpen(dataDir, 'server');
  const beside = await mustOpen(dataDir, 'command-line');
  await server.tenants.create(sampleTenant());
  const reader = await beside.transfer.read();
  await server.tenants.create(sampleTenant());
  await beside.tenants.create(sampleTenant());
  expect(await reader.page('tenant', null, 10)).toHaveLength(1);
  await reader.close();
  const later = await beside.transfer.read();
  expect(await later.page('tenant', null, 10)).toHaveLength(3);
  await later.close();
  await beside.close();
  await server.close();
});

test('while it is filled, and after that was cut short, neither a server nor a command opens it', async () => {
  const filling = await mustOpen(dataDir, 'import');
  await filling.transfer.begin('d1');
  const during = await openEmbedded({ dataDir, role: 'server' });
  expect(during).toMatchObject({ ok: false, reason: 'in-use' });
  expect(await openEmbedded({ dataDir, role: 'command-line' })).toMatchObject({ reason: 'half-imported' });
  await filling.close();
  for (const role of ['server', 'command-line'] as const) {
    const opened = await openEmbedded({ dataDir, role });
    expect(opened).toMatchObject({ ok: false, reason: 'half-imported' });
    expect(opened).toHaveProperty('message', expect.stringContaining('data import'));
  }
  const again = await mustOpen(dataDir, 'import');
  await again.transfer.finish();
  await again.close();
  await (await mustOpen(dataDir, 'server')).close();
});

test('a store that a server has open is not filled', async () => {
  const server = await mustOpen(dataDir, 'server');
  expect(await openEmbedded({ dataDir, role: 'import' })).toMatchObject({ ok: false, reason: 'in-use' });
  await server.close();
});
