// The servers that scripts/test-servers.ts starts once for all tests: each test file must know where they are.
import { expect, test } from 'vitest';
import { serverKinds, serverVariables } from '../support/find-servers.ts';
import { answersPing } from '../support/redis-probe.ts';

test.each(serverKinds)('a server of the whole run is named to the tests, and answers: %s', async (kind) => {
  const url = process.env[serverVariables[kind]] ?? '';
  expect(url).toMatch(/^(?:redis|rediss|redis-cluster|rediss-cluster|mongodb|mongodb\+srv):\/\//);
  const [, port = ''] = /^redis(?:-cluster)?:\/\/127\.0\.0\.1:(\d+)/.exec(url) ?? [];
  if (port !== '') expect(await answersPing(Number(port))).toBe(true);
});
