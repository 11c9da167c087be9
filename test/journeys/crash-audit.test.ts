// The log of real journeys, listed, exported and verified by the command line; and every way of tampering with the database
// file is found and named (F1, F2, F4; issue "Audit").
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../audit/event.ts';
import type { ChainReport } from '../../audit/verify.ts';
import { minute } from '../support/clock.ts';
import { prepareServer, type RunningServer } from '../support/server.ts';
import { type Crowd, createVisitors, gather, type Told } from './crash-crowd.ts';

let server: RunningServer;
let crowd: Crowd;
let between = 0;
const file = (name: string) => join(server.dataDir, name);
const kept = ['sallyport.db', 'checkpoints.ndjson'];

/** Two days of work, with a stop, and so a checkpoint, after each. */
beforeAll(async () => {
  server = await prepareServer({ settings: { LOG_LEVEL: 'warn' } });
  crowd = await gather(server, 3, 2);
  for (const newcomer of crowd.newcomers) {
    await server.start();
    await workThrough(newcomer);
    await server.stop();
    between ||= server.clock.now();
    server.clock.advance(30 * minute);
  }
  for (const name of kept) copyFileSync(file(name), file(`${name}.kept`));
});
afterEach(() => {
  for (const name of kept) copyFileSync(file(`${name}.kept`), file(name));
});
afterAll(() => server.dispose());

async function workThrough({ person, enrollmentCode }: Crowd['newcomers'][number]): Promise<void> {
  const visitors = await createVisitors(server, crowd);
  const told: Told = { signedIn: [], enrolled: [], attempts: 0 };
  for (const member of crowd.members) await visitors.member(member, null, told);
  await visitors.newcomer(person, enrollmentCode, told);
  expect([told.signedIn.length, told.enrolled.length]).toEqual([3, 1]);
}

/** Changes the file as somebody would who holds it, but not the audit key. */
function tamper(...statements: readonly string[]): void {
  const database = new DatabaseSync(file('sallyport.db'));
  for (const sql of statements) database.exec(sql.replaceAll('$chain', `'${crowd.tenantId}'`));
  database.close();
}

interface Verified {
  readonly ok: boolean;
  readonly chains: readonly ChainReport[];
  readonly brokenCheckpoints: readonly string[];
}

async function verify(...options: readonly string[]): Promise<Verified & { readonly code: number | null }> {
  const { code, stdout } = await server.cli(['audit', 'verify', ...options, '--json']);
  return { code, ...JSON.parse(stdout) };
}

async function listed(...options: readonly string[]): Promise<readonly RecordedEvent[]> {
  const page = await server.cliJson(['audit', 'list', ...options, '--limit', '1000']);
  return (page as { events: readonly RecordedEvent[] }).events; // as cli prints an EventPage
}

async function shortName(): Promise<string> {
  const { stdout } = await server.cli(['tenant', 'list', '--json']);
  return /"shortName":\s*"([^"]+)"/.exec(stdout)?.[1] ?? '';
}

describe('audit list and export', () => {
  test('tell what happened, to whom, from where, newest or oldest first', async () => {
    const tenant = await shortName();
    const events = await listed(tenant);
    const types = events.map(({ event }) => event.type);
    const count = (type: string) => types.filter((one) => one === type).length;
    expect([count('factor.enrolled'), count('backup-codes.issued'), count('authorization.granted')]).toEqual([
      2, 2, 8,
    ]);
    expect(count('act.unfinished')).toBe(0);
    for (const { event, context } of events.filter((one) => one.event.type === 'factor.used'))
      expect([event.type, context]).toMatchObject([
        'factor.used',
        {
          accountId: expect.any(String),
          email: expect.any(String),
          address: '127.0.0.1',
          userAgent: expect.any(String),
        },
      ]);
    const { stdout } = await server.cli(['audit', 'export', tenant]);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RecordedEvent); // as exportEvents writes them
    expect(lines).toEqual(events.toReversed());
  });

  test('by account, type and time', async () => {
    const tenant = await shortName();
    const [person] = crowd.newcomers.map((one) => one.person);
    const enrolled = await listed(tenant, '--account', person?.email ?? '', '--type', 'factor.enrolled');
    expect(enrolled.map(({ context }) => context.accountId)).toEqual([person?.id]);
    const late = await listed(
      tenant,
      '--since',
      new Date(between).toISOString(),
      '--type',
      'factor.enrolled',
    );
    expect(late).toHaveLength(1);
  });
});

describe('audit verify', () => {
  test('the log as it is holds, against the checkpoints that every stop has left', async () => {
    const { code, ok, chains, brokenCheckpoints } = await verify();
    expect([code, ok, brokenCheckpoints]).toEqual([0, true, []]);
    expect(chains.map(({ chain }) => chain)).toContain(crowd.tenantId);
    const lines = readFileSync(file('checkpoints.ndjson'), 'utf8').trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(2);
  });

  const middle = '(SELECT max(sequence) / 2 FROM audit WHERE chain = $chain)';
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a changed outcome',
      'changed',
      [
        `UPDATE audit SET body = replace(body, '"type"', '"typo"') WHERE chain = $chain AND sequence = ${middle}`,
      ],
    ],
    [
      'a changed address',
      'changed',
      [
        `UPDATE audit SET personal = replace(personal, '127.0.0.1', '192.0.2.1') WHERE chain = $chain AND sequence = ${middle}`,
      ],
    ],
    [
      'another account',
      'changed',
      [`UPDATE audit SET account_id = 'somebody' WHERE chain = $chain AND sequence = ${middle}`],
    ],
    ['a removed row', 'removed', [`DELETE FROM audit WHERE chain = $chain AND sequence = ${middle}`]],
    [
      'a removed row, and the rest renumbered',
      'removed',
      [
        `DELETE FROM audit WHERE chain = $chain AND sequence = 9`,
        `UPDATE audit SET sequence = -sequence WHERE chain = $chain AND sequence > 9`,
        `UPDATE audit SET sequence = -sequence - 1 WHERE chain = $chain AND sequence < 0`,
      ],
    ],
    [
      'two rows in the other order',
      'reordered',
      [
        `UPDATE audit SET sequence = -1 WHERE chain = $chain AND sequence = 9`,
        `UPDATE audit SET sequence = 9 WHERE chain = $chain AND sequence = 10`,
        `UPDATE audit SET sequence = 10 WHERE chain = $chain AND sequence = -1`,
      ],
    ],
    [
      'an inserted row',
      'inserted',
      [
        `UPDATE audit SET sequence = -sequence WHERE chain = $chain AND sequence > 9`,
        `UPDATE audit SET sequence = -sequence + 1 WHERE chain = $chain AND sequence < 0`,
        `INSERT INTO audit SELECT chain, 10, 'invented', at, type, account_id, body, personal, personal_digest, key_id, mac
         FROM audit WHERE chain = $chain AND sequence = 9`,
      ],
    ],
    [
      'a tail that was cut off',
      'cut-off',
      [`DELETE FROM audit WHERE chain = $chain AND sequence > ${middle}`],
    ],
    ['a chain that is gone', 'missing-chain', [`DELETE FROM audit WHERE chain = $chain`]],
  ];

  test.each(cases)('finds and names %s: %s', async (_, what, statements) => {
    tamper(...statements);
    const { code, ok, chains } = await verify();
    expect([code === 0, ok]).toEqual([false, false]);
    const report = chains.find(({ chain }) => chain === crowd.tenantId);
    expect(report?.findings.map((finding) => finding.what)).toContain(what);
    expect(chains.filter((one) => !one.ok)).toHaveLength(1);
  });

  test('says so in words, on standard error too', async () => {
    tamper(`DELETE FROM audit WHERE chain = $chain AND sequence = 5`);
    const { code, stdout, stderr } = await server.cli(['audit', 'verify', await shortName()]);
    expect(code).not.toBe(0);
    expect(stdout).toContain('removed: Event 5 was removed');
    expect(stderr).toContain('does not verify');
  });

  test('finds a checkpoint that was changed', async () => {
    const [first = '', ...rest] = readFileSync(file('checkpoints.ndjson'), 'utf8').split('\n');
    writeFileSync(file('checkpoints.ndjson'), [`${first.slice(0, -4)}AAAA`, ...rest].join('\n'));
    const { code, brokenCheckpoints } = await verify();
    expect(code).not.toBe(0);
    expect(brokenCheckpoints).toHaveLength(1);
  });

  test('--since begins at the last checkpoint before, and says what it did not look at', async () => {
    const since = ['--since', new Date(between).toISOString()];
    const whole = await verify();
    const part = await verify(...since);
    const eventsOf = ({ chains }: Verified) => chains.find(({ chain }) => chain === crowd.tenantId);
    expect(part.code).toBe(0);
    expect(eventsOf(part)?.events).toBeLessThan(eventsOf(whole)?.events ?? 0);
    expect(eventsOf(part)?.notKnown.join(' ')).toContain('not looked at');
    tamper(`UPDATE audit SET body = replace(body, '"type"', '"typo"') WHERE chain = $chain AND sequence = 3`);
    expect((await verify(...since)).code).toBe(0);
    expect((await verify()).code).not.toBe(0);
    tamper(
      `DELETE FROM audit WHERE chain = $chain AND sequence = (SELECT max(sequence) FROM audit WHERE chain = $chain)`,
    );
    const cut = await verify(...since);
    expect(eventsOf(cut)?.findings.map(({ what }) => what)).toEqual(['cut-off']);
  });
});
