// G5: where the metrics are told is a setting like the others: off unless a port is set, and every mistake has its key.
import { expect, test } from 'vitest';
import { readConfig } from '../config.ts';

function read(settings: Readonly<Record<string, string>>) {
  const env = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`SALLYPORT_${key}`, value]));
  return readConfig(env, '/nowhere');
}

test('G5 metrics are told nowhere, or on this machine, or where the settings say', () => {
  const metricsOf = (settings: Readonly<Record<string, string>>) => {
    const result = read(settings);
    return result.ok ? result.config.metrics : result.problems;
  };
  expect(metricsOf({})).toBe(null);
  expect(metricsOf({ METRICS_PORT: '9464' })).toEqual({ host: '127.0.0.1', port: 9464 });
  expect(metricsOf({ METRICS_PORT: '9464', METRICS_HOST: '::' })).toEqual({ host: '::', port: 9464 });
});

test.each([
  ['no port', { METRICS_PORT: '0' }, ['METRICS_PORT']],
  ['a word for a port', { METRICS_PORT: 'on' }, ['METRICS_PORT']],
  ['an address that is none', { METRICS_PORT: '9464', METRICS_HOST: 'two words' }, ['METRICS_HOST']],
  ['an address alone', { METRICS_HOST: '127.0.0.1' }, ['METRICS_PORT']],
  ['both wrong', { METRICS_PORT: 'on', METRICS_HOST: 'two words' }, ['METRICS_HOST', 'METRICS_PORT']],
  ['the port that people reach', { METRICS_PORT: '4000', PORT: '4000' }, ['METRICS_PORT']],
  ["the sample's port", { METRICS_PORT: '3001' }, ['METRICS_PORT']],
])('G5 %s is told with its key', (_, settings, keys) => {
  const result = read(settings);
  const problems = result.ok ? [] : result.problems;
  expect(problems.map(({ key }) => key.replace('SALLYPORT_', '')).toSorted()).toEqual(keys);
});
