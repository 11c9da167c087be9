// B4, A7: what is particular to a phone: its number, when a code is sent, late and void ones, and a gateway that fails.
// Setting one up, proving, locking and losing it: every-factor.test.ts.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSmsGateway } from '../../adapters/sms/gateway.ts';
import { readConfig } from '../../config.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { minute, movableClock, second } from '../support/clock.ts';
import { signIn, stepOf } from '../support/sign-in.ts';
import { type SmsGatewaySink, startSmsGateway } from '../support/sms-gateway.ts';
import type { PersonOptions } from '../support/world-records.ts';
import { expectProof, mfa, setScene, tokensAt } from './scene.ts';

const clock = movableClock();
let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => clock.advance(20 * minute));
afterAll(async () => {
  await app.stop();
  clock.restore();
});

const number = '+41791234567';
const masked = '+41 •• ••• •• 67';
const sms = { countries: ['CH', 'DE'], messagesADay: 1000 };
const onlySms = { factors: { passkey: false, totp: false, sms: true }, sms };
const proof = { acr: mfa, amr: ['pwd', 'sms', 'mfa'] };

const scene = (person: PersonOptions, running = app, policy: object = onlySms) =>
  setScene(running, { policy, person: { totp: false, backupCodes: false, ...person } });

/** Where the second factor is asked, or set-up begins. */
async function past(password: Awaited<ReturnType<typeof scene>>) {
  await signIn(password.browser, password.application, {
    identifier: password.person.identifier,
    password: password.person.password,
  });
  return password;
}

/** Past the confirmation by mail, at the page that asks for a number. */
async function atNumber(person: PersonOptions = {}, policy: object = onlySms) {
  const at = await past(await scene(person, app, policy));
  await at.browser.submit();
  await at.browser.submit({ code: await app.mailedCode(at.person.email) });
  return at;
}

const factorsOf = async (id: string) => (await app.store.storage.enrollments.find(id)).factors;

describe('setting a phone up (A7, B4, B8, B9, C2)', () => {
  test('asks for a number, and sends a code there that says whose it is; the number is masked', async () => {
    const { browser, person } = await atNumber();
    expect(browser.page.heading).toBe('Set up your phone');
    const texts = app.texts.length;
    const sent = await browser.submit({ phone: '079 123 45 67' });
    expect(sent.heading).toBe('Enter the code from the text message');
    expect(sent.text).toContain(masked);
    expect(sent.text).not.toContain('123 45');
    expect(app.texts.slice(texts)).toHaveLength(1);
    const host = new URL(app.issuer).hostname;
    expect(app.texts.at(-1)).toMatchObject({ to: number });
    expect(app.texts.at(-1)?.text).toMatch(new RegExp(`for Northwind Clinic[^]*\\n\\n@${host} #\\d{6}$`));
    expect(await factorsOf(person.id)).toEqual([]);
  });

  test('proposes the number of the profile, masked, and takes another', async () => {
    const { browser, person } = await atNumber({ profile: { phone_number: number } });
    expect(browser.page.text).toContain(masked);
    expect(browser.page.body).not.toContain('1234567');
    expect((await browser.submit()).text).toContain(masked);
    const first = app.textedCode();
    await browser.click('Use another number');
    expect((await browser.submit({ phone: '+49 1512 3456789' })).text).toContain(
      'You can have one sent again',
    );
    clock.advance(minute);
    await browser.submit({ phone: '+49 1512 3456789' });
    expect(app.texts.at(-1)).toMatchObject({ to: '+4915123456789' });
    const old = await browser.submit({ code: first });
    expect([old.status, old.text]).toEqual([
      422,
      expect.stringContaining('not the one in the latest message'),
    ]);
    await browser.submit({ code: app.textedCode() });
    expect(await factorsOf(person.id)).toMatchObject([{ name: '+49\u00a0••••\u00a0•••••89' }]);
  });

  test('says what is wrong with a number, and keeps what was typed', async () => {
    const { browser } = await atNumber();
    const texts = app.texts.length;
    expect((await browser.submit({ phone: '  ' })).text).toContain('Enter the number of your mobile phone.');
    for (const phone of ['030 123456', 'hello', '+41 900 123 456']) {
      const odd = await browser.submit({ phone });
      expect(odd.text).toContain('That is not the number of a mobile phone.');
      expect(odd.form().values.get('phone')).toBe(phone);
    }
    expect((await browser.submit({ phone: '+1 876 555 1234' })).text).toContain('numbers of that country');
    expect(app.texts).toHaveLength(texts);
  });

  test('takes no code before one was sent, none of another sign-in, and none after five minutes', async () => {
    const { browser } = await atNumber({ profile: { phone_number: number } });
    await browser.submit();
    const code = app.textedCode();
    expect((await browser.submit({ code: '' })).text).toContain('Enter the code.');
    expect((await browser.submit({ code: '12' })).text).toContain('The code has 6 digits.');
    clock.advance(5 * minute);
    expect((await browser.submit({ code })).text).toContain('no longer valid');
    // The page asks again what to send.
    expect(stepOf(browser.page)).toBe('send-text');
  });

  test('can be given up for something else, where the policy leaves a choice', async () => {
    const both = { ...onlySms, factors: { passkey: false, totp: true, sms: true } };
    const { browser } = await atNumber({}, both);
    expect(browser.page.heading).toBe('Choose your second step');
    await browser.submit({ kind: 'sms' });
    expect(browser.page.heading).toBe('Set up your phone');
    await browser.submit({ phone: number });
    await browser.submit({}, undefined, 'another-kind');
    await browser.submit({ kind: 'totp' });
    expect(stepOf(browser.page)).toBe('authenticator');
  });
});

describe('signing in with a phone (B4, B6, D2)', () => {
  test('sends only when asked to, and takes the code with a space in it', async () => {
    const texts = app.texts.length;
    const { browser } = await past(await scene({ phone: number }));
    expect(browser.page.heading).toBe('Get a code by text message');
    await browser.reload();
    expect(app.texts).toHaveLength(texts);
    const sent = await browser.submit();
    expect(sent.text).toContain(masked);
    expect(app.texts).toHaveLength(texts + 1);
    const code = app.textedCode();
    const page = await browser.submit({ code: `${code.slice(0, 3)} ${code.slice(3)}` });
    expect(page.arrival).not.toBeNull();
  });

  test('a code opens one sign-in, and voids the one that another was sent', async () => {
    const one = await past(await scene({ phone: number }));
    const other = app.browser();
    await signIn(other, one.application, {
      identifier: one.person.identifier,
      password: one.person.password,
    });
    await one.browser.submit();
    const code = app.textedCode();
    // It stands where it asks whether to send one: nothing can be typed there.
    expect(stepOf(other.page)).toBe('send-text');
    clock.advance(31 * second);
    await other.submit();
    expect((await one.browser.submit({ code })).text).toContain('no longer valid');
    expect((await other.submit({ code })).text).toContain('not the one in the latest message');
    await tokensAt(await other.submit({ code: app.textedCode() }), one.application);
  });

  test('another message is sent after a while only, and the page says when', async () => {
    const { browser } = await past(await scene({ phone: number }));
    await browser.submit();
    const soon = await browser.submit({}, undefined, 'send-text');
    expect([soon.status, soon.text]).toEqual([429, expect.stringContaining('You can have one sent again')]);
    expect(Number(soon.headers.get('retry-after'))).toBeLessThanOrEqual(30);
  });
});

test('B4, G3 a gateway that refuses: the page offers what else there is, and the log has why', async () => {
  const sink = await startSmsGateway();
  const refused = await startApp({ sms: gatewayOf(sink) });
  const both = { ...onlySms, factors: { passkey: false, totp: true, sms: true } };
  const at = await past(await scene({ phone: number, totp: true, backupCodes: true }, refused, both));
  await at.browser.click('Get a code by text message');
  sink.be('refusing');
  const page = await at.browser.submit();
  expect([page.status, page.text]).toEqual([422, expect.stringContaining('could not be sent')]);
  expect(page.text).toContain('Use your authenticator app');
  expect(page.text).toContain('Use a backup code');
  await refused.core.audit.drain();
  const rows = await refused.store.storage.audit.readBack(at.tenant.id, null, 20, at.person.id);
  const [event] = rows.filter(({ type }) => type === 'sms-code.not-sent');
  expect(JSON.parse(event?.body ?? '{}')).toMatchObject({
    severity: 'warning',
    event: { reason: 'refused', status: 402 },
  });
  sink.be('fine');
  clock.advance(31 * second);
  await at.browser.submit();
  const [, code = ''] = /#(\d{6})$/.exec(sink.messages().at(-1)?.text ?? '') ?? [];
  expectProof(await tokensAt(await at.browser.submit({ code }), at.application), at.person, proof);
  await refused.stop();
  await sink.stop();
});

test('B4 a gateway in trouble: presses wait a little, cost nobody a message, and one goes out when it is back', async () => {
  const sink = await startSmsGateway();
  const troubled = await startApp({ sms: gatewayOf(sink) });
  const policy = { factors: { passkey: false, totp: true, sms: true }, sms: { ...sms, messagesADay: 1 } };
  const at = await past(await scene({ phone: number, totp: true }, troubled, policy));
  await at.browser.click('Get a code by text message');
  sink.be('refusing');
  for (let press = 0; press < 3; press++) expect((await at.browser.submit()).status).toBe(422);
  const waiting = await at.browser.submit();
  expect([waiting.status, waiting.text]).toEqual([
    429,
    expect.stringContaining('You can have one sent again'),
  ]);
  expect(waiting.text).toContain('Use your authenticator app');
  expect(Number(waiting.headers.get('retry-after'))).toBeLessThanOrEqual(30);
  expect(sink.received).toHaveLength(3);
  sink.be('fine');
  clock.advance(31 * second);
  await at.browser.submit();
  const [, code = ''] = /#(\d{6})$/.exec(sink.messages().at(-1)?.text ?? '') ?? [];
  expectProof(await tokensAt(await at.browser.submit({ code }), at.application), at.person, proof);
  await troubled.stop();
  await sink.stop();
});

test('G3 in development the message is read in the browser, on this machine', async () => {
  const desk = await startApp({ keepsTexts: true });
  const at = await past(await scene({ phone: number }, desk));
  await at.browser.submit();
  const outbox = desk.browser({ address: '127.0.0.1' });
  await outbox.open(`${desk.issuer}/outbox`);
  const message = await outbox.click('Text message');
  expect(message.text).toContain(`To: ${number}`);
  const [, code = ''] = /#(\d{6})/.exec(message.text) ?? [];
  expectProof(await tokensAt(await at.browser.submit({ code }), at.application), at.person, proof);
  await desk.stop();
});

/** As the server opens it from the operator's settings. */
function gatewayOf({ settings }: SmsGatewaySink) {
  const env = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`SALLYPORT_${key}`, value]));
  const read = readConfig(env, '/nowhere');
  if (!read.ok || !read.config.sms) throw new Error('the settings of the sink are wrong');
  return createSmsGateway(read.config.sms, { fetch: globalThis.fetch });
}
