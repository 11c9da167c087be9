import { describe, expect, test, vi } from 'vitest';
import { eventOf, exportEvents, listEvents } from '../../audit/read.ts';
import { verifyChain } from '../../audit/verify.ts';
import { aDesk, contextFor, failed, fill, logOn, minute, start, used } from './chains.ts';

const eventsIn = (rows: readonly Parameters<typeof eventOf>[0][]) => rows.map((row) => eventOf(row)?.event);

describe('append', () => {
  test('F1 F2 an event is read back as it was written, with its severity', async () => {
    const { log, store } = await aDesk();
    const id = await log.append(used, contextFor(), start);
    const { events } = await listEvents(store, 'clinic');
    expect(events).toEqual([
      {
        id,
        chain: 'clinic',
        sequence: 1,
        at: start,
        severity: 'info',
        event: used,
        context: contextFor(),
        erased: false,
      },
    ]);
  });

  test('F3 throws if the event could not be written, and writes the next one without a gap', async () => {
    const { log, store, vault } = await aDesk();
    await fill({ log }, 2);
    store.failing = 'before';
    await expect(log.append(used, contextFor(), start)).rejects.toThrow('the store is away');
    store.failing = 'after';
    await expect(log.append(used, contextFor(), start)).rejects.toThrow('the answer was lost');
    store.failing = 'no';
    await fill({ log }, 2);
    // The one whose answer was lost is there, and grants nothing: unfinished.ts tells of it.
    expect(store.rows.map((row) => row.sequence)).toEqual([1, 2, 3, 4, 5]);
    expect(await verifyChain({ store, keys: vault }, 'clinic')).toMatchObject({ ok: true, events: 5 });
  });

  test('all that wait in a chain share one write', async () => {
    const { log, store } = await aDesk();
    await Promise.all(Array.from({ length: 50 }, () => log.append(used, contextFor(), start)));
    expect(store.rows).toHaveLength(50);
    expect(store.writes).toBe(1);
  });

  test('where another instance writes in turn, the end is looked for first, and no write is refused (G2)', async () => {
    const { log, store, vault } = await aDesk();
    const other = logOn(store, vault);
    for (let n = 0; n < 10; n += 1)
      for (const one of [log, other]) await one.append(used, contextFor(), start);
    expect(await verifyChain({ store, keys: vault }, 'clinic')).toMatchObject({ ok: true, events: 20 });
    // The first conflict of each tells it.
    expect(store.writes).toBeLessThanOrEqual(22);
    const looks = vi.spyOn(store, 'head');
    for (let n = 0; n < 10; n += 1) await log.append(used, contextFor(), start);
    // Alone again, it need not look.
    expect(looks.mock.calls.length).toBeLessThanOrEqual(2);
  });

  test('a tail that is cut off behind its back shows as a gap, also where others write (F4)', async () => {
    const { log, store, vault } = await aDesk();
    const other = logOn(store, vault);
    for (let n = 0; n < 3; n += 1)
      for (const one of [log, other]) await one.append(used, contextFor(), start);
    store.rows = store.rows.slice(0, 2);
    await other.append(used, contextFor(), start);
    expect(store.rows.map(({ sequence }) => sequence)).toEqual([1, 2, 7]);
  });

  test('each tenant has its chain, and the operator has one', async () => {
    const { log, store, vault } = await aDesk();
    await log.append(used, contextFor({ tenantId: 'a' }), start);
    await log.append(used, contextFor({ tenantId: 'b' }), start);
    await log.append({ type: 'keys.rotated', rings: ['sign'] }, contextFor({ tenantId: null }), start);
    expect(store.rows.map(({ chain, sequence }) => `${chain} ${sequence}`)).toEqual([
      'a 1',
      'b 1',
      'operator 1',
    ]);
    for (const chain of ['a', 'b', 'operator'])
      expect((await verifyChain({ store, keys: vault }, chain)).ok).toBe(true);
  });

  test('tells who makes checkpoints how long the chain is', async () => {
    const { store, vault } = await aDesk();
    const told: unknown[] = [];
    const log = logOn(store, vault, (chain, sequence) => told.push([chain, sequence]));
    await fill({ log }, 2);
    expect(told).toEqual([
      ['clinic', 1],
      ['clinic', 2],
    ]);
  });
});

describe('queue', () => {
  test('F3 keeps an event until the store is back, and writes it once', async () => {
    const { log, store } = await aDesk();
    store.failing = 'before';
    log.queue({ type: 'session.ended', by: 'person' }, contextFor(), start);
    await expect(log.append(used, contextFor(), start)).rejects.toThrow();
    expect(store.rows).toEqual([]);
    store.failing = 'no';
    await log.drain();
    await log.drain();
    expect(eventsIn(store.rows)).toEqual([{ type: 'session.ended', by: 'person' }]);
  });

  test('does not write twice what was written although the answer was lost', async () => {
    const { log, store } = await aDesk();
    store.failing = 'after';
    log.queue({ type: 'session.ended', by: 'admin' }, contextFor(), start);
    await expect(log.append(used, contextFor(), start)).rejects.toThrow();
    store.failing = 'no';
    await log.drain();
    expect(store.rows.filter((row) => row.type === 'session.ended')).toHaveLength(1);
  });
});

describe('fold', () => {
  test('the first of a minute is written at once, the rest as one counted event', async () => {
    const { log, store } = await aDesk();
    for (let n = 0; n < 30; n += 1) log.fold(failed, contextFor(), start + n * 1000);
    log.fold(failed, contextFor(), start + minute);
    await log.drain();
    expect(store.rows.map((row) => [row.at - start, eventOf(row)?.event])).toEqual([
      [0, failed],
      [29_000, { ...failed, count: 29 }],
      [minute, failed],
    ]);
    expect(eventOf(store.rows[1] ?? never())?.severity).toBe('warning');
  });

  test('a minute ends by itself', async () => {
    vi.useFakeTimers({ toNotFake: ['setImmediate', 'nextTick'] });
    try {
      const { log, store } = await aDesk();
      for (const n of [0, 1, 2]) log.fold(failed, contextFor(), start + n);
      vi.advanceTimersByTime(minute);
      await log.append(used, contextFor(), start);
      expect(eventsIn(store.rows).slice(0, 2)).toEqual([failed, { ...failed, count: 2 }]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('strangers cannot fill the log by changing their address or the name that they try', async () => {
    const { log, store } = await aDesk();
    const unknown = { ...failed, reason: 'unknown-account' as const };
    for (let n = 0; n < 100; n += 1)
      log.fold(
        unknown,
        contextFor({ accountId: null, email: `${n}@example.org`, address: `192.0.2.${n}` }),
        start + n,
      );
    await log.drain();
    expect(store.rows).toHaveLength(2);
    const folded = eventOf(store.rows[1] ?? never());
    expect(folded?.event).toEqual({ ...unknown, count: 99 });
    // No event claims what did not happen: they did not all come from one address.
    expect(folded?.context).toMatchObject({ email: null, address: null, userAgent: 'Firefox' });
  });

  test('failures of different kinds, accounts and tenants stay apart', async () => {
    const { log, store } = await aDesk();
    log.fold(failed, contextFor(), start);
    log.fold({ ...failed, kind: 'totp' }, contextFor(), start);
    log.fold({ ...failed, reason: 'locked' }, contextFor(), start);
    log.fold(failed, contextFor({ accountId: 'bob' }), start);
    log.fold(failed, contextFor({ tenantId: 'other' }), start);
    await log.drain();
    expect(store.rows).toHaveLength(5);
  });
});

describe('reading', () => {
  test('E6 lists newest first by pages and filters', async () => {
    const { log, store } = await aDesk();
    const ids = await fill({ log }, 5);
    await log.append(
      { type: 'factors.reset', cleared: ['totp'], identityChecked: 'phone', reason: 'lost' },
      contextFor({ accountId: 'bob' }),
      start + minute,
    );
    const first = await listEvents(store, 'clinic', { limit: 3 });
    expect(first.events.map(({ sequence }) => sequence)).toEqual([6, 5, 4]);
    const second = await listEvents(store, 'clinic', { limit: 3, before: first.next });
    expect(second.events.map(({ id }) => id)).toEqual(ids.slice(0, 3).reverse());
    const some = await listEvents(store, 'clinic', { filter: { types: ['factors.reset'] } });
    expect(some.events.map(({ severity }) => severity)).toEqual(['high']);
    const time = await listEvents(store, 'clinic', { filter: { from: start + 1000, to: start + 3000 } });
    expect(time.events.map(({ sequence }) => sequence)).toEqual([3, 2]);
    const own = await listEvents(store, 'clinic', { filter: { accountId: 'bob' } });
    expect(own.events.map(({ sequence }) => sequence)).toEqual([6]);
  });

  test('F4 exports NDJSON, oldest first, one line an event', async () => {
    const { log, store } = await aDesk();
    const ids = await fill({ log }, 3);
    const lines: string[] = [];
    for await (const line of exportEvents(store, 'clinic')) lines.push(line);
    expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(ids);
  });

  test('E10 erasing personal fields leaves the event, its digest and a chain that holds', async () => {
    const { log, store, vault } = await aDesk();
    await fill({ log }, 2);
    await store.erasePersonal('ada');
    const [event] = (await listEvents(store, 'clinic')).events;
    expect(event).toMatchObject({ erased: true, event: { type: 'factor.used' } });
    expect(event?.context).toMatchObject({ accountId: 'ada', email: null, address: null, userAgent: null });
    expect(JSON.stringify(store.rows)).not.toMatch(/ada@|192\.0|Firefox/);
    const report = await verifyChain({ store, keys: vault }, 'clinic');
    expect(report.ok).toBe(true);
    expect(report.notKnown).toContain('Who erased the personal fields of 2 events.');
  });
});

function never(): never {
  throw new Error('There is such a row.');
}
