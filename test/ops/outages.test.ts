// Outages in the log: one line at the beginning and one at the end, whatever they make fail; bugs are told each time (G5).
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createOutages, type Outages } from '../../ops/outages.ts';
import { type StorePart, StoreUnavailable } from '../../ports/unavailable.ts';

type Line = Readonly<Record<string, unknown>> & { readonly says: string };

let lines: Line[];
let away: readonly StorePart[];
let outages: Outages;
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  away = [];
  const tell = (fields: object, says: string) => void lines.push({ ...fields, says });
  const ping = async () => {
    if (away.length > 0) throw unavailable(...away);
  };
  outages = createOutages({ ping, logger: { error: tell, warn: tell } as never }); // as far as it is used
});
afterEach(() => {
  outages.close();
  vi.useRealTimers();
});

const unavailable = (...parts: StorePart[]) => new StoreUnavailable('It is full. Give it more.', { parts });
const begun = (store: string) => ({ store, says: expect.stringContaining('a store is away') });
const ended = (store: string) => ({ store, says: 'a store is there again' });

describe('an outage', () => {
  test('of fifty requests is one line with what to do, and one when it is over', async () => {
    away = ['short-lived'];
    const references = new Set<string>();
    for (let n = 0; n < 50; n += 1) references.add(outages.report(unavailable('short-lived')));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lines).toEqual([expect.objectContaining(begun('short-lived store'))]);
    expect(lines[0]).toMatchObject({ why: 'It is full. Give it more.', reference: [...references][0] });
    expect(references.size).toBe(1);
    away = [];
    await vi.advanceTimersByTimeAsync(5_000);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatchObject({ ...ended('short-lived store'), failures: 50 });
    expect(lines[1]?.reference).toBe(lines[0]?.reference);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lines).toHaveLength(2);
  });

  test('of each store is told for itself', async () => {
    outages.note(unavailable('short-lived', 'durable'));
    outages.note(unavailable('durable'));
    away = ['durable'];
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lines).toMatchObject([
      begun('short-lived store'),
      begun('durable store'),
      ended('short-lived store'),
    ]);
  });

  test('that requests still meet is not over because a store answers a ping', async () => {
    for (let n = 0; n < 30; n += 1) {
      outages.note(unavailable('durable'));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(lines).toHaveLength(1);
  });

  test('after its end is a new one, with a reference of its own', async () => {
    const first = outages.note(unavailable());
    await vi.advanceTimersByTimeAsync(5_000);
    expect(outages.note(unavailable())).not.toBe(first);
    expect(lines).toMatchObject([begun('store'), ended('store'), begun('store')]);
  });
});

test('a bug is a line each time, with a reference of its own, or with what was being done', () => {
  const error = new TypeError('no such thing');
  const references = [outages.report(error), outages.report(error), outages.report(error, 'logging out')];
  expect(new Set(references).size).toBe(3);
  expect(lines).toEqual(references.map((reference) => ({ err: error, reference, says: 'a request failed' })));
  expect(references[2]).toBe('logging out');
});
