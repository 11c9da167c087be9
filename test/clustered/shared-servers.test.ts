// The servers that scripts/test-servers.ts starts once for all tests: each test file must know where they are.
import { expect, test } from 'vitest';
import { serverKinds, serverVariables } from '../support/find-servers.ts';
import { testServer } from '../support/mongo-server.ts';
import { answersPing } from '../support/redis-probe.ts';

test.each(serverKinds)('a server of the whole run is named to the tests, and answers: %s', async (kind) => {
  for (const url of (process.env[serverVariables[kind]] ?? '').split(' ')) {
    expect(url).toMatch(/^(?:redis|rediss|redis-cluster|rediss-cluster|mongodb|mongodb\+srv):\/\//);
    const [, port = ''] = /^redis(?:-cluster)?:\/\/127\.0\.0\.1:(\d+)/.exec(url) ?? [];
    if (port !== '') expect(await answersPing(Number(port))).toBe(true);
  }
});

test('of several MongoDB servers, each worker takes its own', () => {
  const taken = ['1', '2', '3'].map((VITEST_POOL_ID) =>
    testServer({ SALLYPORT_TEST_MONGODB_URL: 'mongodb://a mongodb://b', VITEST_POOL_ID }),
  );
  expect(taken).toEqual(['mongodb://a', 'mongodb://b', 'mongodb://a']);
  expect(() => testServer({})).toThrow('SALLYPORT_TEST_MONGODB_URL');
});
