// Acts cut short: between event and effect, and before the event. Nothing is granted, and the log does not claim that it was.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventType, RecordedEvent } from '../../audit/event.ts';
import { eventOf, rowsOf } from '../../audit/read.ts';
import { createUnfinished, granting } from '../../audit/unfinished.ts';
import { effectExists } from '../../ops/effects.ts';
import { minute, movableClock } from '../support/clock.ts';
import { memoryPositions } from '../support/memory-audit-store.ts';
import { digestsOf } from '../support/stored.ts';
import { accountActs } from './account-acts.ts';
import { type Act, openStage, pageActs, type Stage } from './acts.ts';
import { breakGlassActs } from './break-glass-acts.ts';
import { factorActs } from './factor-acts.ts';
import { operatorActs } from './operator-acts.ts';

const acts = [...pageActs, ...accountActs, ...operatorActs, ...factorActs, ...breakGlassActs];
const clock = movableClock();
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  stage.fuse.set(null);
  await stage.app.stop();
  clock.restore();
});

/** All events of all chains, by chain and sequence. */
async function events(): Promise<RecordedEvent[]> {
  const { audit } = stage.app.store.storage;
  const all: RecordedEvent[] = [];
  for (const chain of await audit.chains())
    for await (const row of rowsOf(audit, chain, 0)) {
      const event = eventOf(row);
      if (event) all.push(event);
    }
  return all;
}

/** Runs the act and returns what it answered, the events that it wrote, and what it changed in the tables to be spared. */
async function run(act: Act, cut: 'effect' | 'event' | null) {
  const { fuse, app } = stage;
  let before: Record<string, string> = {};
  const earlier = new Set((await events()).map(({ id }) => id));
  const written = async () => (await events()).filter(({ id }) => !earlier.has(id));
  const digests = () => digestsOf(app.store.inside, act.spared);
  const status = await act.run(stage, async () => {
    before = await digests();
    for (const { id } of await written()) earlier.add(id);
    if (cut === 'effect') fuse.set(act.effect, act.fits);
    if (cut === 'event') fuse.set('audit.insert', isOf(act));
  });
  const { struck } = fuse;
  fuse.set(null);
  await app.core.audit.drain();
  return { status, struck, before, after: await digests(), written: await written() };
}

/** Of the writes to the log, those of this act. */
function isOf({ types }: Act) {
  return (rows: unknown) =>
    Array.isArray(rows) && rows.some((row) => types.includes(Reflect.get(Object(row), 'type') as EventType));
}

/** The follow-up of a minute later, from the beginning of the chains. */
async function followUp(): Promise<void> {
  clock.advance(2 * minute);
  const { storage } = stage.app.store;
  await createUnfinished({
    store: storage.audit,
    positions: memoryPositions(),
    audit: stage.app.core.audit,
    effectExists: (event) => effectExists(storage, event),
    now: Date.now,
  }).run();
}

async function claims(): Promise<Set<string>> {
  const said = (await events()).flatMap(({ event }) =>
    event.type === 'act.unfinished' ? [event.eventId] : [],
  );
  return new Set(said);
}

const idsOf = (written: readonly RecordedEvent[], { types }: Act) =>
  written.filter(({ event }) => types.includes(event.type)).map(({ id }) => id);

describe('F3 a crash between event and effect', () => {
  test.each(acts.map((act) => [act.name, act] as const))(
    '%s: nothing is granted, and the log says so',
    async (_, act) => {
      const { status, struck, before, after, written } = await run(act, 'effect');
      expect([status, struck > 0]).toEqual([503, true]);
      expect(after).toEqual(before);
      const ids = idsOf(written, act);
      expect(ids).toHaveLength(act.types.length);
      await followUp();
      const said = await claims();
      expect(ids.filter((id) => !said.has(id))).toEqual([]);
    },
  );
});

describe('F3 an event that cannot be written', () => {
  test.each(acts.map((act) => [act.name, act] as const))('%s: 503, nothing is granted', async (_, act) => {
    const { status, struck, before, after, written } = await run(act, 'event');
    expect([status, struck > 0]).toEqual([503, true]);
    expect(after).toEqual(before);
    expect(idsOf(written, act)).toEqual([]);
  });
});

describe('F3 an act that came about', () => {
  test.each(acts.map((act) => [act.name, act] as const))(
    '%s: is not taken for one that did not',
    async (_, act) => {
      const { status, before, after, written } = await run(act, null);
      expect(status).toBe(200);
      expect(after).not.toEqual(before);
      expect(idsOf(written, act)).toHaveLength(act.types.length);
      await followUp();
      const said = await claims();
      expect(written.filter(({ id }) => said.has(id))).toEqual([]);
    },
  );
});

test('F3 every type that grants is among these acts, but those whose effect leaves no trace', () => {
  const untraced: readonly EventType[] = ['factor.unlocked', 'keys.rotated'];
  expect(new Set([...acts.flatMap(({ types }) => types), ...untraced])).toEqual(new Set(granting));
});
