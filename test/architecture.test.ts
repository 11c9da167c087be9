// Holds the shape of the code: what may import what, who wires, how files are made. See docs and CONTRIBUTING.md for why.
// Invariant: a rule names every file that breaks it.
import { describe, expect, test } from 'vitest';
import { type Import, readSourceFiles, type SourceFile } from './support/source-files.ts';

const files = readSourceFiles();
const byPath = new Map(files.map((file) => [file.path, file]));
const besides = ['test', 'bench', 'scripts'];
const product = files.filter((file) => !besides.includes(file.folder) && !isSettings(file));

function isSettings({ path }: SourceFile): boolean {
  return path.endsWith('.config.ts');
}

/** What each folder may import from, besides itself. */
const below = ['policy', 'ports', 'audit', 'factors', 'decision'];
const doorsMayUse = [...below, 'http', 'views', 'config.ts', 'config-settings.ts'];
/** How settings of adapters are understood: what config.ts asks them for. */
const grammars = [
  ...['adapters/grammar.ts', 'adapters/mongo/address.ts', 'adapters/redis/address.ts'],
  ...['adapters/sms/grammar.ts', 'adapters/sms/pointer.ts', 'adapters/sms/template.ts'],
];
const together = ['adapters/clustered/settings.ts', 'adapters/fido/metadata.ts', 'adapters/sms/settings.ts'];
const meanings = [...grammars, ...together];
const allowed: Readonly<Record<string, readonly string[]>> = {
  policy: [],
  ports: ['policy'],
  audit: ['policy', 'ports'],
  factors: ['policy', 'ports', 'audit'],
  decision: ['policy', 'ports', 'audit', 'factors'],
  views: ['policy', 'ports'],
  http: ['policy', 'ports', 'audit', 'views', 'config.ts'],
  provider: doorsMayUse,
  interactions: doorsMayUse,
  account: doorsMayUse,
  admin: doorsMayUse,
  ops: [...doorsMayUse, 'admin/actions'],
  adapters: ['policy', 'ports', 'audit'],
  sample: ['policy', 'ports', 'audit', 'factors', 'admin/actions', 'config.ts'],
  'config.ts': ['policy', 'config-ports.ts', 'config-settings.ts', ...together],
  'config-ports.ts': [],
  'config-settings.ts': ['policy', ...grammars],
};

/** Those who open adapters and put things together. */
const isEntry = (path: string) => path === 'server.ts' || path.startsWith('ops/cli/');
const wires = (path: string) => path === 'app.ts' || path === 'core.ts' || isEntry(path);

interface Edge {
  readonly file: SourceFile;
  readonly to: string;
  readonly imported: Import;
}

const edges: readonly Edge[] = product.flatMap((file) =>
  file.imports.flatMap((imported) => (imported.target ? [{ file, to: imported.target, imported }] : [])),
);
const breaking = (rule: (edge: Edge) => boolean) =>
  edges.filter(rule).map(({ file, to }) => `${file.path} imports ${to}`);
const inside = (path: string, place: string) => path === place || path.startsWith(`${place}/`);

test('the rules see the code', () => {
  const [gather] = edges.filter(
    ({ file, to }) => file.path === 'decision/decisions.ts' && to === 'policy/decide.ts',
  );
  expect(gather?.imported).toMatchObject({ typeOnly: false, names: ['decide'] });
  expect(byPath.get('policy/decide.ts')).toMatchObject({
    folder: 'policy',
    hasValues: true,
    reExports: false,
  });
});

describe('imports', () => {
  test('lead to files that exist, with their ending', () => {
    expect(breaking(({ to }) => to.endsWith('.ts') && !byPath.has(to))).toEqual([]);
    expect(breaking(({ to }) => !/\.(ts|json)$/.test(to))).toEqual([]);
  });

  test('point one way: policy <- ports <- audit <- factors <- decision <- doors <- app', () => {
    const wrong = breaking(({ file, to }) => {
      const own = file.folder || file.path;
      if (wires(file.path) || inside(to, own)) return false;
      return !(allowed[own] ?? []).some((place) => inside(to, place));
    });
    expect(wrong).toEqual([]);
  });

  test('come from folders that design names', () => {
    const unknown = product.filter(({ path, folder }) => !wires(path) && !(folder || path in allowed));
    expect(unknown.map((file) => file.path)).toEqual([]);
    expect(
      [...new Set(product.map((file) => file.folder))].filter((one) => one && !(one in allowed)),
    ).toEqual([]);
  });

  test('reach adapters from server.ts, the command line and tests only; the settings ask what they mean', () => {
    const asks = (path: string, to: string) => /^config(-settings)?\.ts$/.test(path) && meanings.includes(to);
    const wrong = breaking(
      ({ file, to }) =>
        inside(to, 'adapters') && file.folder !== 'adapters' && !isEntry(file.path) && !asks(file.path, to),
    );
    expect(wrong).toEqual([]);
  });

  test('of what settings mean load no driver', () => {
    const loaded = meanings.flatMap((path) => byPath.get(path)?.imports ?? []);
    const others = loaded.filter(
      ({ target, specifier }) =>
        !(meanings.includes(target ?? '') || specifier.startsWith('node:') || specifier === 'zod'),
    );
    expect(others).toEqual([]);
  });

  test('reach the sample from server.ts only, and the sample application knows nothing of the server', () => {
    expect(
      breaking(
        ({ file, to }) => inside(to, 'sample') && !inside(file.path, 'sample') && file.path !== 'server.ts',
      ),
    ).toEqual([]);
    expect(
      breaking(({ file, to }) => inside(file.path, 'sample/application') && !inside(to, 'sample')),
    ).toEqual([]);
  });

  test('never reach tests, measurements or scripts', () => {
    expect(breaking(({ to }) => besides.some((folder) => inside(to, folder)))).toEqual([]);
  });

  test('of policy/ are its own files and node:net', () => {
    const packages = product
      .filter((file) => file.folder === 'policy')
      .flatMap((file) =>
        file.imports.filter((one) => one.target === null).map((one) => `${file.path}: ${one.specifier}`),
      );
    expect(packages.filter((one) => !one.endsWith(': node:net'))).toEqual([]);
  });

  test('do not go round in a circle', () => {
    expect(cycles(edges)).toEqual([]);
  });
});

describe('wiring', () => {
  test('happens in app.ts and core.ts: nobody else takes a createX from another folder', () => {
    const wrong = edges
      .filter(({ file, to, imported }) => {
        if (wires(file.path) || file.folder === 'sample' || imported.typeOnly) return false;
        return (
          !inside(to, file.folder || file.path) && imported.names.some((name) => /^create[A-Z]/.test(name))
        );
      })
      .map(
        ({ file, imported }) => `${file.path} takes ${imported.names.join(', ')} from ${imported.specifier}`,
      );
    expect(wrong).toEqual([]);
  });

  test('of doors into one application is only there', () => {
    const doors = ['provider', 'interactions', 'account', 'admin', 'ops'];
    const wrong = product.filter(({ path, imports }) => {
      const used = doors.filter((door) =>
        imports.some(({ target }) => target !== null && inside(target, door)),
      );
      return used.length > 1 && !wires(path);
    });
    // ops may call admin/actions.
    expect(wrong.filter((file) => file.folder !== 'ops').map((file) => file.path)).toEqual([]);
  });

  test('is used by the server, the command line and tests; app.ts and core.ts open no adapter', () => {
    const isWiring = (path: string) => path === 'app.ts' || path === 'core.ts';
    expect(breaking(({ file, to }) => isWiring(to) && !wires(file.path))).toEqual([]);
    expect(breaking(({ file, to }) => isWiring(file.path) && (inside(to, 'sample') || isEntry(to)))).toEqual(
      [],
    );
  });

  test('of routes goes through the route table: nobody else has a router', () => {
    const routers = product.filter((file) => file.imports.some((one) => one.specifier === '@koa/router'));
    const elsewhere = routers.filter(
      ({ path }) => path !== 'http/route.ts' && !inside(path, 'sample/application'),
    );
    expect(elsewhere.map((file) => file.path)).toEqual([]);
  });
});

describe('files', () => {
  test('outside adapters/ know nothing of Redis, MongoDB and SQL; config-settings.ts names whom it asks', () => {
    const settingNames = /\b(SALLYPORT_)?(REDIS|MONGODB)_[A-Z]+\b/g;
    const knowing = product.filter(
      ({ folder, text }) =>
        folder !== 'adapters' && /redis|mongo|sql/i.test(text.replaceAll(settingNames, '')),
    );
    expect(knowing.map((file) => file.path)).toEqual(['config-settings.ts']);
  });

  test('of ports/ hold types only; ports/unavailable.ts is the one exception', () => {
    const values = product.filter((file) => file.folder === 'ports' && file.hasValues);
    expect(values.map((file) => file.path)).toEqual(['ports/unavailable.ts']);
    const runtime = product
      .filter((file) => file.folder === 'ports')
      .flatMap((file) =>
        file.imports.filter((one) => !one.typeOnly).map((one) => `${file.path}: ${one.specifier}`),
      );
    expect(runtime).toEqual([]);
  });

  test('are no barrels and export nothing as default, settings of tools aside', () => {
    expect(files.filter((file) => file.reExports).map((file) => file.path)).toEqual([]);
    expect(files.filter((file) => /(^|\/)index\.ts$/.test(file.path)).map((file) => file.path)).toEqual([]);
    expect(
      files.filter((file) => file.hasDefaultExport && !isSettings(file)).map((file) => file.path),
    ).toEqual([]);
  });

  test('are not named utils, helpers or services', () => {
    // It is the name of a command: what it starts are services in Debian's sense, and it holds nothing else.
    const command = 'scripts/services.ts';
    const wrong = files.filter(
      ({ path }) => path !== command && /\b(utils?|helpers?|services?)\b/.test(path),
    );
    expect(wrong.map((file) => file.path)).toEqual([]);
  });

  test('have at most 250 lines, catalogues of texts aside', () => {
    const held = [...product, ...files.filter((file) => file.folder === 'bench')];
    const long = held.filter((file) => file.lines > 250 && !inside(file.path, 'views/messages'));
    expect(long.map((file) => `${file.path}: ${file.lines}`)).toEqual([]);
  });

  test('open with what they own', () => {
    const opens = (file: SourceFile) => /^(#!.*\n)?(\/\/|\/\*)/.test(file.text);
    const must = files.filter((file) => !isSettings(file) && !file.path.endsWith('.test.ts'));
    expect(must.filter((file) => !opens(file)).map((file) => file.path)).toEqual([]);
  });

  test('leave nothing for later: no TODO, no skipped or focused test', () => {
    const left = /\b(TODO|FIXME|XXX|HACK)\b|\b(test|it|describe)\.(skip|only|todo)\b|\bx(it|describe|test)\(/;
    const self = 'test/architecture.test.ts';
    expect(
      files.filter((file) => file.path !== self && left.test(file.text)).map((file) => file.path),
    ).toEqual([]);
  });
});

/** Each circle once, as "a -> b -> a". */
function cycles(all: readonly Edge[]): string[] {
  const next = Map.groupBy(all, (edge) => edge.file.path);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push([...trail.slice(at), path].join(' -> '));
    if (at >= 0 || done.has(path)) return;
    for (const { to } of next.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return found;
}
