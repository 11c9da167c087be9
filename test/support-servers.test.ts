// Which servers a run of the tests starts, and what is left out without them.
import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { neededServers, selectedFiles } from '../scripts/test-setup.ts';
import { leftOutWithout, missingServers, serverKinds, serversFor } from './support/find-servers.ts';
import { repository } from './support/source-files.ts';

test('only those that a selected file needs are started', () => {
  const needed = (...patterns: string[]) => neededServers(selectedFiles(repository, patterns));
  expect(needed('test/policy')).toEqual([]);
  expect(needed('own-servers/')).toEqual([]);
  expect(needed('clustered/shared')).toEqual(serverKinds);
  expect(needed('test/policy', 'clustered/shared')).toEqual(serverKinds);
  expect(needed().toSorted()).toEqual(serverKinds.toSorted());
});

test('a file is left out for want of a server that it needs', () => {
  expect(serversFor('test/contracts/embedded.test.ts')).toEqual([]);
  expect(serversFor('test/contracts/mongo-accounts.test.ts')).toEqual(['mongo']);
  expect(leftOutWithout(['mongo'], true).join()).not.toContain('contracts/redis');
  expect(leftOutWithout(['cluster'], true)).toContain('<rootDir>/test/contracts/redis');
  expect(leftOutWithout([], true)).toEqual([]);
  expect(leftOutWithout([], false)).toEqual(['<rootDir>/test/clustered/own-servers/']);
});

test('a server that a variable names is not missing', () => {
  const bare = { PATH: tmpdir(), XDG_CACHE_HOME: tmpdir() };
  expect(missingServers(bare)).toContain('mongo');
  expect(missingServers({ ...bare, SALLYPORT_TEST_MONGODB_URL: 'mongodb://host/test' })).not.toContain(
    'mongo',
  );
});
