// B4: the balance of the SMS gateway is read by one server, told when it is low, and told once a day.
import { expect, test } from 'vitest';
import type { AuditEvent } from '../../audit/event.ts';
import { severityOf } from '../../audit/severity.ts';
import { createSmsBalanceWatch } from '../../ops/sms-balance.ts';
import type { SmsBalanceRead } from '../../ports/sms.ts';
import { openEmbeddedStores } from '../contracts/embedded-stores.ts';

const start = Date.UTC(2026, 10, 27);
const hour = 3_600_000;

test('B4 a low balance is a warning, once a day, and a line whenever it becomes low', async () => {
  const stores = await openEmbeddedStores();
  const clock = { now: start };
  let told: SmsBalanceRead = { ok: true, balance: 500 };
  const events: AuditEvent[] = [];
  const lines: string[] = [];
  const shown: (number | null)[] = [];
  const watch = createSmsBalanceWatch({
    balance: { low: 100, read: async () => told },
    attempts: stores.storage.attempts,
    audit: { queue: (event, context) => void (context.tenantId === null && events.push(event)) },
    // Only this of pino's overloads is called.
    logger: { info: () => undefined, warn: (_: object, line: string) => void lines.push(line) } as never,
    showSmsBalance: (balance) => void shown.push(balance),
    now: () => clock.now,
  });
  const read = async (balance: number) => {
    told = { ok: true, balance };
    clock.now += hour;
    await watch();
  };
  await read(500);
  await read(100);
  expect(events).toEqual([]);
  for (const balance of [99, 98, 97.5]) await read(balance);
  expect(events).toEqual([{ type: 'sms-balance.low', balance: 99, low: 100 }]);
  expect(severityOf(events[0] as AuditEvent)).toBe('warning'); // it is there, as was seen above
  expect(lines).toHaveLength(1);
  await read(1000);
  await read(5);
  expect(events).toHaveLength(1);
  expect(lines).toHaveLength(2);
  clock.now += 24 * hour;
  await read(4);
  expect(events.at(-1)).toMatchObject({ balance: 4 });
  expect(events).toHaveLength(2);
  told = { ok: false, reason: 'refused', status: 401 };
  await expect(watch()).rejects.toThrow('refused 401');
  expect(shown.slice(-2)).toEqual([4, null]);
  await stores.close();
});
