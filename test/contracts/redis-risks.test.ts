// What is told at start of a Redis that may lose sessions or counts, and which are too old.
import { expect, test } from 'vitest';
import { refusalOf, risksIn, tooOldIn } from '../../adapters/redis/inspect.ts';

const info = (fields: Readonly<Record<string, string>>) =>
  Object.entries({ maxmemory: '0', maxmemory_policy: 'noeviction', aof_enabled: '1', ...fields })
    .map(([name, value]) => `${name}:${value}`)
    .join('\r\n');

test('G5 nothing is told of one that keeps what it is given', () => {
  expect(risksIn([info({}), info({ maxmemory_policy: 'allkeys-lru' })])).toEqual([]);
});

test('G5 a policy that evicts and a missing append-only file are told, once for all nodes', () => {
  const risky = info({ maxmemory: '1048576', maxmemory_policy: 'allkeys-lru', aof_enabled: '0' });
  const risks = risksIn([risky, risky]);
  expect(risks).toHaveLength(2);
  expect(risks[0]).toContain('maxmemory-policy is allkeys-lru');
  expect(risks[1]).toContain('appendonly');
});

test('G5 replicas that a master may be without are told; none, and one that needs them, are not', () => {
  const [risk] = risksIn([info({ connected_slaves: '1' })]);
  expect(risk).toContain('min-replicas-to-write');
  expect(risksIn([info({ connected_slaves: '0' })])).toEqual([]);
  expect(risksIn([info({ connected_slaves: '2', min_slaves_good_slaves: '2' })])).toEqual([]);
});

test('G5 one master that is too old is enough to refuse them all', () => {
  const versions = (...all: string[]) => all.map((version) => info({ redis_version: version }));
  expect(tooOldIn(versions('6.2.0', '7.0.15', '10.0.1'))).toBeNull();
  expect(tooOldIn(versions('7.2.4', '6.0.16'))).toMatchObject({
    reason: 'too-old',
    retry: false,
    message: expect.stringContaining('it is 6.0.16'),
  });
  expect(tooOldIn([info({})])?.reason).toBe('too-old');
});

test.each([
  'self-signed certificate in certificate chain',
  'unable to verify the first certificate',
  'unable to get local issuer certificate',
  "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: ",
  'certificate has expired',
])('a certificate that is not trusted is a mistake that waiting does not mend: %s', (message) => {
  expect(refusalOf(message)).toMatchObject({ reason: 'untrusted-certificate', retry: false });
  expect(refusalOf(message).message).toContain('SALLYPORT_REDIS_CA');
});
