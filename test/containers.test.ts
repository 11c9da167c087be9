// The container files cannot be run by these tests; what can be held without is: the image holds the product and nothing
// else, and the settings that they give are ones that the server takes.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Config, formatProblems, readConfig } from '../config.ts';
import { createHealth } from '../ops/health.ts';
import { healthRoutes } from '../ops/health-routes.ts';
import { readSourceFiles, repository } from './support/source-files.ts';

const read = (path: string) => readFileSync(join(repository, path), 'utf8');

test('the image is made of every folder and file of the product, what compiles them, and no other', () => {
  const lines = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const product = readSourceFiles()
    .filter(
      ({ path, folder }) => !['test', 'scripts', 'bench'].includes(folder) && !path.endsWith('.config.ts'),
    )
    .map(({ path, folder }) => folder || path);
  const packages = ['package.json', 'package-lock.json', 'LICENSE'];
  const compiling = ['scripts/build.ts', 'tsconfig.json', 'tsconfig.build.json'];
  expect(lines.at(0)).toBe('*');
  expect(lines.slice(1).toSorted()).toEqual(
    [...new Set([...product, ...packages, ...compiling])].map((name) => `!${name}`).toSorted(),
  );
});

test('the image asks the liveness of the server, and does not run as root', () => {
  const text = read('Dockerfile');
  const asked = /127\.0\.0\.1:\$\{[^}]+\}(\/[a-z/]+)/.exec(text)?.[1];
  expect(asked).toContain('live');
  expect(healthRoutes(createHealth({ ping: async () => undefined })).map(({ path }) => path)).toContain(
    asked,
  );
  expect(text).toMatch(/\nUSER node\n(?![\s\S]*\nUSER )/);
});

test('the proxy keeps readiness inside, however its path is written, and looks at liveness', () => {
  const text = read('deploy/Caddyfile');
  const paths = healthRoutes(createHealth({ ping: async () => undefined })).map(({ path }) => path);
  const kept = /^\trespond (\S+)\* 404$/m.exec(text)?.[1] ?? 'nothing';
  expect(paths.filter((path) => path.startsWith(kept))).toEqual(['/health/ready']);
  expect(paths).toContain(/\thealth_uri (\S+)/.exec(text)?.[1]);
});

test('metrics stay inside: only the proxy is reached from outside, and it leads to the port that people reach', () => {
  const services = read('compose.yaml').split(/\n(?= {2}[\w-]+:)/);
  const published = services.filter((service) => /^ {4}ports:/m.test(service));
  expect(published.map((service) => service.trim().split(':')[0])).toEqual(['proxy']);
  const [, upstreams = ''] = /^\treverse_proxy (.+) \{$/m.exec(read('deploy/Caddyfile')) ?? [];
  const config = configOfCompose();
  expect(upstreams.split(' ').map((one) => Number(one.split(':')[1]))).toEqual([config.port, config.port]);
});

test('Node takes the switches that the image starts the server with', () => {
  const words: unknown = JSON.parse(/^CMD (\[.*\])$/m.exec(read('Dockerfile'))?.[1] ?? '');
  if (!Array.isArray(words)) throw new Error('the command is not a list');
  expect([words.at(0), words.at(-1)]).toEqual(['node', 'dist/server.js']);
  // V8's are no promise of Node's: one that a newer Node lacks ends it before it begins.
  const said = execFileSync(process.execPath, [...words.slice(1, -1), '-p', '"begun"'], { encoding: 'utf8' });
  expect(said).toBe('begun\n');
});

test('the server takes the settings of compose.yaml, with the example filled in', () => {
  expect(configOfCompose()).toMatchObject({ clustered: { redis: { kind: 'single' } } });
});

function configOfCompose(): Config {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-compose-'));
  const keys = join(directory, 'keys.json');
  writeFileSync(keys, '{}', { mode: 0o600 });
  const result = readConfig(
    { ...settingsOfCompose(), NODE_ENV: 'production', SALLYPORT_KEYS: keys },
    directory,
  );
  rmSync(directory, { recursive: true });
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result.config;
}

function settingsOfCompose(): Record<string, string> {
  const values = new Map(
    [...read('deploy/production.env.example').matchAll(/^([A-Z_]+)=(.*)$/gm)].map(
      ([, name = '', value = '']) => [name, value || 'filled1n'],
    ),
  );
  const given = [...read('compose.yaml').matchAll(/^ {4}(SALLYPORT_\w+): (.+)$/gm)];
  expect(given.length).toBeGreaterThan(5);
  return Object.fromEntries(
    given.map(([, name = '', value = '']) => [
      name,
      // A variable that the example lacks stays as it is, and the server refuses it.
      value.replaceAll(/\$\{([A-Z_]+)[^}]*\}/g, (all, variable: string) => values.get(variable) ?? all),
    ]),
  );
}
