// A clock that tests move, so that days pass without sleeping: of this process, or of servers that preload this file.
// Invariant: Date moves, timers do not; time goes on from wherever it was moved to; production code knows nothing of it.
import { closeSync, openSync, readSync, writeSync } from 'node:fs';

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Names the file that holds the offset of a process started with `node --import .../test/support/clock.ts`. */
export const clockVariable = 'SALLYPORT_TEST_CLOCK';

export interface Clock {
  /** ms since the epoch, where the clock stands now. */
  now(): number;
  /** Moves by so many ms; backwards if negative. */
  advance(ms: number): void;
  /** Moves to that moment: ms, or an ISO date. */
  set(at: number | string): void;
}

const RealDate = Date;
const realNow = () => RealDate.now();

/** Moves Date of this process until `restore`. */
export function movableClock(): Clock & { restore(): void } {
  let offset = 0;
  globalThis.Date = movedDate(() => realNow() + offset);
  return { ...clockOf({ read: () => offset, write: (ms) => (offset = ms) }), restore };
}

/** The same, but time stands still between moves, so that what it is made to cost can be told to the millisecond. */
export function stoppedClock(): Clock & { restore(): void } {
  let now = realNow();
  globalThis.Date = movedDate(() => now);
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
    set(at) {
      now = typeof at === 'number' ? at : RealDate.parse(at);
    },
    restore,
  };
}

function restore(): void {
  globalThis.Date = RealDate;
}

/** The clock of every process that preloads this file with `clockVariable` naming `file`. They obey in their next turn. */
export function clockInFile(file: string): Clock & { readonly file: string; close(): void } {
  const handle = openSync(file, 'w+');
  let offset = 0;
  const write = (ms: number) => {
    offset = ms;
    writeSync(handle, Float64Array.of(ms), 0, 8, 0);
  };
  write(0);
  return { ...clockOf({ read: () => offset, write }), file, close: () => closeSync(handle) };
}

function clockOf(offset: { read(): number; write(ms: number): void }): Clock {
  return {
    now: () => realNow() + offset.read(),
    advance: (ms) => offset.write(offset.read() + ms),
    set: (at) => offset.write((typeof at === 'number' ? at : RealDate.parse(at)) - realNow()),
  };
}

/** A Date like the real one, but for what it takes to be now. @param now ms */
function movedDate(now: () => number): DateConstructor {
  const moved: DateConstructor = new Proxy(RealDate, {
    // Called without `new`, Date is a text of the present.
    apply: () => new RealDate(now()).toString(),
    construct: (real, given, target) =>
      Reflect.construct(real, given.length === 0 ? [now()] : given, target === moved ? real : target),
    get: (real, key, receiver) => (key === 'now' ? now : Reflect.get(real, key, receiver)),
  });
  return moved;
}

/** One read of eight bytes a turn of the event loop, so that no message has to be waited for. */
function followFile(file: string): void {
  const handle = openSync(file, 'r');
  const offset = new Float64Array(1);
  let isFresh = false;
  globalThis.Date = movedDate(() => {
    if (!isFresh) {
      readSync(handle, offset, 0, 8, 0);
      isFresh = true;
      setImmediate(() => {
        isFresh = false;
      }).unref();
    }
    return realNow() + (offset[0] ?? 0);
  });
}

const followed = process.env[clockVariable];
if (followed) followFile(followed);
