// G5, B4: GET /metrics as a collector asks for it: what it tells of text messages and of the gateway's balance, and to whom.
// Invariant: a balance that was not told lately is not shown, and no label tells of a tenant, a person or a number.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOutboundFetch } from '../../adapters/outbound/fetch.ts';
import { openSms } from '../../adapters/sms/open.ts';
import { type RunningMetrics, startMetrics } from '../../ops/metrics/start.ts';
import { createSmsBalanceWatch } from '../../ops/sms-balance.ts';
import { testConfig } from '../support/in-process.ts';
import { type SmsGatewaySink, startSmsGateway } from '../support/sms-gateway.ts';

const minute = 60_000;
const begin = Date.UTC(2026, 10, 28);
const clock = { now: begin };
const now = () => clock.now;
let sink: SmsGatewaySink;
let metrics: RunningMetrics;
/** What the job does. */
let readBalance: () => Promise<void>;

beforeEach(async () => {
  clock.now = begin;
  sink = await startSmsGateway();
  const { sms } = testConfig('http://localhost:3000', '/nowhere', sink.settings);
  metrics = await started(sms?.balance ?? null);
  const { balance } = openSms({ sms, mode: 'production' }, gatewayDeps);
  if (!balance) throw new Error('the gateway tells no balance');
  readBalance = createSmsBalanceWatch({
    balance,
    showSmsBalance: metrics.showSmsBalance,
    // Whether it is low is another test's.
    attempts: { limit: async () => ({ ok: false, until: 0 }) },
    audit: { queue: () => undefined },
    logger: quiet,
    now,
  });
});
afterEach(async () => {
  await metrics.close();
  await sink.stop();
});

/** Only these of pino's many overloads are called. */
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined } as never;

/** Nothing is kept in production, so there is no outbox that could be missed. */
const gatewayDeps = {
  fetch: createOutboundFetch(['127.0.0.0/8']),
  onFailure: () => undefined,
  now,
} as unknown as Parameters<typeof openSms>[1];

async function started(smsBalance: { low: number | null } | null): Promise<RunningMetrics> {
  const at = { host: '127.0.0.1', port: 0 };
  const running = await startMetrics({ at, ofProcess: false, smsBalance, logger: quiet, now });
  if (!running.ok) throw new Error(running.message);
  return running;
}

const ask = (path = '/metrics', method = 'GET', { port } = metrics) =>
  fetch(`http://127.0.0.1:${port}${path}`, { method });

/** By name, with labels as they are written. */
async function samples(running = metrics): Promise<ReadonlyMap<string, number>> {
  const text = await (await ask('/metrics', 'GET', running)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

const balance = 'sallyport_sms_balance';
const readAt = 'sallyport_sms_balance_read_timestamp_seconds';
const lowMark = 'sallyport_sms_balance_low_mark';

test('G5 GET /metrics answers in the text format of Prometheus, without a cookie; all else is refused', async () => {
  const answer = await ask('/metrics?debug=1');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await answer.text()).toMatch(/^# HELP sallyport_sms_messages_total .+\n# TYPE \S+ counter\n/);
  for (const method of ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const refused = await ask('/metrics', method);
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET']);
  }
  for (const path of ['/', '/metrics/', '/Metrics', '/health/live', '//metrics', '/metrics%00'])
    expect((await ask(path)).status).toBe(404);
});

test('B4 the balance is shown as the gateway told it, beside the mark under which it is low', async () => {
  expect((await samples()).has(balance)).toBe(false);
  await readBalance();
  expect((await samples()).get(balance)).toBe(1000);
  sink.hold('97.25');
  clock.now += 15 * minute;
  await readBalance();
  const shown = await samples();
  expect([shown.get(balance), shown.get(lowMark)]).toEqual([97.25, 100]);
  expect(shown.get(readAt)).toBe((begin + 15 * minute) / 1000);
});

test.each(['refusing', 'odd', 'gone'] as const)(
  'B4 a gateway that is %s: no balance is shown, only when it told one',
  async (mood) => {
    await readBalance();
    sink.be(mood);
    clock.now += 15 * minute;
    await expect(readBalance()).rejects.toThrow();
    const shown = await samples();
    expect([shown.has(balance), shown.get(readAt), shown.get(lowMark)]).toEqual([false, begin / 1000, 100]);
    sink.be('fine');
    await readBalance();
    expect((await samples()).get(balance)).toBe(1000);
  },
);

test('G2 a server that reads no more, because another does, shows no old balance', async () => {
  await readBalance();
  clock.now += 34 * minute;
  expect((await samples()).get(balance)).toBe(1000);
  clock.now += minute;
  const shown = await samples();
  expect([shown.has(balance), shown.get(readAt)]).toEqual([false, begin / 1000]);
});

test('B4 without a gateway that tells a balance there is no such metric; without a mark no mark', async () => {
  const names = async (smsBalance: { low: number | null } | null) => {
    const running = await started(smsBalance);
    running.showSmsBalance(5);
    const all = [...(await samples(running)).keys()];
    await running.close();
    return all.filter((name) => name.startsWith(balance));
  };
  expect(await names(null)).toEqual([]);
  expect(await names({ low: null })).toEqual([balance, readAt]);
});

test('B4 text messages are counted by what became of them, and by nothing else', async () => {
  const before = await samples();
  const outcomes = [...before.keys()].filter((name) => name.startsWith('sallyport_sms_messages_total'));
  expect(outcomes).toHaveLength(11);
  expect(outcomes.every((name) => before.get(name) === 0)).toBe(true);
  for (const outcome of ['sent', 'sent', 'timeout', 'network-budget'] as const) metrics.countSms(outcome);
  const after = await samples();
  const counted = (outcome: string) => after.get(`sallyport_sms_messages_total{outcome="${outcome}"}`);
  expect(['sent', 'timeout', 'network-budget', 'refused'].map(counted)).toEqual([2, 1, 1, 0]);
  expect([...after.keys()].filter((name) => /\{(?!outcome="[a-z-]+"\})/.test(name))).toEqual([]);
});

test('G5 it closes at once, whoever is connected', async () => {
  const other = await started(null);
  // Keeps its connection.
  await (await ask('/metrics', 'GET', other)).text();
  await other.close();
  await expect(ask('/metrics', 'GET', other)).rejects.toThrow();
});
