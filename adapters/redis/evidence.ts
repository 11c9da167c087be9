// Evidence in Redis: one hash a sign-in or session. Its fields begin with the account: "ACCOUNT|end" (ms), "ACCOUNT|put-off"
// ("at|"), and for each proof "ACCOUNT|sign-in|kind|source" ("at|proof").
// Invariant: the newest proof of its kind, source and sign-in stays, in whatever order they come.
import type { Evidence } from '../../policy/facts.ts';
import type { EvidenceHolder, EvidenceStore, HeldEvidence } from '../../ports/evidence.ts';
import type { ProofTimes } from '../session-begun.ts';
import type { Keys } from './keys.ts';
import { keepMs } from './lifetime.ts';
import { type Memory, noteMs } from './memory.ts';
import type { Held, Scopes, Step } from './scope.ts';

/** A field as it is stored, with the time by which the newest stays. */
interface Field {
  readonly name: string;
  /** ms. */
  readonly at: number;
  readonly value: string;
}

export function createEvidence(scopes: Scopes, keys: Keys, memory: Memory): EvidenceStore {
  const keyOf = ({ kind, id }: EvidenceHolder) => keys.evidence(kind, id);
  const read = async (holder: EvidenceHolder): Promise<Held> => {
    const [held = null] = await scopes.read([{ home: holder.id, kind: 'hash', key: keyOf(holder) }]);
    return held;
  };

  /** `drops`: what has expired by then goes, so that a new proof does not bring it back. */
  async function put(
    holder: EvidenceHolder,
    fields: readonly Field[],
    expiresAt: number,
    effects: readonly string[],
  ): Promise<Step[]> {
    const known = scopes.active() ? await read(holder) : null;
    const drops = effects.length > 0;
    const leaves = scopes.active() ? merged(known, holder, fields, expiresAt, drops) : undefined;
    const steps = fields.map(({ name, at, value }) => ({
      home: holder.id,
      does: 'evidence',
      key: keyOf(holder),
      args: [holder.accountId, at, expiresAt, keepMs(expiresAt), drops ? 1 : 0, name, value],
      leaves,
    }));
    // At the same home, so that both are there or neither.
    const noted = effects.map((id) => ({
      home: holder.id,
      does: 'set',
      key: keys.effect(holder.id, id),
      args: ['1', noteMs],
      leaves: '1',
    }));
    return [...noted, ...steps];
  }

  async function forget(holder: EvidenceHolder): Promise<Step> {
    const { id, accountId } = holder;
    const leaves = scopes.active() ? without(await read(holder), accountId) : undefined;
    return { home: id, does: 'forget', key: keyOf(holder), args: [accountId], leaves, loses: true };
  }

  return {
    async add(holder, evidence, expiresAt) {
      if (evidence.accountId !== holder.accountId) throw new Error('Evidence of another account.');
      await scopes.write(await put(holder, [fieldOf(evidence)], expiresAt, [evidence.id]));
    },
    async putOff(holder, at, expiresAt, eventId) {
      const field = { name: putOffField(holder), at, value: `${at}|` };
      await scopes.write(await put(holder, [field], expiresAt, [eventId]));
    },
    find: async (holder, now) => heldBy(await read(holder), holder, now),
    async move(from, to, expiresAt) {
      if (from.accountId !== to.accountId) throw new Error('Evidence does not move between accounts.');
      const { evidence, putOffAt } = heldBy(await read(from), from, Number.NEGATIVE_INFINITY);
      const putOff =
        putOffAt === null ? [] : [{ name: putOffField(to), at: putOffAt, value: `${putOffAt}|` }];
      const fields = [...evidence.map(fieldOf), ...putOff];
      if (fields.length === 0) return;
      const steps = await put(to, fields, expiresAt, []);
      // Written there first, then taken from here: a crash in between leaves it in both.
      if (scopes.active()) await scopes.write([...steps, await forget(from)]);
      else {
        await scopes.write(steps);
        await scopes.write([await forget(from)]);
      }
    },
    async discard(holder) {
      await scopes.write([await forget(holder)]);
    },
    async everHeld(eventId, { signInId, at }) {
      const [held] = await scopes.read([
        { home: signInId, kind: 'text', key: keys.effect(signInId, eventId) },
      ]);
      return held !== null || (await memory.isGone(at));
    },
  };
}

function fieldOf(evidence: Evidence): Field {
  const { accountId, signInId, kind, source, at } = evidence;
  return {
    name: `${accountId}|${signInId}|${kind}|${source}`,
    at,
    value: `${at}|${JSON.stringify(evidence)}`,
  };
}

function putOffField({ accountId }: EvidenceHolder): string {
  return `${accountId}|put-off`;
}

function endField({ accountId }: EvidenceHolder): string {
  return `${accountId}|end`;
}

function heldBy(held: Held, holder: EvidenceHolder, now: number): HeldEvidence {
  const fields = held instanceof Map ? held : new Map<string, string>();
  if (Number(fields.get(endField(holder)) ?? Number.NEGATIVE_INFINITY) <= now)
    return { evidence: [], putOffAt: null };
  const putOff = fields.get(putOffField(holder));
  const proofs = [...fields].filter(([name]) => name.startsWith(`${holder.accountId}|`));
  const evidence = proofs.flatMap(([, value]) => parse(value)).sort((one, other) => one.at - other.at);
  return { evidence, putOffAt: putOff === undefined ? null : Number.parseInt(putOff, 10) };
}

/** ms of each proof of the account. */
export function proofTimes(held: Held, accountId: string): ProofTimes {
  const fields = held instanceof Map ? [...held] : [];
  const proofs = fields.filter(([name]) => name.startsWith(`${accountId}|`));
  return proofs.flatMap(([, value]) => parse(value)).map(({ at }) => at);
}

/** Nothing for what is no proof. */
function parse(value: string): Evidence[] {
  const json = value.slice(value.indexOf('|') + 1);
  return value.includes('|') && json !== '' ? [JSON.parse(json)] : [];
}

function without(held: Held, accountId: string): Map<string, string> {
  const fields = held instanceof Map ? [...held] : [];
  return new Map(fields.filter(([name]) => !name.startsWith(`${accountId}|`)));
}

/** What the script leaves there. */
function merged(
  held: Held,
  holder: EvidenceHolder,
  added: readonly Field[],
  expiresAt: number,
  drops: boolean,
): Map<string, string> {
  const end = endField(holder);
  let fields = new Map(held instanceof Map ? held : []);
  for (const { name, at, value } of added) {
    const present = fields.get(end);
    if (drops && present !== undefined && Number(present) <= at) fields = without(fields, holder.accountId);
    fields.set(end, String(Math.max(expiresAt, Number(fields.get(end) ?? 0))));
    if (at >= Number.parseInt(fields.get(name) ?? '0', 10)) fields.set(name, value);
  }
  return fields;
}
