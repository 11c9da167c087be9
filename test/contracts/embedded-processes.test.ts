// The embedded store between processes: one server, a command line beside it, and what kill -9 leaves behind.
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbedded } from '../../adapters/embedded/open.ts';
import { type Child, nextLine, startChild } from './children/start.ts';
import { mustOpen, newDataDir } from './embedded-stores.ts';
import { hour, newId, now, samplePolicy, sampleRow } from './samples.ts';

let dataDir = '';
let child: Child | undefined;

beforeEach(async () => {
  dataDir = await newDataDir();
});

afterEach(async () => {
  if (child && child.process.exitCode === null && child.process.signalCode === null) await kill(child);
  child = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function kill({ process: victim }: Child): Promise<void> {
  const ended = once(victim, 'close');
  victim.kill('SIGKILL');
  await ended;
}

test('kill -9 loses nothing that was acknowledged, and frees the lock', async () => {
  const acknowledged: string[] = [];
  for (let kills = 0; kills < 3; kills += 1) {
    child = startChild('writer', [dataDir]);
    for (let n = 0; n < 200; n += 1) acknowledged.push(await nextLine(child));
    await kill(child);
    for await (const line of child.lines) if (/^\w{32} \w{32}$/.test(line)) acknowledged.push(line);
  }
  const storage = await mustOpen(dataDir, 'server');
  const { sequence } = await storage.audit.head('written');
  expect(sequence).toBeGreaterThanOrEqual(acknowledged.length);
  expect(await storage.audit.read('written', 0, sequence + 1)).toHaveLength(sequence);
  for (const line of acknowledged) {
    const [eventId = '', accountId = ''] = line.split(' ');
    expect(await storage.audit.findById(eventId)).toBeDefined();
    expect((await storage.enrollments.find(accountId)).version).toBe(1);
  }
  await storage.close();
});

test('a second server is refused while another process serves, and the command line is not', async () => {
  child = startChild('writer', [dataDir]);
  await nextLine(child);
  expect(await openEmbedded({ dataDir, role: 'server' })).toMatchObject({ ok: false, reason: 'in-use' });
  const commandLine = await mustOpen(dataDir, 'command-line');
  expect((await commandLine.audit.head('written')).sequence).toBeGreaterThan(0);
  expect(await commandLine.policies.append(samplePolicy('t', 1))).toBe(true);
  await commandLine.close();
  await nextLine(child);
});

test('server and command line race for codes and audit sequences: each has one winner', async () => {
  const storage = await mustOpen(dataDir, 'server');
  const codes = Array.from({ length: 200 }, newId);
  const chain = newId();
  for (const code of codes) await storage.records.save('AuthorizationCode', code, {}, now + hour);
  child = startChild('contender', [dataDir, chain, ...codes]);
  expect(await nextLine(child)).toBe('ready');
  child.process.stdin.write('go\n');
  const mine: string[] = [];
  let inserted = 0;
  for (const [index, code] of codes.entries()) {
    if (await storage.records.consume('AuthorizationCode', code, now)) mine.push(code);
    inserted += await storage.audit.insert([sampleRow({ chain, sequence: index + 1 })]);
  }
  const theirs: { consumed: string[]; inserted: number } = JSON.parse(await nextLine(child));
  expect([...mine, ...theirs.consumed].sort()).toEqual([...codes].sort());
  expect(inserted + theirs.inserted).toBe(codes.length);
  await storage.close();
});

test('A2 the running server obeys at once what the command line wrote', async () => {
  const server = await mustOpen(dataDir, 'server');
  const commandLine = await mustOpen(dataDir, 'command-line');
  await server.policies.append(samplePolicy('t', 1));
  expect((await server.policies.current('t'))?.version).toBe(1);
  await commandLine.policies.append(samplePolicy('t', 2));
  expect((await server.policies.current('t'))?.version).toBe(2);
  await commandLine.close();
  await server.close();
});
