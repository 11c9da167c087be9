// What attacks on remembered devices (A9) have in common: an app whose clock is moved, and people who had a browser remembered.
// Invariant: a device is earned and used on the pages; between any two sign-ins there is time for another code of the app.

import type { Browser } from '../support/browser.ts';
import { type Clock, minute, movableClock } from '../support/clock.ts';
import type { Page } from '../support/page.ts';
import { rememberOn, withPassword } from '../support/remembered-device.ts';
import type { Person } from '../support/world.ts';
import type { PersonOptions } from '../support/world-records.ts';
import { eventsOf, type Scene, type SceneOptions, startScene } from './scene.ts';

/** A person, and a browser of theirs. */
export interface Remembered {
  readonly person: Person;
  readonly browser: Browser;
}

export interface RememberedScene extends Scene {
  readonly clock: Clock;
  /** Somebody new, who ticked the box a minute ago and closed the browser. */
  remembered(options?: PersonOptions): Promise<Remembered>;
  /** Opens the browser again and signs in with the password: the page where that leads. */
  again(remembered: Remembered): Promise<Page>;
  /** How often the log says that a token of this person was used by two. */
  timesReused(person: Person): Promise<number>;
}

/** `stop` gives the process its own clock back. */
export async function startRememberedScene(options?: SceneOptions): Promise<RememberedScene> {
  const clock = movableClock();
  const scene = await startScene(options);
  return {
    ...scene,
    clock,
    async remembered(over) {
      const person = await scene.person(over);
      const browser = scene.app.browser();
      await rememberOn(browser, scene.application, person);
      clock.advance(minute);
      return { person, browser };
    },
    again: ({ person, browser }) => withPassword(browser, scene.application, person),
    async timesReused(person) {
      const events = await eventsOf(scene, person);
      return events.filter(({ type }) => type === 'remembered-device.reused').length;
    },
    async stop() {
      clock.restore();
      await scene.stop();
    },
  };
}
