// What an answer tells somebody who does not know whether an account exists: its status, headers, cookies and page, to the letter.
// Invariant: only what is random in every answer, and the name that was typed itself, is taken out before two are compared.
import type { Storage } from '../../ports/storage.ts';
import type { Page } from '../support/page.ts';

export interface Told {
  readonly status: number;
  readonly headers: readonly string[];
  /** Names and attributes. */
  readonly cookies: readonly string[];
  readonly body: string;
}

/** Its length follows from the body, in which the name stands. */
const leftOut = ['content-length', 'date', 'etag'];

/** @param typed what the stranger typed: it is shown again, and may differ in length from another one */
export function toldBy({ status, headers, body }: Page, typed = ''): Told {
  const plain = (text: string) => withoutRandom(typed === '' ? text : text.replaceAll(typed, '<typed>'));
  return {
    status,
    headers: [...headers]
      .filter(([name]) => name !== 'set-cookie' && !leftOut.includes(name))
      .map(([name, value]) => `${name}: ${plain(value)}`),
    cookies: headers.getSetCookie().map(plain),
    body: plain(body),
  };
}

/** Ids, tokens and secrets: 128 bits and more. */
function withoutRandom(text: string): string {
  return text.replace(/[\w~.-]{22,}/g, (found) => (/^[a-z.-]+$/.test(found) ? found : '<random>'));
}

/**
 * Tells of each call of a store before it is made. Events are left out: those that strangers cause are written by and by.
 * @param heard is given `attempts.take` and the like
 */
export function overheard(storage: Storage, heard: (call: string) => void): Storage {
  const ports = Object.entries(storage).map(([name, port]: [string, unknown]) => {
    if (typeof port !== 'object' || port === null || name === 'audit') return [name, port];
    const listened = new Proxy(port, {
      get(target, key, receiver) {
        const method: unknown = Reflect.get(target, key, receiver);
        if (typeof method !== 'function') return method;
        return (...given: unknown[]) => {
          heard(`${name}.${String(key)}`);
          return Reflect.apply(method, target, given);
        };
      },
    });
    return [name, listened];
  });
  return Object.fromEntries(ports) as Storage; // the same ports under the same names
}
