// Runs what has to happen now and then: sweeping, delivering mail, checkpoints, notices.
// Invariant: a job never overlaps with itself, never keeps the process alive, and one that fails goes on being tried.
import { StoreUnavailable } from '../ports/unavailable.ts';
import type { Logger } from './logger.ts';

export interface Job {
  /** Runs it now, or once more right after the present run. */
  wake(): void;
  /** Runs it now, and waits for that. A failure is told as ever, not thrown. */
  run(): Promise<void>;
}

export interface Jobs {
  /** First run after `ms`, the next one `ms` after the end of each. `run` is told when it should end early. */
  every(ms: number, name: string, run: (stop: AbortSignal) => Promise<unknown>): Job;
  /** Starts nothing more, waits until what runs has ended, and then does what `atEnd` was told. */
  stop(): Promise<void>;
  /** One that fails holds up no end. */
  atEnd(act: () => Promise<unknown>): void;
}

interface State {
  timer: NodeJS.Timeout | undefined;
  running: Promise<void> | null;
  again: boolean;
  /** In a row. */
  failures: number;
}

/** @param onOutage told of a store that is away, instead of the log: not every job has to say it */
export function createJobs(
  logger: Pick<Logger, 'error' | 'info'>,
  onOutage: ((error: StoreUnavailable) => void) | null = null,
): Jobs {
  const stopping = new AbortController();
  const states: State[] = [];
  const last: (() => Promise<unknown>)[] = [];

  function every(ms: number, name: string, run: (stop: AbortSignal) => Promise<unknown>): Job {
    const state: State = { timer: undefined, running: null, again: false, failures: 0 };
    states.push(state);

    const schedule = (delay: number) => {
      if (stopping.signal.aborted) return;
      clearTimeout(state.timer);
      state.timer = setTimeout(start, delay).unref();
    };
    const start = (): Promise<void> => {
      state.again = false;
      state.running = attempt(() => run(stopping.signal), name, state, logger, onOutage).then(() => {
        state.running = null;
        schedule(state.again ? 0 : ms);
      });
      return state.running;
    };

    schedule(ms);
    return {
      wake: () => {
        if (state.running) state.again = true;
        else schedule(0);
      },
      run: () => {
        clearTimeout(state.timer);
        return state.running ?? start();
      },
    };
  }

  async function stop(): Promise<void> {
    stopping.abort();
    for (const state of states) clearTimeout(state.timer);
    await Promise.all(states.map((state) => state.running));
    await Promise.allSettled(last.map((act) => act()));
  }

  return { every, stop, atEnd: (act) => void last.push(act) };
}

/** Tells the first failure of a row and the end of it, so that an outage does not flood the log. */
async function attempt(
  run: () => Promise<unknown>,
  name: string,
  state: State,
  logger: Pick<Logger, 'error' | 'info'>,
  onOutage: ((error: StoreUnavailable) => void) | null,
): Promise<void> {
  try {
    await run();
    if (state.failures > 0) logger.info({ job: name, failures: state.failures }, 'a job works again');
    state.failures = 0;
  } catch (err) {
    if (onOutage && err instanceof StoreUnavailable) return onOutage(err);
    state.failures += 1;
    if (state.failures === 1)
      logger.error({ job: name, err }, 'a job failed; it is tried again and told when it works');
  }
}
