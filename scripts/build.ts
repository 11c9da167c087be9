// `npm run build`: the package. Compiles to dist/, because Node strips no types under node_modules, and copies what the
// compiler leaves: templates, styles, images. Invariant: dist/ holds nothing of an earlier build, no tests and no scripts.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const tsc = join(root, 'node_modules/.bin/tsc');

rmSync(dist, { recursive: true, force: true });
execFileSync(tsc, ['-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
for (const folder of ['scripts', 'test']) rmSync(join(dist, folder), { recursive: true, force: true });
for (const folder of ['views', 'sample']) {
  const filter = (path: string) => statSync(path).isDirectory() || extname(path) !== '.ts';
  cpSync(join(root, folder), join(dist, folder), { recursive: true, filter });
}
console.log('Built dist/.');
