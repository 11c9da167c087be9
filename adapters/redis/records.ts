// node-oidc-provider's records in Redis: "expiresAt|consumed|payload" each, `consumed` in s and empty while unused.
// Invariant: `consumed` is set once and survives a later save; what names a grant is found only while the Grant is.
import type { GrantModel, RecordPayload, Records, SaveOptions } from '../../ports/records.ts';
import { type Keys, type Place, placeOf } from './keys.ts';
import { keepMs } from './lifetime.ts';
import { type Held, keyRef, noKey, type Scopes, type Step, type Wanted } from './scope.ts';
import { insert } from './scripts.ts';
import type { Wire } from './wire.ts';

export interface StoredRecord {
  readonly expiresAt: number;
  readonly consumed: number | null;
  readonly payload: RecordPayload;
}

const grantModel: GrantModel = 'Grant';

export function createRecords(wire: Wire, scopes: Scopes, keys: Keys): Records {
  const around = neighbours(keys);

  async function find(model: string, id: string, now: number): Promise<RecordPayload | undefined> {
    const place = placeOf(id);
    const { itself, along } = around(model, place);
    const [held, ended, grant] = await scopes.read(itself, along);
    const record = parse(held ?? null, now);
    if (!record || ended === 'all') return undefined;
    // Consumed, a Grant stands for nothing: everything under it is being ended.
    if (model === grantModel && record.consumed !== null) return undefined;
    const { payload, consumed } = record;
    if (!(await grantStands(place, payload, grant ?? null, now))) return undefined;
    return consumed === null ? payload : { ...payload, consumed };
  }

  /** `atHome`: the grant that the id names, as it was read along. */
  async function grantStands(
    place: Place,
    payload: RecordPayload,
    atHome: Held,
    now: number,
  ): Promise<boolean> {
    const { grantId } = payload;
    if (typeof grantId !== 'string') return true;
    if (grantId === `${place.home}.${place.grant}`) return parse(atHome, now)?.consumed === null;
    return (await find(grantModel, grantId, now)) !== undefined;
  }

  const consumption = (model: string, id: string, now: number): Step => {
    const place = placeOf(id);
    const { home, grant } = place;
    const looksAt = grant === null ? [] : [keys.record(grantModel, { home, name: grant, grant: null })];
    return {
      home,
      does: 'consume',
      key: keys.record(model, place),
      looksAt,
      args: [now, Math.floor(now / 1000), grant === null ? noKey : keyRef(0)],
      once: { model, id },
    };
  };

  const save = (
    model: string,
    id: string,
    payload: RecordPayload,
    expiresAt: number,
    { neverConsumed = false }: SaveOptions,
  ): Step => {
    const place = placeOf(id);
    const consumed = typeof payload.consumed === 'number' ? String(payload.consumed) : '';
    return {
      home: place.home,
      does: 'save',
      key: keys.record(model, place),
      args: [expiresAt, consumed, JSON.stringify(payload), keepMs(expiresAt)],
      // Of what can be consumed only Redis knows whether it was, meanwhile.
      ...(neverConsumed ? { leaves: format(expiresAt, consumed, payload) } : {}),
    };
  };

  return {
    find,
    async save(model, id, payload, expiresAt, options = {}) {
      await scopes.write([save(model, id, payload, expiresAt, options)]);
    },
    async insert(model, id, payload, expiresAt, now) {
      const place = placeOf(id);
      const args = [format(expiresAt, '', payload), now, keepMs(expiresAt)];
      return (await wire.runOnce(place.home, insert, [keys.record(model, place)], args)) === 1;
    },
    async consume(model, id, now) {
      if ((await find(model, id, now)) === undefined) return false;
      return (await scopes.apart([consumption(model, id, now)])).ok;
    },
    async consumeInScope(model, id, now) {
      const found = await find(model, id, now);
      if (found === undefined || found.consumed !== undefined) return false;
      return (await scopes.write([consumption(model, id, now)])).ok;
    },
    async destroy(model, id) {
      const place = placeOf(id);
      await scopes.write([lose(place, keys.record(model, place))]);
    },
    async revoke(grantId) {
      const place = placeOf(grantId);
      await scopes.write([{ ...lose(place, keys.record(grantModel, place)), confirmed: true }]);
    },
  };
}

/** A record is found only with its grant, and where its home has not ended; the rest the same request is about to ask for. */
function neighbours(keys: Keys) {
  return (model: string, place: Place): { itself: Wanted[]; along: Wanted[] } => {
    const { home, name, grant } = place;
    const text = (key: string): Wanted => ({ home, kind: 'text', key });
    const hash = (key: string): Wanted => ({ home, kind: 'hash', key });
    const itself = [text(keys.record(model, place)), text(keys.ended(home))];
    // The home itself: its sign-in's interaction.
    if (name === '')
      return { itself, along: [hash(keys.signIn(home)), hash(keys.evidence('sign-in', home))] };
    if (grant === null) return { itself, along: [] };
    const named = { home, name: grant, grant: null };
    return {
      itself: [...itself, text(keys.record(grantModel, named))],
      along: [text(keys.basis(named)), hash(keys.sessions(home))],
    };
  };
}

function lose({ home }: Place, key: string): Step {
  return { home, does: 'del', key, args: [], leaves: null, loses: true };
}

function format(expiresAt: number, consumed: string, payload: RecordPayload): string {
  return `${expiresAt}|${consumed}|${JSON.stringify(payload)}`;
}

/** Null if there is none, or it has expired. */
function parse(held: Held, now: number): StoredRecord | null {
  const [, ends, used, payload] = typeof held === 'string' ? (/^(\d+)\|(\d*)\|(.*)$/s.exec(held) ?? []) : [];
  if (ends === undefined || payload === undefined || Number(ends) <= now) return null;
  return {
    expiresAt: Number(ends),
    consumed: used === '' || used === undefined ? null : Number(used),
    payload: JSON.parse(payload), // written by `format`
  };
}
