import { expect, it } from 'vitest';
import { createLogger, createRequestLog } from '../../ops/logger.ts';

function linesOf(act: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  act(createLogger('info', { write: (line: string) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line));
}

it('G5: tells a request by method, route pattern and status only', () => {
  const request = {
    method: 'GET',
    route: '/sign-in/:uid',
    status: 200,
    duration: 12.3,
    url: '/x?code=s3cret',
  };
  const [line] = linesOf((log) => createRequestLog(log)(request));
  expect(line).toMatchObject({ level: 'info', msg: 'answered' });
  expect(line?.request).toEqual({ method: 'GET', route: '/sign-in/:uid', status: 200, duration: 12 });
});

it('F5: still strikes out fields of other lines beside those of requests', () => {
  const [, line] = linesOf((log) => {
    createRequestLog(log)({ method: 'GET', route: null, status: 200, duration: 1 });
    log.info({ password: 's3cret' }, 'something');
  });
  expect(JSON.stringify(line)).not.toContain('s3cret');
});

it('F5: strikes out fields with telling names, three levels deep', () => {
  const fields = {
    password: 's3cret',
    form: { code: 's3cret', inner: { token: 's3cret' } },
    smtpUrl: 's3cret',
  };
  const [line] = linesOf((log) => log.info(fields, 'something'));
  expect(JSON.stringify(line)).not.toContain('s3cret');
});

it('F5: keeps of an error what helps, without queries, credentials and foreign properties', () => {
  const cause = new Error('fetch of https://user:s3cret@example.org/a failed');
  const error = Object.assign(new Error('GET https://example.org/cb?code=s3cret failed', { cause }), {
    code: 'ECONNREFUSED',
    request: { body: 's3cret' },
  });
  const [line] = linesOf((log) => log.error({ err: error }, 'it failed'));
  expect(JSON.stringify(line)).not.toContain('s3cret');
  expect(line?.err).toMatchObject({ errorCode: 'ECONNREFUSED', type: 'Error' });
  expect(JSON.stringify(line)).toContain('example.org/a failed');
});

it('keeps the level', () => {
  expect(linesOf((log) => log.debug('not told'))).toEqual([]);
});
