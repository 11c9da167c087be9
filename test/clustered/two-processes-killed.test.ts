// One of two processes is killed in the middle of a crowd: the other serves on, what was acknowledged stands, what was not
// counts for nothing, and both have written one chain of events without a gap (G2, F3, B8; issue "Several instances").

import { afterAll, beforeAll, expect, test } from 'vitest';
import { noSmsGateway } from '../../adapters/sms/open.ts';
import { contextOf } from '../../admin/actions/action.ts';
import type { RecordedEvent } from '../../audit/event.ts';
import { eventOf, rowsOf } from '../../audit/read.ts';
import { createCore } from '../../core.ts';
import type { Tenant } from '../../ports/tenants.ts';
import { type Crowd, createVisitors, crowdIn, type Told, type Visitors } from '../journeys/crash-crowd.ts';
import { minute, second } from '../support/clock.ts';
import { type ClusterOfServers, startServers } from '../support/cluster-of-servers.ts';
import { newClusteredPlace } from '../support/clustered-stores.ts';
import { testConfig } from '../support/in-process.ts';
import { signIn } from '../support/sign-in.ts';
import { appIn, totpCode } from '../support/totp.ts';

const memberCount = 90;
const newcomerCount = 18;
const atOnce = 16;

let cluster: ClusterOfServers;
let tenant: Tenant;
let crowd: Pick<Crowd, 'registered' | 'members' | 'newcomers'>;
let visitors: Visitors;
/** How many had come when it was killed. */
let comeBefore = 0;
const told: Told = { signedIn: [], enrolled: [], attempts: 0 };

beforeAll(async () => {
  cluster = await startServers({ stores: await newClusteredPlace(), settings: { LOG_LEVEL: 'warn' } });
  tenant = await cluster.world.tenant();
  crowd = await gather();
  const [first] = cluster.servers;
  if (!first) throw new Error('there is no server');
  visitors = await createVisitors({ issuer: cluster.issuer, clock: first.clock }, crowd);
  await killInTheMiddle();
}, 60_000);
afterAll(() => cluster.dispose());

async function gather(): Promise<typeof crowd> {
  const { storage, vault, world, issuer } = cluster;
  const core = createCore({
    config: testConfig(issuer, cluster.servers[0]?.dataDir ?? ''),
    storage,
    vault,
    post: async () => true,
    sms: noSmsGateway,
  });
  const many = <T>(count: number, make: () => Promise<T>) => Promise.all(Array.from({ length: count }, make));
  const members = await many(memberCount, () => world.person(tenant.id, { totp: true, backupCodes: true }));
  const newcomers = await many(newcomerCount, async () => {
    const person = await world.person(tenant.id);
    const about = { tenantId: tenant.id, accountId: person.id, email: person.email };
    const { code } = await core.factors.enrollmentCode.give({
      accountId: person.id,
      identityChecked: 'in person',
      reason: 'first day',
      context: contextOf({ kind: 'operator', name: 'test' }, about),
    });
    return { person, enrollmentCode: code };
  });
  await core.audit.drain();
  return { registered: await world.client(tenant.id), members, newcomers };
}

/** Every third member takes a backup code, the others the app; newcomers stand between them. */
async function killInTheMiddle(): Promise<void> {
  const visits = crowd.members.flatMap((person, n) => {
    const backupCode = n % 3 === 0 ? (person.backupCodes[0] ?? null) : null;
    const visit = () => visitors.member(person, backupCode, told);
    const newcomer = n % 5 === 0 ? crowd.newcomers[n / 5] : undefined;
    if (!newcomer) return [visit];
    return [visit, () => visitors.newcomer(newcomer.person, newcomer.enrollmentCode, told)];
  });
  let killed: Promise<void> | undefined;
  const look = () => {
    if (told.signedIn.length + told.enrolled.length < visits.length / 3) return false;
    comeBefore ||= told.attempts;
    killed ??= cluster.servers[1]?.kill9();
    return false;
  };
  await crowdIn(visits, atOnce, look);
  await killed;
}

async function events(): Promise<readonly RecordedEvent[]> {
  const all: RecordedEvent[] = [];
  let sequence = 0;
  for await (const row of rowsOf(cluster.storage.audit, tenant.id, 0)) {
    sequence += 1;
    expect(row.sequence).toBe(sequence);
    const event = eventOf(row);
    if (event) all.push(event);
  }
  return all;
}

test('there was a crowd at both, and only those whose request was cut off were not served', () => {
  for (const { port } of cluster.servers) expect(cluster.balancer.answered().get(port)).toBeGreaterThan(50);
  const served = told.signedIn.length + told.enrolled.length;
  expect(told.attempts).toBe(memberCount + newcomerCount);
  expect(comeBefore).toBeLessThan(told.attempts / 2);
  expect(told.attempts - served).toBeLessThanOrEqual(atOnce);
  expect(served).toBeLessThan(told.attempts);
});

test('whoever was signed in still is, at the process that is left', async () => {
  // Those before the kill and those after it alike.
  for (const { browser, person } of told.signedIn.filter((_, index) => index % 3 === 0)) {
    const page = await signIn(browser, visitors.application, {}, { prompt: 'none' });
    if (!page.arrival) throw new Error(page.describe());
    const { claims } = await visitors.application.callback(page.arrival);
    expect(claims.sub).toBe(person.id);
  }
});

test('every code that was accepted stays used up (B2, B3)', async () => {
  for (const { person, proof } of told.signedIn) {
    const enrollments = await cluster.storage.enrollments.find(person.id);
    const { backupCodes } = enrollments;
    if (proof.kind === 'totp') expect(appIn(enrollments)?.lastStep).toBeGreaterThan(0);
    else expect(backupCodes?.codes.filter(({ usedAt }) => usedAt !== null)).toHaveLength(1);
  }
});

test('whoever was shown backup codes has a factor; no other factor stands without its event (B8)', async () => {
  const written = new Set((await events()).map(({ id }) => id));
  for (const { person } of crowd.newcomers) {
    const { factors } = await cluster.storage.enrollments.find(person.id);
    const shown = told.enrolled.some((one) => one.person === person);
    expect(factors.length).toBeGreaterThanOrEqual(shown ? 1 : 0);
    for (const { eventId } of factors) expect(written).toContain(eventId);
  }
  cluster.advance(60 * second);
  for (const { person, totpKey } of told.enrolled.slice(0, 5)) {
    const code = () => totpCode(totpKey, cluster.now());
    const page = await signIn(visitors.browser(), visitors.application, { ...person, code });
    expect(page.arrival?.url.searchParams.has('code')).toBe(true);
  }
});

test('back again, it takes its turns; the chain verifies, also after acts that were cut short were looked for (F3)', async () => {
  cluster.advance(3 * minute);
  await cluster.servers[1]?.start();
  for (const at of cluster.servers) {
    const person = await cluster.world.person(tenant.id, { totp: true });
    const having = { ...person, code: () => person.code(cluster.now()) };
    const page = await signIn(cluster.browser({ at }), visitors.application, having);
    expect(page.arrival).not.toBeNull();
  }
  expect((await events()).length).toBeGreaterThan(3 * told.signedIn.length);
  const verified = await cluster.servers[0]?.cli(['audit', 'verify', tenant.shortName]);
  expect([verified?.code, verified?.stdout]).toEqual([0, expect.stringContaining('holds')]);
});
