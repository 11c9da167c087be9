// Installs what the tests of the clustered stores run on, where it is missing: Redis from Debian, SecantusDB from PyPI.
// Invariant: nothing that is there is changed, and no server of the system's own is left running by the installation.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findBinaries, secantusFolder, secantusVersion } from '../test/support/find-servers.ts';

/** Throws where it cannot be done. */
export function installServers(): void {
  const { redisServer, redisCli, mongo } = findBinaries();
  if (!mongo) installSecantus();
  if (!redisServer || !redisCli) installOnDebian(['redis-server', 'redis-tools']);
  const missing = Object.entries(findBinaries()).flatMap(([name, path]) => (path ? [] : [name]));
  if (missing.length > 0) throw new Error(`still missing after the installation: ${missing.join(', ')}`);
}

function installSecantus(): void {
  const folder = secantusFolder();
  const python = ['/usr/bin/python3', '/usr/local/bin/python3'].find(existsSync) ?? 'python3';
  if (!canMakeEnvironments(python)) installOnDebian(['python3', 'python3-venv']);
  mkdirSync(dirname(folder), { recursive: true });
  rmSync(folder, { recursive: true, force: true });
  try {
    run(python, ['-m', 'venv', folder]);
    run(join(folder, 'bin/pip'), ['install', '--quiet', `secantusdb==${secantusVersion}`]);
  } catch (cause) {
    // Half an environment would be taken for a whole one.
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`SecantusDB ${secantusVersion} could not be installed`, { cause });
  }
}

/** Debian's Python comes without what makes them: ensurepip is in python3-venv. */
function canMakeEnvironments(python: string): boolean {
  try {
    execFileSync(python, ['-c', 'import venv, ensurepip'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function installOnDebian(packages: readonly string[]): void {
  if (!existsSync('/usr/bin/apt-get'))
    throw new Error(
      `Only Debian is known here. Install ${packages.join(' and ')} yourself, see CONTRIBUTING.md`,
    );
  asRoot(['apt-get', 'update']);
  asRoot(['sh', '-c', installQuietly, 'sh', ...packages]);
}

/** Debian asks policy-rc.d whether a new package may start its server. The tests start their own, so: no. */
const installQuietly = `
  set -e
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    printf '#!/bin/sh\\nexit 101\\n' >$policy
    chmod 755 $policy
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"`;

function asRoot([command = '', ...args]: readonly string[]): void {
  if (process.getuid?.() === 0) run(command, args);
  else run('sudo', ['-n', command, ...args]);
}

/** Its output goes to standard error: standard output is for results. */
function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, { stdio: ['ignore', process.stderr, process.stderr] });
}
