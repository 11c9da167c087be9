import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMailer, isTryDue, type MailerDeps } from '../../adapters/mail/mailer.ts';
import { createSmtpSender } from '../../adapters/mail/smtp.ts';
import { createOutboxGateway } from '../../adapters/sms/outbox.ts';
import type { Mail } from '../../ports/outbox.ts';
import { openEmbeddedStores } from '../contracts/embedded-stores.ts';
import type { OpenedStores } from '../contracts/stores.ts';
import { startSmtpSink } from '../support/smtp.ts';
import { opened, start } from '../vault/files.ts';

const minute = 60_000;
const hour = 60 * minute;
const mail: Mail = {
  to: 'ada@example.org',
  subject: 'Ihr Code für Northwind',
  text: 'Code: 4711-0815\nGrüße\n',
};

let stores: OpenedStores;
beforeAll(async () => {
  stores = await openEmbeddedStores();
});
afterAll(() => stores.close());

async function aMailer(change: Partial<MailerDeps> = {}) {
  const { vault } = await opened();
  const clock = { now: start };
  const handed: Mail[] = [];
  const away = { on: false };
  const failures: string[] = [];
  const sender = {
    async send(one: Mail) {
      if (away.on) throw new Error('connection refused');
      handed.push(one);
    },
  };
  const deps: MailerDeps = {
    outbox: stores.storage.outbox,
    vault,
    sender,
    now: () => clock.now,
    onFailure: ({ id }) => void failures.push(id),
    ...change,
  };
  return { ...createMailer(deps), deps, clock, handed, away, failures };
}

test('G3 a text message of development can be read beside the mails, is kept sealed, and no mail server gets it', async () => {
  const { read, deliver, deps } = await aMailer();
  const gateway = createOutboxGateway(deps);
  const message = { to: '+41791234567', text: 'Code: 4711' };
  expect(await gateway.send('clinic', message)).toMatchObject({ ok: true });
  expect(await deliver()).toEqual({ sent: 0, failed: 0 });
  expect((await read()).map((one) => one.mail)).toContainEqual(message);
  expect(JSON.stringify(await stores.storage.outbox.list(null, 1))).not.toContain('4711');
});

describe('G3 the mailer', () => {
  test('sends what was put, once, however often it is put, and forgets the text', async () => {
    const { send, deliver, handed } = await aMailer();
    expect(await send('m1', 'clinic', mail)).toBe(true);
    expect(await send('m1', 'clinic', mail)).toBe(false);
    expect(await deliver()).toEqual({ sent: 1, failed: 0 });
    expect(await send('m1', 'clinic', mail)).toBe(false);
    expect(await deliver()).toEqual({ sent: 0, failed: 0 });
    expect(handed).toEqual([mail]);
    const [stored] = await stores.storage.outbox.list(null, 1);
    expect(stored).toMatchObject({ id: 'm1', sealedMail: '', sentAt: start });
  });

  test('F5 stores mails sealed, each for its own id', async () => {
    const { send, deliver, deps } = await aMailer();
    await send('m2', 'clinic', mail);
    const [stored] = await stores.storage.outbox.list(null, 1);
    expect(JSON.stringify(stored)).not.toMatch(/4711|ada@/);
    expect(() => deps.vault.open(stored?.sealedMail ?? '', 'outbox m1')).toThrow();
    await deliver();
  });

  test('tries again after 1, 5, 30 minutes, 2, 6, 12 hours, and then every 24 hours', async () => {
    const { send, deliver, clock, away, failures, handed } = await aMailer();
    await send('m3', 'clinic', mail);
    away.on = true;
    const tried: number[] = [];
    for (let passed = 0; passed <= 70 * 60; passed += 1) {
      clock.now = start + passed * minute;
      const { failed } = await deliver();
      if (failed > 0) tried.push(passed);
    }
    expect(tried).toEqual([0, 1, 6, 36, 156, 516, 1236, 2676, 4116]);
    expect(failures).toHaveLength(tried.length);
    away.on = false;
    clock.now = start + 5556 * minute;
    // Each look is one tick; the ticks that were missed while nobody looked are not made up for.
    for (let tick = 0; tick < 1440 && handed.length === 0; tick += 1) {
      await deliver();
      clock.now += minute;
    }
    expect(handed).toEqual([mail]);
  });

  test('the ticks are those of the brief', () => {
    const due = Array.from({ length: 4200 }, (_, n) => n + 1).filter(isTryDue);
    expect(due).toEqual([1, 2, 7, 37, 157, 517, 1237, 2677, 4117]);
  });

  test('an outage does not use up the tries of mails behind it', async () => {
    const { send, deliver, clock, away } = await aMailer();
    for (let n = 0; n < 12; n += 1) await send(`m4-${n}`, 'clinic', mail);
    away.on = true;
    expect(await deliver()).toEqual({ sent: 0, failed: 5 });
    away.on = false;
    expect(await deliver()).toEqual({ sent: 7, failed: 0 });
    clock.now += minute;
    expect(await deliver()).toEqual({ sent: 5, failed: 0 });
  });

  test('two instances send each mail once', async () => {
    const one = await aMailer();
    const two = await aMailer({ outbox: stores.other.outbox });
    for (let n = 0; n < 20; n += 1) await one.send(`m5-${n}`, 'clinic', mail);
    await Promise.all([one.deliver(), two.deliver()]);
    expect(one.handed.length + two.handed.length).toBe(20);
  });

  test('without a sender mails are kept, to be read newest first', async () => {
    const { send, deliver, read, clock } = await aMailer({ sender: null });
    clock.now = start + 1000 * hour;
    await send('m6', 'clinic', mail);
    clock.now += 1;
    await send('m7', 'clinic', { ...mail, subject: 'second' });
    expect(await deliver()).toEqual({ sent: 0, failed: 0 });
    const kept = await read();
    expect(kept.slice(0, 2)).toMatchObject([
      { id: 'm7', mail: { subject: 'second' } },
      { id: 'm6', mail: { subject: mail.subject } },
    ]);
    expect(kept[1]).toEqual({ id: 'm6', tenantId: 'clinic', createdAt: start + 1000 * hour, mail });
    await (await aMailer()).deliver();
    for (const { id } of kept) await stores.storage.outbox.sent(id, clock.now, true);
  });
});

describe('G3 SMTP', () => {
  test('a mail arrives whole at a real server, from whom and to whom it should', async () => {
    const sink = await startSmtpSink();
    const sender = createSmtpSender(sink.url, 'Northwind <login@example.org>');
    await sender.send(mail);
    const { from, to, raw } = await sink.next(mail.to);
    expect([from, to]).toEqual(['login@example.org', [mail.to]]);
    expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(raw).toMatch(/^From: Northwind <login@example\.org>\r$/m);
    expect(raw).toContain('4711-0815');
    sender.close();
    await sink.stop();
  });

  test('text from people adds neither headers nor recipients', async () => {
    const sink = await startSmtpSink();
    const sender = createSmtpSender(sink.url, 'login@example.org');
    await sender.send({ ...mail, subject: 'Hello\r\nBcc: eve@example.org' });
    const list = 'ada@example.org, eve@example.org';
    await sender.send({ ...mail, to: list }).catch(() => undefined);
    expect(sink.received[0]?.raw).not.toMatch(/^Bcc:/m);
    expect(sink.received.flatMap(({ to }) => to)).not.toContain('eve@example.org');
    sender.close();
    await sink.stop();
  });

  test('a refusal and a server that is away throw with what an operator can act on', async () => {
    const sink = await startSmtpSink();
    sink.refuse(true);
    const sender = createSmtpSender(sink.url, 'login@example.org');
    await expect(sender.send(mail)).rejects.toThrow('451');
    sender.close();
    await sink.stop();
    await expect(createSmtpSender(sink.url, 'login@example.org').send(mail)).rejects.toThrow('ECONNREFUSED');
  });

  test('a server elsewhere that offers no encryption gets no mail', async () => {
    const sink = await startSmtpSink();
    const { port } = new URL(sink.url);
    // Linux takes it for this machine, but it does not look like it.
    const elsewhere = `smtp://0.0.0.0:${port}`;
    const sender = createSmtpSender(elsewhere, 'login@example.org');
    await expect(sender.send(mail)).rejects.toThrow('STARTTLS');
    expect(sink.received).toEqual([]);
    sender.close();
    await sink.stop();
  });
});
