// One request's work on Redis: what it has read, and what it wants written.
// Invariant: a request sees its own writes; they are carried out at its end, as one act on one server and as one a home on a
// Cluster, and not at all where something was used already. What takes away comes last, and only after what gives: a crash or a
// full memory leaves a proof in two places, never in none. Who ends hundreds of things, and uses nothing up, ends them bit by bit.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ScopeEnd } from '../../ports/storage.ts';
import type { Argument, Command, Reply } from './command.ts';
import { commit, type Script } from './scripts.ts';
import type { Wire } from './wire.ts';

/** What a key holds: a text, a hash, or nothing. */
export type Held = string | ReadonlyMap<string, string> | null;

/** One step of the script `commit`. */
export interface Step {
  readonly home: string;
  readonly does: string;
  readonly key: string;
  readonly args: readonly Argument[];
  /** Other keys of the home that it looks at; `args` names them by `keyRef`. */
  readonly looksAt?: readonly string[];
  /** What the key holds afterwards, if that is known; undefined: has to be read. */
  readonly leaves?: Held;
  /** Takes away what may be given at another home in its place: it waits for that. */
  readonly loses?: boolean;
  /** A replica has to have it: it ends something for good. */
  readonly confirmed?: boolean;
  /** What a `consume` consumes. */
  readonly once?: { readonly model: string; readonly id: string };
}

/** Stands in `args` for the number of a key that `looksAt` names. */
export const keyRef = (nth: number): string => `\u0000${nth}`;
/** Stands in `args` for "none". */
export const noKey = '0';

/** Something besides steps: a script of its own, whose answer is looked at when all is written. */
export interface Errand {
  readonly home: string;
  readonly script: Script;
  readonly keys: readonly string[];
  readonly args: readonly Argument[];
  readonly then?: (reply: Reply) => Promise<void>;
}

interface Scope {
  readonly known: Map<string, Held>;
  steps: Step[];
  errands: Errand[];
  /** What turned out to be lost when something had to be written early: nothing is written after it. */
  lost: ScopeEnd | null;
  /** What goes on after the request's end has no scope. */
  ended: boolean;
}

export interface Scopes {
  /**
   * GET or HGETALL of these, from memory where this request has read them. All are asked for at once. `along`: read in the
   * same breath, if Redis has to be asked at all, because the same request is about to want them.
   */
  read(wanted: readonly Wanted[], along?: readonly Wanted[]): Promise<Held[]>;
  /** As `read`, but nothing is remembered: for lists that can be as long as somebody likes. */
  look(wanted: readonly Wanted[]): Promise<Held[]>;
  /** What this request knows of a key; undefined if it has not read it. */
  known(key: string): Held | undefined;
  /** Nobody can have written these yet: their names were just made up. */
  assumeEmpty(wanted: readonly Wanted[]): void;
  /** At once without a scope; else at its end. */
  write(steps: readonly Step[], errands?: readonly Errand[]): Promise<ScopeEnd>;
  /** At once, also inside a scope: what has to be known before the request goes on. */
  apart(steps: readonly Step[]): Promise<ScopeEnd>;
  scoped(work: () => Promise<void>): Promise<ScopeEnd>;
  /** Whether a request's writes are held back now. */
  active(): boolean;
}

export interface Wanted {
  readonly home: string;
  readonly kind: 'text' | 'hash';
  readonly key: string;
}

/** Steps that are held back: far more than a request has that uses anything up, and few enough for one script. */
const mostHeld = 500;

export function createScopes(wire: Wire): Scopes {
  const scopes = new AsyncLocalStorage<Scope>();
  const current = (): Scope | undefined => {
    const scope = scopes.getStore();
    return scope?.ended ? undefined : scope;
  };

  const load = async (wanted: readonly Wanted[]): Promise<Held[]> =>
    Promise.all(wanted.map(async (one) => heldOf(one, await wire.send(commandOf(one)))));

  const readIn = async (
    scope: Scope,
    wanted: readonly Wanted[],
    along: readonly Wanted[],
    remembered = scope.known,
  ): Promise<Held[]> => {
    const isUnknown = ({ key }: Wanted) => !scope.known.has(key);
    const missing = wanted.some(isUnknown) ? [...wanted, ...along].filter(isUnknown) : [];
    // What it has written there and nobody can foresee: Redis has to say.
    if (missing.some(({ key }) => scope.steps.some((step) => step.key === key))) await flush(wire, scope);
    const loaded = await load(missing);
    missing.forEach(({ key }, index) => {
      // Another read of this request may have been faster, and written since.
      if (!scope.known.has(key)) remembered.set(key, loaded[index] ?? null);
    });
    return wanted.map(({ key }) => scope.known.get(key) ?? remembered.get(key) ?? null);
  };

  return {
    read(wanted, along = []) {
      const scope = current();
      return scope ? readIn(scope, wanted, along) : load(wanted);
    },
    look(wanted) {
      const scope = current();
      return scope ? readIn(scope, wanted, [], new Map()) : load(wanted);
    },
    known: (key) => current()?.known.get(key),
    assumeEmpty(wanted) {
      const scope = current();
      for (const { key, kind } of wanted) scope?.known.set(key, kind === 'text' ? null : new Map());
    },
    async write(steps, errands = []) {
      const scope = current();
      if (!scope) return carryOut(wire, steps, errands);
      for (const step of steps) note(scope, step);
      scope.steps.push(...steps);
      scope.errands.push(...errands);
      return scope.steps.length < mostHeld ? { ok: true } : flush(wire, scope);
    },
    apart(steps) {
      const scope = current();
      if (scope) for (const step of steps) note(scope, step);
      return carryOut(wire, steps, []);
    },
    scoped(work) {
      const scope: Scope = { known: new Map(), steps: [], errands: [], lost: null, ended: false };
      return scopes.run(scope, async () => {
        try {
          await work();
          return await flush(wire, scope);
        } finally {
          scope.ended = true;
        }
      });
    },
    active: () => current() !== undefined,
  };
}

function note(scope: Scope, { key, leaves }: Step): void {
  if (leaves === undefined) scope.known.delete(key);
  else scope.known.set(key, leaves);
}

async function flush(wire: Wire, scope: Scope): Promise<ScopeEnd> {
  const { steps, errands } = scope;
  scope.steps = [];
  scope.errands = [];
  if (scope.lost) return scope.lost;
  const end = await carryOut(wire, steps, errands);
  if (!end.ok) scope.lost = end;
  return end;
}

async function carryOut(wire: Wire, steps: readonly Step[], errands: readonly Errand[]): Promise<ScopeEnd> {
  const stages = stagesOf(steps);
  const [gaining, later] = wire.spread
    ? [stages.slice(0, 1), stages.slice(1)]
    : // One server: everything is one act, and what cannot be gained (its memory is full) is not lost either.
      [[], [[stages.flat(2)]]];
  const given = await commitInOrder(wire, gaining);
  const taking = given.every(({ ok }) => ok) ? commitInOrder(wire, later) : [];
  const ran = errands.map(({ home, script, keys, args }) => wire.run(home, script, keys, args));
  const [taken, replies] = await Promise.all([taking, Promise.all(ran)]);
  await Promise.all(errands.map(({ then }, index) => then?.(replies[index] ?? null)));
  return [...given, ...taken].find(({ ok }) => !ok) ?? { ok: true };
}

/** Acts, one a home, side by side. */
type Stage = readonly (readonly Step[])[];

/**
 * By what a home's act does: only gives, gives and takes away, only takes away. One that does both waits for what is given
 * elsewhere: it may be what this one takes away (a proof goes from a sign-in that is opened again to a session).
 */
function stagesOf(steps: readonly Step[]): readonly Stage[] {
  const homes = [...Map.groupBy(steps, ({ home }) => home).values()];
  const loses = ({ loses = false }: Step) => loses;
  return [
    homes.filter((ofHome) => !ofHome.some(loses)),
    homes.filter((ofHome) => ofHome.some(loses) && !ofHome.every(loses)),
    homes.filter((ofHome) => ofHome.every(loses)),
  ];
}

/** Each stage has to have answered before the next; none follows one in which something was used already. */
async function commitInOrder(wire: Wire, stages: readonly Stage[]): Promise<readonly ScopeEnd[]> {
  const ends: ScopeEnd[] = [];
  for (const stage of stages) {
    if (ends.some(({ ok }) => !ok)) break;
    ends.push(...(await Promise.all(stage.map((ofHome) => commitTogether(wire, ofHome)))));
  }
  return ends;
}

/** These steps as one act: all of one home, or of one server. */
async function commitTogether(wire: Wire, steps: readonly Step[]): Promise<ScopeEnd> {
  const [first] = steps;
  if (!first) return { ok: true };
  const { home } = first;
  const keys = [...new Set(steps.flatMap(({ key, looksAt = [] }) => [key, ...looksAt]))];
  const numberOf = (key: string) => keys.indexOf(key) + 1;
  const args = steps.flatMap(({ does, key, args: own, looksAt = [] }) => {
    const named = own.map((one) =>
      typeof one === 'string' && one.startsWith('\u0000')
        ? numberOf(looksAt[Number(one.slice(1))] ?? '')
        : one,
    );
    return [does, numberOf(key), named.length, ...named];
  });
  const sure = steps.some((step) => step.once || step.confirmed);
  const lost = await (sure ? wire.runOnce : wire.run)(home, commit, keys, args);
  const usedAlready = typeof lost === 'number' && lost > 0 ? steps[lost - 1]?.once : undefined;
  return usedAlready ? { ok: false, usedAlready } : { ok: true };
}

function commandOf({ home, kind, key }: Wanted): Command {
  return { home, words: [kind === 'text' ? 'GET' : 'HGETALL', key] };
}

function heldOf({ kind }: Wanted, reply: Reply): Held {
  if (kind === 'text') return typeof reply === 'string' ? reply : null;
  // Field, value, field, value, ...
  const flat = Array.isArray(reply) ? reply.map(String) : [];
  const fields = flat.filter((_, index) => index % 2 === 0);
  return new Map(fields.map((field, index) => [field, flat[2 * index + 1] ?? '']));
}
