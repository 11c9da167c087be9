// Every table and every collection is carried by an export, or left out for a reason that is said: none is forgotten.
// Databases that were in use are asked the same in test/clustered/data.test.ts.
import { rm } from 'node:fs/promises';
import { createConnection } from 'mongoose';
import { expect, test } from 'vitest';
import { createDatabase } from '../../adapters/mongo/database.ts';
import { createImportMark } from '../../adapters/mongo/import-mark.ts';
import { createStores } from '../../adapters/mongo/stores.ts';
import { mustOpen, newDataDir } from '../contracts/embedded-stores.ts';
import { insideEmbedded } from '../support/stored-embedded.ts';
import { carriedCollections, carriedTables, collectionsLeftOut, tablesLeftOut } from './all-that-lasts.ts';

test('G4 every table of the embedded store is carried, or left out for a reason', async () => {
  const dataDir = await newDataDir();
  await (await mustOpen(dataDir, 'server')).close();
  const present = [...(await insideEmbedded(dataDir).rows()).keys()];
  await rm(dataDir, { recursive: true, force: true });
  expect(present.toSorted()).toEqual([...carriedTables, ...Object.keys(tablesLeftOut)].toSorted());
});

test('G4 every collection that the stores of MongoDB know is carried, or left out for a reason', async () => {
  const connection = createConnection(); // to nothing
  createStores(createDatabase(connection, 0), createImportMark(connection), 0);
  const known = Object.keys(connection.collections);
  await connection.destroy();
  const expected = [...(await carriedCollections()), ...Object.keys(collectionsLeftOut)];
  expect(known.toSorted()).toEqual(expected.toSorted());
});
