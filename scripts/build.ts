// `npm run build`: the package. Compiles to dist/, because Node strips no types under node_modules, and copies what the
// compiler leaves: templates, styles, images. Invariant: dist/ holds nothing of an earlier build.
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

rmSync(dist, { recursive: true, force: true });
execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
cpSync(join(root, 'views'), join(dist, 'views'), {
  recursive: true,
  filter: (path) => extname(path) !== '.ts',
});
console.log('Built dist/.');
