// `sms`: a test message and the balance, to see whether the settings of the gateway are right.
// Invariant: what the gateway answered is not printed, because it may repeat keys; only what it comes to is.
import type { Command } from 'commander';
import { createOutboundFetch } from '../../adapters/outbound/fetch.ts';
import { createSmsBalance, createSmsGateway } from '../../adapters/sms/gateway.ts';
import type { Config } from '../../config.ts';
import { readPhoneNumber } from '../../factors/sms/phone.ts';
import type { SmsFailed } from '../../ports/sms.ts';
import type { Run } from './command.ts';
import { readSettings } from './context.ts';
import { done, failure, type Outcome } from './outcome.ts';
import type { Terminal } from './terminal.ts';

export function addSmsCommands(program: Command, run: Run): void {
  const sms = program.command('sms').description('the gateway for text messages');
  sms
    .command('test <number>')
    .description('send a message that says that it is a test; the number with its country code')
    .option('--json', 'print JSON')
    .action((number: string, { json }: { json?: boolean }) =>
      run.alone(json === true, (terminal) =>
        withGateway(terminal, (config, settings) => test(config, settings, number)),
      ),
    );
  sms
    .command('balance')
    .description('ask the gateway what is left')
    .option('--json', 'print JSON')
    .action(({ json }: { json?: boolean }) =>
      run.alone(json === true, (terminal) => withGateway(terminal, balance)),
    );
}

type Settings = NonNullable<Config['sms']>;

async function withGateway(
  terminal: Terminal,
  command: (config: Config, settings: Settings) => Promise<Outcome>,
): Promise<Outcome> {
  const read = readSettings(terminal);
  if (!read.ok) return read.outcome;
  const { sms } = read.config;
  return sms
    ? command(read.config, sms)
    : failure('No gateway is configured: set SALLYPORT_SMS_URL and the others.');
}

async function test(config: Config, settings: Settings, typed: string): Promise<Outcome> {
  const phone = readPhoneNumber(typed, null);
  if (!phone)
    return failure('That is not the number of a mobile phone. Begin it with + and the country code.');
  const gateway = createSmsGateway(settings, { fetch: createOutboundFetch(config.outboundAllow) });
  const text = `A test message of ${new URL(config.issuer).hostname}.`;
  const sent = await gateway.send('', { to: phone.number, text });
  if (!sent.ok) return failure(`The gateway did not take it: ${inWords(sent)}`);
  const { messageId } = sent;
  return done({ messageId }, `The gateway took it${messageId === null ? '' : `, as ${messageId}`}.`);
}

async function balance(config: Config, settings: Settings): Promise<Outcome> {
  if (!settings.balance)
    return failure('Nothing says where to ask: set SALLYPORT_SMS_BALANCE_URL and SALLYPORT_SMS_BALANCE.');
  const fetch = createOutboundFetch(config.outboundAllow);
  const read = await createSmsBalance(settings.balance, { fetch }).read();
  if (!read.ok) return failure(`The gateway did not tell: ${inWords(read)}`);
  return done({ balance: read.balance, low: settings.balance.low }, String(read.balance));
}

const whys: Readonly<Record<SmsFailed['reason'], string>> = {
  'no-gateway': 'there is none.',
  timeout: 'it did not answer within five seconds.',
  unreachable:
    'it cannot be reached. A private address has to be in SALLYPORT_OUTBOUND_ALLOW; certificates are checked.',
  'cut-off': 'the connection ended before its answer. Look into its own log for whether it took the message.',
  refused: 'it said no. Look at the address, the key and the body.',
  'odd-answer': 'its answer has nothing where SALLYPORT_SMS_MESSAGE_ID or SALLYPORT_SMS_BALANCE points.',
};

function inWords({ reason, status }: SmsFailed): string {
  return `${whys[reason]}${status === null ? '' : ` (HTTP ${status})`}`;
}
