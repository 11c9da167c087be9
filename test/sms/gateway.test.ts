// B4, G3: what goes over the wire to an SMS gateway, as the settings say, and what its answers come to.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createOutboundFetch } from '../../adapters/outbound/fetch.ts';
import { createSmsBalance, createSmsGateway } from '../../adapters/sms/gateway.ts';
import { type Config, readConfig } from '../../config.ts';
import { type SmsGatewaySink, startSmsGateway } from '../support/sms-gateway.ts';

let sink: SmsGatewaySink;
beforeAll(async () => {
  sink = await startSmsGateway();
});
afterEach(() => sink.be('fine'));
afterAll(() => sink.stop());

const allowing = createOutboundFetch(['127.0.0.0/8']);
const message = { to: '+41791234567', text: 'Your "code": 123456\n\n@login.example.org #123456 & more' };

/** As the product reads them from the environment. */
function smsOf(settings: Readonly<Record<string, string>>): NonNullable<Config['sms']> {
  const env = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`SALLYPORT_${key}`, value]));
  const read = readConfig(env, '/nowhere');
  if (!read.ok || !read.config.sms) throw new Error(JSON.stringify(read));
  return read.config.sms;
}

function gateway(settings: Readonly<Record<string, string>> = {}, deadlineMs = 5_000) {
  return createSmsGateway(smsOf({ ...sink.settings, ...settings }), { fetch: allowing, deadlineMs });
}

describe('B4 a message', () => {
  test('goes out as JSON with a key, escaped, and comes back with its id', async () => {
    expect(await gateway().send('clinic', message)).toEqual({
      ok: true,
      messageId: expect.stringMatching(/^sms-/),
    });
    const last = sink.received.at(-1);
    expect(last).toMatchObject({ method: 'POST', path: '/messages' });
    expect(last?.headers).toMatchObject({
      authorization: 'Bearer gateway-key',
      'content-type': 'application/json',
    });
    expect(JSON.parse(last?.body ?? '')).toEqual({ ...message, from: 'Northwind' });
  });

  test('goes out as a form with basic authentication, and no text adds a field', async () => {
    const url = sink.url.replace('http://', 'http://AC1:pass%3Aword@');
    const settings = {
      SMS_URL: `${url}/Messages.json`,
      SMS_HEADERS: '{"X-Account":"7"}',
      SMS_CONTENT_TYPE: 'application/x-www-form-urlencoded',
      SMS_BODY: 'To={to}&From={from}&Body={text}&Plain={digits}',
      SMS_METHOD: 'PUT',
    };
    const text = 'a&To=+1900&x={to}';
    await gateway(settings).send('clinic', { ...message, text });
    const last = sink.received.at(-1);
    expect(last).toMatchObject({ method: 'PUT', path: '/Messages.json' });
    const authorization = `Basic ${Buffer.from('AC1:pass:word').toString('base64')}`;
    expect(last?.headers).toMatchObject({ authorization, 'x-account': '7' });
    expect([...new URLSearchParams(last?.body)]).toEqual([
      ['To', message.to],
      ['From', 'Northwind'],
      ['Body', text],
      ['Plain', '41791234567'],
    ]);
  });

  test.each([
    ['refusing', { reason: 'refused', status: 402 }],
    ['odd', { reason: 'odd-answer', status: 200 }],
    ['gone', { reason: 'cut-off', status: null }],
    ['silent', { reason: 'timeout', status: null }],
  ] as const)('to a gateway that is %s fails as a value', async (mood, failure) => {
    sink.be(mood);
    expect(await gateway({}, mood === 'silent' ? 50 : 5_000).send('clinic', message)).toEqual({
      ok: false,
      ...failure,
    });
  });

  test('B4 without a connection is known not to have left', async () => {
    const closed = await startSmsGateway();
    await closed.stop();
    const nobodyListens = closed.url;
    const twoAddresses = nobodyListens.replace('127.0.0.1', 'localhost');
    const fetches = [createOutboundFetch(['127.0.0.0/8', '::1/128']), globalThis.fetch];
    for (const url of [nobodyListens, twoAddresses, 'https://gateway.invalid'])
      for (const fetch of fetches) {
        const sent = createSmsGateway(smsOf({ ...sink.settings, SMS_URL: url }), { fetch });
        expect(await sent.send('clinic', message)).toEqual({
          ok: false,
          reason: 'unreachable',
          status: null,
        });
      }
  });

  test('to a private address leaves only with a word of the operator', async () => {
    const before = sink.received.length;
    const careful = createSmsGateway(smsOf(sink.settings), { fetch: createOutboundFetch([]) });
    expect(await careful.send('clinic', message)).toMatchObject({ ok: false, reason: 'unreachable' });
    expect(sink.received).toHaveLength(before);
  });
});

describe('B4 the balance', () => {
  const read = () => {
    const { balance } = smsOf(sink.settings);
    if (!balance) throw new Error('no balance was configured');
    return createSmsBalance(balance, { fetch: allowing }).read();
  };

  test.each([
    [1000, 1000],
    ['12.50', 12.5],
    [0, 0],
  ])('%j is read', async (told, balance) => {
    sink.hold(told);
    expect(await read()).toEqual({ ok: true, balance });
    expect(sink.received.at(-1)).toMatchObject({ method: 'GET', path: '/balance', body: '' });
  });

  test.each([null, 'plenty', '', { amount: 3 }, true])('%j is none', async (told) => {
    sink.hold(told);
    expect(await read()).toEqual({ ok: false, reason: 'odd-answer', status: 200 });
  });
});
