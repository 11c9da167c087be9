// Holds the documents to the product: links lead somewhere, settings, commands and dependencies are the real ones.
// Invariant: what is named in the README or docs/ exists, and what an operator can set or run is named there.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { settings } from '../config-settings.ts';
import { runCommand } from './support/command-line.ts';
import { repository } from './support/source-files.ts';

const paths = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: repository })].toSorted();
const read = (path: string) => readFileSync(join(repository, path), 'utf8');
const texts = new Map(paths.map((path) => [path, read(path)]));
const textOf = (path: string) => texts.get(path) ?? '';
/** Continued lines of a shell as one. */
const joined = (text: string) => text.replaceAll(/\\\n\s*/g, ' ');

test.each(paths)('%s: every relative link leads to a file', (path) => {
  const links = [...textOf(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const relative = links.filter((target) => !/^(?:[a-z]+:|#)/.test(target));
  const dead = relative.filter((target) => {
    const [file = ''] = target.split('#');
    return !existsSync(join(repository, dirname(path), decodeURIComponent(file)));
  });
  expect(dead).toEqual([]);
});

/** What starts with one of our folders, or stands at the top and ends like a file of ours. */
function namesFile(code: string, folders: readonly string[]): boolean {
  if (/[*\s<>{}]|\.{3}/.test(code)) return false;
  const [first = '', ...rest] = code.split('/');
  return rest.length > 0 ? folders.includes(first) : /^[\w-]+\.ts$/.test(code);
}

test.each(paths)('%s: every file of ours that is named exists', (path) => {
  const made = ['node_modules', 'dist', 'data', 'test-output'];
  const folders = readdirSync(repository, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !made.includes(entry.name))
    .map(({ name }) => name);
  const named = [...textOf(path).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  // Short names in tables and lists, such as "chain.ts" beside its folder, may stand anywhere.
  const known = new Set(
    globSync('**/*.ts', { cwd: repository, exclude: isMade }).map((file) => basename(file)),
  );
  const missing = named
    .filter((code) => namesFile(code, folders))
    .filter((code) => !existsSync(join(repository, code)) && !known.has(code));
  expect(missing).toEqual([]);
});

function isMade(path: string): boolean {
  return ['node_modules', 'dist', 'data'].includes(basename(path));
}

test.each(paths)('%s: no path of a home or of one machine', (path) => {
  expect(textOf(path)).not.toMatch(/(?:^|[\s(`"'])\/(?:home|root|tmp|work|Users)\//);
});

describe('settings', () => {
  const names = Object.keys(settings).map((key) => `SALLYPORT_${key}`);
  /** Only the test's own; see test/support/find-chromium.ts. */
  const ofTests = /^SALLYPORT_TEST_/;

  test.each(['README.md', 'docs/operations.md'])('%s has each in its table', (path) => {
    const rows = [...textOf(path).matchAll(/^\| `(SALLYPORT_\w+)` \|/gm)].map(([, name = '']) => name);
    expect(rows.toSorted()).toEqual(names.toSorted());
  });

  test('.env.example has each, commented out', () => {
    const lines = [...read('.env.example').matchAll(/^#(SALLYPORT_\w+)=/gm)].map(([, name = '']) => name);
    expect(lines.toSorted()).toEqual(names.toSorted());
    expect(read('.env.example')).not.toMatch(/^[A-Z]/m);
  });

  test.each(paths)('%s names none that does not exist', (path) => {
    const named = [...textOf(path).matchAll(/SALLYPORT_[A-Z_]*[A-Z]/g)].map(([name]) => name);
    expect(named.filter((name) => !names.includes(name) && !ofTests.test(name))).toEqual([]);
  });
});

describe('the command line', () => {
  /** Group -> its commands, as `--help` lists them. */
  const commands = new Map<string, readonly string[]>();
  const here = { cwd: tmpdir(), env: {} };
  const listed = (help: string) =>
    [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z-]+)(?= |$)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'help');

  beforeAll(async () => {
    const { stdout } = await runCommand(['--help'], here);
    const groups = listed(stdout);
    const helps = await Promise.all(groups.map((group) => runCommand([group, '--help'], here)));
    groups.forEach((group, index) => {
      commands.set(group, listed(helps[index]?.stdout ?? ''));
    });
  });

  test('docs/operations.md names every command', () => {
    const text = textOf('docs/operations.md');
    const all = [...commands].flatMap(([group, names]) => names.map((name) => `${group} ${name}`));
    expect(all.length).toBeGreaterThan(25);
    const abbreviated = (command: string) => text.includes(`\`${command.split(' ')[1]} `);
    expect(all.filter((command) => !text.includes(command) && !abbreviated(command))).toEqual([]);
  });

  test.each(paths)('%s names no command that does not exist', (path) => {
    const groups = [...commands.keys()].join('|');
    const start = String.raw`(?:sallyport(?: --)? |main\.ts |\x60)`;
    const pattern = new RegExp(`${start}(${groups}) ([a-z-]+)(?=[ \\n\`])`, 'g');
    const named = [...joined(textOf(path)).matchAll(pattern)];
    const unknown = named.filter(([, group = '', name = '']) => !commands.get(group)?.includes(name));
    expect(unknown.map(([all]) => all)).toEqual([]);
  });

  test('options in examples exist', async () => {
    const examples = [...texts.values()]
      .flatMap((text) => joined(text).split('\n'))
      .map((line) =>
        /(?:run sallyport --|npx sallyport|cli\/main\.ts) ([a-z]+) ([a-z-]+) (.*--.*)$/.exec(line),
      )
      .filter((match) => match !== null);
    const wrong = await Promise.all(
      examples.map(async ([line, group = '', name = '', rest = '']) => {
        const { stdout } = await runCommand([group, name, '--help'], here);
        const options = rest.match(/(?<= |^)--[a-z-]+/g) ?? [];
        return options.every((option) => new RegExp(`${option}\\b`).test(stdout)) ? [] : [line];
      }),
    );
    expect(examples.length).toBeGreaterThan(3);
    expect(wrong.flat()).toEqual([]);
  });
});

describe('docs/dependencies.md', () => {
  const manifest: unknown = JSON.parse(read('package.json'));
  const named = [...textOf('docs/dependencies.md').matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
  const packagesOf = (list: 'dependencies' | 'devDependencies') =>
    // Our own package.json, which npm has read.
    Object.keys((manifest as Readonly<Record<string, Readonly<Record<string, string>>>>)[list] ?? {});

  test('has a line for each dependency', () => {
    const all = [...packagesOf('dependencies'), ...packagesOf('devDependencies')];
    const covered = (name: string) =>
      named.includes(name) || (name.startsWith('@types/') && named.includes('@types/*'));
    expect(all.filter((name) => !covered(name))).toEqual([]);
  });

  test('has no line for what is not one', () => {
    const all = [...packagesOf('dependencies'), ...packagesOf('devDependencies'), '@types/*'];
    expect(named.filter((name) => !all.includes(name))).toEqual([]);
  });
});

test('the index of decisions names every page, and each has its date', () => {
  const pages = readdirSync(join(repository, 'docs/decisions')).filter((name) => name !== 'README.md');
  const index = textOf('docs/decisions/README.md');
  expect(pages.filter((name) => !index.includes(`](${name})`))).toEqual([]);
  const undated = pages.filter((name) => {
    const date = /^(\d{4}-\d{2}-\d{2})-[a-z0-9-]+\.md$/.exec(name)?.[1];
    return date === undefined || !textOf(`docs/decisions/${name}`).includes(date);
  });
  expect(undated).toEqual([]);
});
