// The repository's TypeScript as data: which file imports what from where. For the rules of test/architecture.test.ts.
// Invariant: read by a parser, so that no import is missed for how it is written.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Module, type ModuleItem, parseSync } from '@swc/core';

export interface Import {
  /** As written. */
  readonly specifier: string;
  /** The file of ours that it leads to, relative to the repository; null for a package. */
  readonly target: string | null;
  /** Only types: gone when it runs. */
  readonly typeOnly: boolean;
  /** The names taken, as they are exported. "*" for a namespace or a dynamic import, "default" for a default. */
  readonly names: readonly string[];
}

export interface SourceFile {
  /** Relative to the repository, with slashes. */
  readonly path: string;
  /** Its first folder; '' for files at the top. */
  readonly folder: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly hasDefaultExport: boolean;
  /** Exports what another file exports: the beginning of a barrel. */
  readonly reExports: boolean;
  /** Declares something that exists when it runs, exported or not. */
  readonly hasValues: boolean;
}

export const repository = fileURLToPath(new URL('../../', import.meta.url));
const leftOut = new Set(['node_modules', 'dist', 'data', 'test-output', '.git']);

export function readSourceFiles(): readonly SourceFile[] {
  const exclude = (path: string) => leftOut.has(path.split('/').at(-1) ?? '');
  return globSync('**/*.ts', { cwd: repository, exclude }).toSorted().map(readSourceFile);
}

function readSourceFile(path: string): SourceFile {
  const text = readFileSync(join(repository, path), 'utf8');
  const { body } = parse(text, path);
  return {
    path,
    folder: path.includes('/') ? path.slice(0, path.indexOf('/')) : '',
    text,
    lines: text.trimEnd().split('\n').length,
    imports: [...body.flatMap((item) => staticImport(item, path)), ...dynamicImports(body, path)],
    hasDefaultExport: body.some((item) => /^ExportDefault/.test(item.type) || exportsAsDefault(item)),
    reExports: body.some(isReExport),
    hasValues: body.some(isValue),
  };
}

function parse(text: string, path: string): Module {
  try {
    return parseSync(text, { syntax: 'typescript', target: 'es2024' });
  } catch (cause) {
    throw new Error(`${path} cannot be parsed`, { cause });
  }
}

function staticImport(item: ModuleItem, path: string): Import[] {
  if (item.type === 'ImportDeclaration') {
    const names = item.specifiers.map((one) => {
      if (one.type === 'ImportSpecifier')
        return { name: one.imported?.value ?? one.local.value, typeOnly: one.isTypeOnly };
      return { name: one.type === 'ImportDefaultSpecifier' ? 'default' : '*', typeOnly: false };
    });
    const typeOnly = item.typeOnly || (names.length > 0 && names.every((one) => one.typeOnly));
    const taken = names.filter((one) => typeOnly || !one.typeOnly).map((one) => one.name);
    return [importOf(item.source.value, path, typeOnly, taken)];
  }
  if (item.type === 'ExportAllDeclaration') return [importOf(item.source.value, path, false, ['*'])];
  if (item.type === 'ExportNamedDeclaration' && item.source)
    return [importOf(item.source.value, path, item.typeOnly, ['*'])];
  return [];
}

/** `import('...')` anywhere, with a plain text. */
function dynamicImports(node: unknown, path: string): Import[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap((value) => dynamicImports(value, path));
  const specifier = dynamicSpecifier(node);
  return specifier === null ? inner : [importOf(specifier, path, false, ['*']), ...inner];
}

function dynamicSpecifier(node: object): string | null {
  if (!('type' in node && node.type === 'CallExpression' && 'callee' in node && 'arguments' in node))
    return null;
  // The shape of a call in swc's syntax tree.
  const { callee, arguments: given } = node as unknown as {
    readonly callee: { readonly type: string };
    readonly arguments: readonly {
      readonly expression: { readonly type: string; readonly value?: unknown };
    }[];
  };
  const [first] = given;
  const isText = callee.type === 'Import' && first?.expression.type === 'StringLiteral';
  return isText ? String(first.expression.value) : null;
}

function importOf(specifier: string, from: string, typeOnly: boolean, names: readonly string[]): Import {
  const target = specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : null;
  return { specifier, target, typeOnly, names };
}

function isReExport(item: ModuleItem): boolean {
  return (
    item.type === 'ExportAllDeclaration' || (item.type === 'ExportNamedDeclaration' && Boolean(item.source))
  );
}

function exportsAsDefault(item: ModuleItem): boolean {
  if (item.type !== 'ExportNamedDeclaration') return false;
  return item.specifiers.some((one) => one.type === 'ExportSpecifier' && one.exported?.value === 'default');
}

const typesOnly = new Set([
  'ImportDeclaration',
  'TsInterfaceDeclaration',
  'TsTypeAliasDeclaration',
  'EmptyStatement',
]);

function isValue(item: ModuleItem): boolean {
  if (item.type === 'ExportDeclaration') return !typesOnly.has(item.declaration.type);
  if (item.type === 'ExportNamedDeclaration') return !item.typeOnly;
  return !typesOnly.has(item.type);
}
