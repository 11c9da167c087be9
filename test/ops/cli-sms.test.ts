// G3, G4: an operator sees on the command line whether the SMS gateway is configured rightly.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SmsGatewaySink, startSmsGateway } from '../support/sms-gateway.ts';
import { openCliDesk } from './cli-desk.ts';

let sink: SmsGatewaySink;
beforeAll(async () => {
  sink = await startSmsGateway();
});
afterAll(() => sink.stop());

const deskWith = (settings: Readonly<Record<string, string>>) =>
  openCliDesk(
    Object.fromEntries(Object.entries(settings).map(([key, value]) => [`SALLYPORT_${key}`, value])),
  );

it('G3, G4 sends a test message, tells the balance, and says what is wrong', async () => {
  const desk = deskWith(sink.settings);
  expect(await desk.json(['sms', 'test', '+41 79 123 45 67'])).toEqual({ messageId: 'sms-1' });
  expect(sink.messages()).toMatchObject([{ to: '+41791234567', text: 'A test message of localhost.' }]);
  expect(await desk.json(['sms', 'balance'])).toEqual({ balance: 1000, low: 100 });
  sink.be('refusing');
  const refused = await desk.run(['sms', 'test', '+41791234567']);
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain('it said no. Look at the address, the key and the body. (HTTP 402)');
  expect(refused.stderr).not.toContain('gateway-key');
  desk.close();
});

it('G4 says that none is configured, and takes no number that could not get a message', async () => {
  const none = deskWith({});
  const missing = await none.run(['sms', 'balance']);
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('SALLYPORT_SMS_URL') });
  none.close();
  const desk = deskWith(sink.settings);
  expect((await desk.run(['sms', 'test', '030 123456'])).stderr).toContain('country code');
  desk.close();
});
