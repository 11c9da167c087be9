// Malformed attestation and assertion objects: each is answered with 4xx and a message, never with 500, and nothing has changed.
// What an authenticator sent is broken in every part: bits flipped, cut, types swapped, fields left out, other CBOR.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthenticator, type Sent } from '../support/authenticator.ts';
import type { Browser } from '../support/browser.ts';
import { movableClock } from '../support/clock.ts';
import { givePasskey, passkeyAnswer, passkeyAsked } from '../support/passkeys.ts';
import { signIn } from '../support/sign-in.ts';
import { enrollmentsOf, passwordProved, type Scene, startScene } from './scene.ts';

const runs = 60;
const factors = { passkey: true, totp: false, sms: false };
/** So that a registration that is whole after all is refused at the very end. */
const passkeys = { synced: false, withoutUserVerification: true, hardware: [] };
const clock = movableClock();
let scene: Scene;
beforeAll(async () => {
  scene = await startScene({ policy: { factors, passkeys } });
});
afterAll(async () => {
  await scene.stop();
  clock.restore();
});

const odd = fc.oneof(
  fc.constantFrom(null, '', 0, true, [], {}, '__proto__', 'AAAA', '\u0000', '%', 'ä', '='),
  fc.string(),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
);

/** One part of what is sent, broken. */
const broken = fc.record({ where: fc.nat(), how: fc.nat(3), at: fc.nat(), instead: odd });
type Broken = { where: number; how: number; at: number; instead: unknown };

function breakIt(sent: Sent, { where, how, at, instead }: Broken): unknown {
  const inner = Object.keys(sent.response);
  const outer = ['id', 'rawId', 'type', 'response'];
  const name = [...inner, ...outer][where % (inner.length + outer.length)] ?? '';
  const holder: Record<string, unknown> = inner.includes(name) ? sent.response : { ...sent };
  const value = String(holder[name]);
  const bytes = Buffer.from(value, 'base64url');
  if (how === 0) delete holder[name];
  else if (how === 1) holder[name] = instead;
  else if (how === 2) holder[name] = value.slice(0, at % (value.length + 1));
  else if (bytes.length > 0) {
    bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ (1 << (at % 8));
    holder[name] = bytes.toString('base64url');
  }
  return inner.includes(name) ? sent : holder;
}

async function post(browser: Browser, passkey: string): Promise<void> {
  const asked = passkeyAsked(browser.page);
  const url = browser.page.url;
  // Ten a minute are looked at.
  clock.advance(7_000);
  const page = await browser.submit({ passkey }, undefined, asked.action);
  expect(page.status, `${passkey}\n${page.describe()}`).toBe(422);
  await browser.follow(url);
}

describe('B1 what is malformed is refused with a message', () => {
  test('as an assertion that comes first', async () => {
    const person = await scene.person({ totp: false });
    const authenticator = createAuthenticator({ synced: true });
    await givePasskey(scene.app, person, authenticator);
    const browser = scene.app.browser();
    await signIn(browser, scene.application, {});
    await fc.assert(
      fc.asyncProperty(broken, async (one) => {
        const change = (sent: Sent) => {
          const whole = JSON.stringify(sent);
          const made = breakIt(sent, one);
          // Nothing was broken.
          fc.pre(JSON.stringify(made) !== whole);
          return made;
        };
        await post(browser, passkeyAnswer(browser.page, authenticator, { change }));
      }),
      { numRuns: runs },
    );
  });

  test('as a registration', async () => {
    const person = await scene.person({ totp: false });
    const browser = await passwordProved(scene, person);
    await browser.submit();
    await browser.submit({ code: await scene.app.mailedCode(person.email) });
    await fc.assert(
      fc.asyncProperty(broken, async (one) => {
        const authenticator = createAuthenticator({ synced: true });
        const change = (sent: Sent) => breakIt(sent, one);
        await post(browser, passkeyAnswer(browser.page, authenticator, { change }));
      }),
      { numRuns: runs },
    );
    expect((await enrollmentsOf(scene, person)).factors).toEqual([]);
  });

  test.each(['null', '[]', '1', '"text"', '{', '{}', '{"response":null}', 'x'.repeat(12_000)])(
    'as the text %.20s',
    async (text) => {
      const browser = scene.app.browser();
      await signIn(browser, scene.application, {});
      await post(browser, text);
    },
  );
});
