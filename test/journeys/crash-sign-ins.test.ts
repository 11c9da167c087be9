// kill -9 in the middle of a crowd, again and again: what was acknowledged stands, what was not counts for nothing, and
// the log says of every act whether it came about (F3, F4, B8; issue "Done when").
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecordedEvent } from '../../audit/event.ts';
import { eventOf, rowsOf } from '../../audit/read.ts';
import type { Enrollments } from '../../ports/enrollments.ts';
import { refusalOf } from '../support/application.ts';
import { minute, second } from '../support/clock.ts';
import { prepareServer, type RunningServer } from '../support/server.ts';
import { goOn, signIn, stepOf } from '../support/sign-in.ts';
import { appIn, totpCode } from '../support/totp.ts';
import {
  type Crowd,
  createVisitors,
  crowdIn,
  gather,
  type Told,
  type Visitors,
  withData,
} from './crash-crowd.ts';

/** Of 324 people each, of whom most come to try before the kill: a thousand in all. */
const rounds = 4;
const membersARound = 270;
const newcomersARound = 54;
const atOnce = 32;

let server: RunningServer;
let crowd: Crowd;
let visitors: Visitors;
/** ms: until when everything happened that the last start has judged. */
let settled = 0;
const told: Told = { signedIn: [], enrolled: [], attempts: 0 };

beforeAll(async () => {
  server = await prepareServer({ settings: { LOG_LEVEL: 'error' } });
  crowd = await gather(server, membersARound, rounds * newcomersARound);
  await server.start();
  visitors = await createVisitors(server, crowd);
  for (let round = 0; round < rounds; round += 1) await killInTheMiddle(round);
  // A minute later it is settled which acts came about: the next start says so.
  settled = server.clock.now();
  server.clock.advance(3 * minute);
  await server.start();
}, 240_000);
afterAll(() => server.dispose());

/** Every third member takes a backup code, the others the app; newcomers stand between them. */
async function killInTheMiddle(round: number): Promise<void> {
  const newcomers = crowd.newcomers.slice(round * newcomersARound, (round + 1) * newcomersARound);
  const visits = crowd.members.flatMap((person, n) => {
    const backupCode = n % 3 === 0 ? (person.backupCodes[round] ?? null) : null;
    const visit = () => visitors.member(person, backupCode, told);
    const newcomer = n % 5 === 0 ? newcomers[n / 5] : undefined;
    if (!newcomer) return [visit];
    return [visit, () => visitors.newcomer(newcomer.person, newcomer.enrollmentCode, told)];
  });
  const before = told.signedIn.length + told.enrolled.length;
  const killAt = before + 238 + 4 * round;
  let killed: Promise<void> | null = null;
  const stopped = () => {
    if (!killed && told.signedIn.length + told.enrolled.length >= killAt) killed = server.kill9();
    return killed !== null;
  };
  await crowdIn(visits, atOnce, stopped);
  await (killed ?? server.kill9());
  // The next codes of every app, and the same sessions.
  server.clock.advance(60 * second);
  if (round < rounds - 1) await server.start();
}

/** What SQLite holds, read without the product's code. */
function rows(sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(join(server.dataDir, 'sallyport.db'), { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

function enrollmentsOf(accountId: string): Enrollments {
  const row = rows('SELECT id, body FROM enrollments').find(({ id }) => id === accountId);
  if (!row) throw new Error(`no enrollments of ${accountId}`);
  return JSON.parse(String(row.body));
}

async function events(): Promise<RecordedEvent[]> {
  return withData(server, async ({ audit }) => {
    const all: RecordedEvent[] = [];
    for await (const row of rowsOf(audit, crowd.tenantId, 0)) {
      const event = eventOf(row);
      if (event) all.push(event);
    }
    return all;
  });
}

/** Ids of events whose effect stands in the tables. Nobody here signs out, proves twice or is reset, so none is gone. */
function effects(): Set<unknown> {
  const enrollments = rows('SELECT body FROM enrollments').map(({ body }) => JSON.parse(String(body)));
  return new Set([
    ...rows('SELECT event_id FROM evidence').map((row) => row.event_id),
    ...rows("SELECT json_extract(body, '$.eventId') AS id FROM grant_bases").map(({ id }) => id),
    ...enrollments.flatMap(({ factors }: Enrollments) => factors.map(({ eventId }) => eventId)),
    ...enrollments.map(({ backupCodes }: Enrollments) => backupCodes?.eventId),
  ]);
}

describe('kill -9 in the middle of a thousand sign-ins and enrollments', () => {
  test('there was a crowd, and it was cut off', () => {
    expect(told.attempts).toBeGreaterThanOrEqual(1000);
    expect(told.signedIn.length).toBeGreaterThan(300);
    expect(told.enrolled.length).toBeGreaterThan(45);
    expect(told.signedIn.length + told.enrolled.length).toBeLessThan(told.attempts);
  });

  test('every code that was accepted stays used up (B2, B3)', async () => {
    const stored = new Map(
      rows('SELECT id, body FROM enrollments').map(({ id, body }) => [
        String(id),
        JSON.parse(String(body)) as Enrollments,
      ]),
    );
    for (const { person, proof } of told.signedIn) {
      const enrollments = stored.get(person.id);
      if (proof.kind === 'backup-code') {
        const used = told.signedIn.filter(
          (one) => one.person === person && one.proof.kind === 'backup-code',
        ).length;
        expect(
          enrollments?.backupCodes?.codes.filter(({ usedAt }) => usedAt !== null).length,
        ).toBeGreaterThanOrEqual(used);
      } else expect(appIn(enrollments)?.lastStep).toBeGreaterThan(0);
    }
    // And at the door: a backup code that was taken before a crash is refused after it.
    for (const { person, proof } of told.signedIn
      .filter((one) => one.proof.kind === 'backup-code')
      .slice(0, 5)) {
      const browser = visitors.browser();
      await signIn(browser, visitors.application, {
        identifier: person.identifier,
        password: person.password,
      });
      await browser.click('backup code');
      const page = await browser.submit({ code: proof.code });
      expect([stepOf(page), page.status]).toEqual(['second-factor', 422]);
    }
  });

  test('a code that was exchanged is never exchanged again', async () => {
    const redeemed = told.signedIn.filter((one) => one.redeemed);
    expect(redeemed.length).toBeGreaterThan(100);
    for (const { arrival } of redeemed.slice(-10))
      expect(await refusalOf(visitors.application.callback(arrival))).toMatchObject({
        error: 'invalid_grant',
      });
  });

  test('a session that was given still signs in silently', async () => {
    const latest = told.signedIn.slice(0, -10).slice(-30);
    expect(latest).toHaveLength(30);
    for (const { browser } of latest) {
      const page = await browser.open(
        await visitors.application.authorizationUrl({ prompt: 'none' }),
        visitors.application.redirectUri,
      );
      expect(page.arrival?.url.searchParams.get('error')).toBeNull();
      expect(page.arrival?.url.searchParams.has('code')).toBe(true);
    }
  });

  test('an enrollment whose backup codes were shown is there, and its app and codes work', async () => {
    for (const { person } of told.enrolled) {
      const { factors, backupCodes } = enrollmentsOf(person.id);
      expect(factors).toHaveLength(1);
      expect(backupCodes?.codes).toHaveLength(10);
    }
    for (const [n, { person, totpKey, backupCodes }] of told.enrolled.slice(-8).entries()) {
      const browser = visitors.browser();
      const { identifier, password } = person;
      await signIn(browser, visitors.application, { identifier, password });
      if (n % 2 === 0) await browser.click('backup code');
      const code = n % 2 === 0 ? (backupCodes[0] ?? '') : totpCode(totpKey, server.clock.now());
      const page = await browser.submit({ code });
      expect(page.arrival?.url.searchParams.has('code')).toBe(true);
    }
  });

  test('no half-made enrollment counts (B8)', async () => {
    const acknowledged = new Set(told.enrolled.map(({ person }) => person.id));
    const others = crowd.newcomers.filter(({ person }) => !acknowledged.has(person.id));
    const begun = others.filter(({ person }) => enrollmentsOf(person.id).pending !== null);
    for (const { person } of others) {
      const { factors, backupCodes, pending } = enrollmentsOf(person.id);
      // All of it or nothing.
      expect([factors.length, backupCodes === null]).toEqual(factors.length ? [1, false] : [0, true]);
      if (factors.length) expect(pending).toBeNull();
    }
    expect(begun.length).toBeGreaterThan(0);
    for (const { person } of begun.slice(0, 3)) {
      const browser = visitors.browser();
      await signIn(browser, visitors.application, {
        identifier: person.identifier,
        password: person.password,
      });
      await goOn(browser, {});
      expect(browser.page.text).toContain('Your organization requires two-factor authentication.');
    }
  });

  test('the audit chain verifies (F4)', async () => {
    const { code, stdout } = await server.cli(['audit', 'verify']);
    expect(stdout).toContain('holds');
    expect(code).toBe(0);
  });

  test('of every act the log says whether it came about, and never wrongly (F3)', async () => {
    const all = await events();
    const unfinished = new Set(
      all.flatMap(({ event }) => (event.type === 'act.unfinished' ? [event.eventId] : [])),
    );
    const standing = effects();
    const granting = ['factor.used', 'factor.enrolled', 'backup-codes.issued', 'authorization.granted'];
    const acts = all.filter(({ event, at }) => granting.includes(event.type) && at < settled);
    expect(acts.length).toBeGreaterThan(700);
    const differing = acts.filter(({ id }) => unfinished.has(id) === standing.has(id));
    expect(differing).toEqual([]);
    expect(new Set(acts.map(({ id }) => id)).size).toBe(acts.length);
  });

  test('whoever enrolled was told by mail, once (C7)', async () => {
    const all = await events();
    // Nobody is told of what the kill cut short, of which the log says that nothing came.
    const cut = new Set(all.flatMap(({ event }) => (event.type === 'act.unfinished' ? [event.eventId] : [])));
    const enrolled = all.filter(({ id, event }) => event.type === 'factor.enrolled' && !cut.has(id));
    expect(enrolled.length).toBeGreaterThan(45);
    const untold = () => {
      const mailed = new Set(rows("SELECT id FROM outbox WHERE id LIKE 'notice-%'").map(({ id }) => id));
      return enrolled.filter(({ id }) => !mailed.has(`notice-${id}`));
    };
    // The follower began with the server; it may still be on its way.
    for (let looks = 0; looks < 100 && untold().length > 0; looks += 1) await pause(100);
    expect(untold()).toEqual([]);
  });
});
