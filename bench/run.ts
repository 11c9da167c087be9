// `npm run bench`: every measurement, one after the other, on this machine, and a table of what they gave.
// Invariant: whatever happens, the servers that were started are ended and their data is removed; it ends with 0 also where
// a goal was missed, because a figure is no test.
import { mkdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { accountPages } from './account-pages.ts';
import { auditEvents } from './audit-events.ts';
import { cpuAgainstBare } from './cpu-against-bare.ts';
import type { Conditions, Figure, Measurement } from './measurement.ts';
import { memory } from './memory.ts';
import { refreshes } from './refreshes.ts';
import { replayRaces } from './replay-races.ts';
import { roundTrips } from './round-trips.ts';
import { createSharedServers } from './shared-servers.ts';
import { signIns } from './sign-ins.ts';
import { start } from './start.ts';
import { asTable } from './table.ts';

const measurements: readonly Measurement[] = [
  cpuAgainstBare,
  signIns,
  refreshes,
  roundTrips,
  auditEvents,
  accountPages,
  memory,
  start,
  replayRaces,
];

const usage = `npm run bench -- [--json] [--quick] [--only NAME]... [--profiles FOLDER]
  --json      the figures as JSON on standard output
  --quick     few repetitions: to see that it works
  --only      one of: ${measurements.map(({ name }) => name).join(', ')}
  --profiles  CPU profiles of the servers, for Chromium's developer tools
`;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    profiles: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const unknown = values.only.filter((name) => !measurements.some((one) => one.name === name));
if (values.help || unknown.length > 0) {
  process.stderr.write(usage);
  process.exit(unknown.length > 0 ? 64 : 0);
}
await main();

interface Result {
  readonly measurement: string;
  readonly figures: readonly Figure[];
}

async function main(): Promise<void> {
  const chosen = measurements.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
  const shared = createSharedServers();
  const profiles = values.profiles === undefined ? null : resolve(values.profiles);
  if (profiles !== null) mkdirSync(profiles, { recursive: true });
  const conditions: Conditions = { quick: values.quick, profiles, shared };
  try {
    const results: Result[] = [];
    for (const { name, run } of chosen) {
      process.stderr.write(`${name} ...\n`);
      results.push({ measurement: name, figures: await run(conditions) });
    }
    process.stdout.write(values.json ? asJson(results) : asTable(results));
  } finally {
    await shared.dispose();
  }
}

function asJson(results: readonly Result[]): string {
  const machine = { cores: availableParallelism(), cpu: cpus()[0]?.model ?? '', node: process.version };
  return `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`;
}
