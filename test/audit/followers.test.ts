import { describe, expect, test } from 'vitest';
import type { AuditEvent, RecordedEvent } from '../../audit/event.ts';
import { createFollower } from '../../audit/follower.ts';
import { createNotices, type Notice } from '../../audit/notices.ts';
import { eventOf } from '../../audit/read.ts';
import { createUnfinished } from '../../audit/unfinished.ts';
import { memoryPositions } from '../support/memory-audit-store.ts';
import { aDesk, contextFor, failed, fill, minute, start, used } from './chains.ts';

describe('a follower', () => {
  test('hands over every event of every chain once, over restarts too', async () => {
    const { log, store } = await aDesk();
    const positions = memoryPositions();
    const seen: string[] = [];
    const follower = () =>
      createFollower({ store, positions, name: 'f', handle: async ({ id }) => seen.push(id) });
    const ids = [...(await fill({ log }, 150)), ...(await fill({ log }, 3, 'other'))];
    expect(await follower().run()).toBe(153);
    expect(await follower().run()).toBe(0);
    ids.push(...(await fill({ log }, 1)));
    await follower().run();
    expect(seen).toEqual(ids);
  });

  test('stays at an event that could not be handled, goes on in other chains, and comes back to it', async () => {
    const { log, store } = await aDesk();
    const [, second] = await fill({ log }, 3);
    await fill({ log }, 2, 'other');
    const seen: string[] = [];
    let broken = true;
    const handle = async ({ id, chain, sequence }: RecordedEvent) => {
      if (broken && id === second) throw new Error('no mail today');
      seen.push(`${chain} ${sequence}`);
    };
    const follower = createFollower({ store, positions: memoryPositions(), name: 'f', handle });
    await expect(follower.run()).rejects.toThrow('no mail today');
    expect(seen).toEqual(['clinic 1', 'other 1', 'other 2']);
    broken = false;
    await follower.run();
    expect(seen.slice(3)).toEqual(['clinic 2', 'clinic 3']);
  });

  test('two at once skip nothing', async () => {
    const { log, store } = await aDesk();
    const ids = await fill({ log }, 250);
    const positions = memoryPositions();
    const seen = new Set<string>();
    const follower = () =>
      createFollower({ store, positions, name: 'f', handle: async ({ id }) => seen.add(id) }).run();
    await Promise.all([follower(), follower()]);
    expect(seen).toEqual(new Set(ids));
    expect(await positions.get('f', 'clinic')).toBe(250);
  });

  test('ends early when told, and is not held up by a row that cannot be read', async () => {
    const { log, store } = await aDesk();
    await fill({ log }, 3);
    store.rows = store.rows.map((row) => (row.sequence === 2 ? { ...row, body: '{' } : row));
    const seen: number[] = [];
    const handle = async ({ sequence }: RecordedEvent) => seen.push(sequence);
    const follower = createFollower({ store, positions: memoryPositions(), name: 'f', handle });
    expect(await follower.run(AbortSignal.abort())).toBe(0);
    await follower.run();
    expect(seen).toEqual([1, 3]);
  });
});

describe('C7 notices', () => {
  /** Everything happened long ago. */
  const settled = {
    effectExists: async () => true,
    now: () => start + minute,
    pause: async () => undefined,
    writeToOfficers: async () => undefined,
  };
  const changes: readonly (readonly [AuditEvent, object])[] = [
    [
      { type: 'factor.enrolled', kind: 'totp', enrollmentId: 'e', confirmedBy: 'mailbox' },
      { name: 'factor-enrolled', model: expect.objectContaining({ kind: 'totp' }) },
    ],
    [{ type: 'factor.raised', kind: 'passkey', enrollmentId: 'e' }, { name: 'factor-raised' }],
    [{ type: 'backup-codes.issued', setId: 's', count: 10 }, { name: 'backup-codes-issued' }],
    [
      { type: 'factor.used', kind: 'backup-code', source: 's', left: 3 },
      { name: 'backup-code-used', model: expect.objectContaining({ left: 3 }) },
    ],
    [
      { type: 'factors.reset', cleared: ['totp'], identityChecked: 'phone', reason: 'lost' },
      { name: 'factors-reset' },
    ],
    [
      { type: 'factor.disabled', kind: 'totp', source: null },
      { name: 'factor-disabled', model: expect.objectContaining({ kind: 'totp' }) },
    ],
    [{ type: 'password.set', by: 'change' }, { name: 'password-set' }],
    [{ type: 'passkey.copy-suspected', source: 'p' }, { name: 'passkey-copied' }],
    [{ type: 'remembered-device.reused', deviceId: 'd' }, { name: 'remembered-device-reused' }],
    [
      { type: 'enrollment-code.given', identityChecked: 'phone', reason: 'lost' },
      { name: 'enrollment-code-given', model: expect.objectContaining({ until: start + 24 * 60 * minute }) },
    ],
    [
      { type: 'break-glass.opened', window: 'w', until: start, identityChecked: 'phone', reason: 'lost' },
      { name: 'break-glass-opened', model: expect.objectContaining({ until: start }) },
    ],
    [
      { type: 'break-glass.used', window: 'w', until: start },
      { name: 'break-glass-used', model: expect.objectContaining({ until: start }) },
    ],
  ];
  const quiet: readonly AuditEvent[] = [
    used,
    failed,
    { type: 'session.ended', by: 'person' },
    { type: 'account.created' },
  ];

  test('tell the account of every change of its factors, and of nothing else', async () => {
    const { log, store } = await aDesk();
    for (const event of quiet) await log.append(event, contextFor(), start);
    const ids: string[] = [];
    for (const [event] of changes) ids.push(await log.append(event, contextFor(), start));
    const written: Notice[] = [];
    const notices = createNotices({
      store,
      positions: memoryPositions(),
      originOf: ({ address }) => ({ place: String(address) }),
      ...settled,
      write: async (notice) => written.push(notice),
    });
    await notices.run();
    expect(written).toEqual(
      changes.map(([, letter], n) => ({
        id: `notice-${ids[n]}`,
        tenantId: 'clinic',
        accountId: 'ada',
        to: 'ada@example.org',
        model: { at: start, origin: { place: '192.0.2.7' } },
        ...letter,
      })),
    );
  });

  test('of a changed address or number go to the address before, each once, and of nothing else', async () => {
    const { log, store } = await aDesk();
    const fields = ['email', 'emailVerified', 'username', 'phone_number', 'phone_number_verified'];
    const id = await log.append({ type: 'account.updated', fields }, contextFor(), start);
    await log.append({ type: 'account.updated', fields: ['name', 'groups'] }, contextFor(), start);
    await log.append({ type: 'account.updated', fields }, contextFor({ email: null }), start);
    const written: Notice[] = [];
    const write = async (notice: Notice) => written.push(notice);
    await createNotices({
      store,
      positions: memoryPositions(),
      originOf: () => 'unknown',
      ...settled,
      write,
    }).run();
    expect(written.map((notice) => [notice.id, notice.name, notice.to])).toEqual([
      [`notice-${id}-email-changed`, 'email-changed', 'ada@example.org'],
      [`notice-${id}-phone-changed`, 'phone-changed', 'ada@example.org'],
    ]);
  });

  test('wait a moment, and tell nothing of an act that was taken back meanwhile, as by a double click', async () => {
    const { log, store } = await aDesk();
    const event = {
      type: 'factor.enrolled',
      kind: 'totp',
      enrollmentId: 'e',
      confirmedBy: 'mailbox',
    } as const;
    const ids = [await log.append(event, contextFor(), start), await log.append(event, contextFor(), start)];
    const pauses: number[] = [];
    const written: Notice[] = [];
    let now = start + 10;
    await createNotices({
      store,
      positions: memoryPositions(),
      originOf: () => 'unknown',
      effectExists: async () => true,
      writeToOfficers: async () => undefined,
      now: () => now,
      async pause(ms) {
        pauses.push(ms);
        now += ms;
        const lost = { type: 'act.unfinished', eventId: ids[1] ?? '', eventType: event.type } as const;
        await log.append(lost, contextFor(), now);
      },
      write: async (notice) => written.push(notice),
    }).run();
    expect(pauses).toEqual([990]);
    expect(written.map(({ id }) => id)).toEqual([`notice-${ids[0]}`]);
  });

  test('F3 wait for what an act brings about, and tell nothing of one that a crash cut short', async () => {
    const { log, store } = await aDesk();
    const set = await log.append({ type: 'password.set', by: 'change' }, contextFor(), start);
    await log.append({ type: 'passkey.copy-suspected', source: 'p' }, contextFor(), start);
    const written: string[] = [];
    let now = start + 2_000;
    let cameAbout = false;
    const notices = createNotices({
      ...settled,
      store,
      positions: memoryPositions(),
      originOf: () => 'unknown',
      effectExists: async ({ id }) => id !== set || cameAbout,
      now: () => now,
      write: async ({ name }) => written.push(name),
    });
    await notices.run();
    expect(written).toEqual([]);
    cameAbout = true;
    await notices.run();
    expect(written).toEqual(['password-set', 'passkey-copied']);
    await log.append({ type: 'password.set', by: 'change' }, contextFor(), now);
    const cut = createNotices({
      ...settled,
      store,
      positions: memoryPositions(),
      originOf: () => 'unknown',
      effectExists: async () => false,
      now: () => now,
      write: async ({ name }) => written.push(name),
    });
    now += minute;
    await cut.run();
    expect(written).toEqual(['password-set', 'passkey-copied', 'passkey-copied']);
  });

  test('have nobody to tell of acts without an account', async () => {
    const { log, store } = await aDesk();
    await log.append(
      { type: 'factor.disabled', kind: 'password', source: null },
      contextFor({ accountId: null }),
      start,
    );
    const write = async () => Promise.reject(new Error('nobody'));
    const positions = memoryPositions();
    expect(
      await createNotices({ store, positions, originOf: () => 'unknown', ...settled, write }).run(),
    ).toBe(1);
  });
});

describe('F3 acts that were cut short', () => {
  test('are followed by an event that says so, once, and only after a minute', async () => {
    const { log, store } = await aDesk();
    const lost = await log.append({ type: 'password.set', by: 'mail' }, contextFor(), start);
    await log.append(used, contextFor(), start);
    await log.append({ type: 'account.disabled', reason: null }, contextFor(), start);
    let now = start + minute - 1;
    const run = () =>
      createUnfinished({
        store,
        positions: memoryPositions(),
        audit: log,
        effectExists: async ({ event }) => event.type === 'factor.used',
        now: () => now,
      }).run();
    expect(await run()).toBe(0);
    now = start + minute;
    // The second time without a position, as after a crash before it was stored.
    await run();
    await run();
    expect(store.rows).toHaveLength(4);
    const said = eventOf(store.rows[3] ?? never());
    expect(said?.event).toEqual({ type: 'act.unfinished', eventId: lost, eventType: 'password.set' });
    expect(said?.context).toEqual(contextFor({ actor: { kind: 'system' } }));
    expect(said?.severity).toBe('warning');
  });

  test('are not told twice where the loser of a race has said so', async () => {
    const { log, store } = await aDesk();
    const eventId = await log.append({ type: 'password.set', by: 'mail' }, contextFor(), start);
    log.queue({ type: 'act.unfinished', eventId, eventType: 'password.set' }, contextFor(), start);
    await log.drain();
    const deps = { store, positions: memoryPositions(), audit: log, now: () => start + minute };
    await createUnfinished({ ...deps, effectExists: async () => false }).run();
    expect(store.rows).toHaveLength(2);
  });
});

function never(): never {
  throw new Error('There is such a row.');
}
