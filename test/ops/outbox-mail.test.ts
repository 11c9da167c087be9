import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMailDelivery } from '../../ops/mail-delivery.ts';
import { createOutboxMail } from '../../ops/outbox-mail.ts';
import type { Mail } from '../../ports/outbox.ts';
import { type Desk, openDesk } from '../admin/desk.ts';

let desk: Desk;
let sent: Mail[];
let broken: ReadonlySet<string>;
beforeEach(async () => {
  desk = await openDesk();
  sent = [];
  broken = new Set();
});
afterEach(() => desk.close());

/** Seals by turning round; what matters here is under which owner. */
const vault = {
  seal: (plaintext: string, owner: string) =>
    JSON.stringify({ owner, text: [...plaintext].reverse().join('') }),
  open: (envelope: string, owner: string) => {
    const { owner: of, text } = JSON.parse(envelope);
    if (of !== owner) throw new Error('of another owner');
    return [...text].reverse().join('');
  },
};

function mails() {
  let ids = 0;
  return createOutboxMail({
    outbox: desk.deps.storage.outbox,
    vault,
    now: desk.deps.now,
    randomId: () => `id-${++ids}`,
  });
}

function deliver() {
  const send = async (mail: Mail) => {
    if (broken.has(mail.to)) throw new Error('mailbox full');
    sent.push(mail);
  };
  const { storage, now } = desk.deps;
  const delivery = createMailDelivery({ outbox: storage.outbox, read: mails().read, sender: { send }, now });
  return delivery(new AbortController().signal);
}

const mailTo = (to: string): Mail => ({ to, subject: 'Hello', text: 'secret' });

describe('G3: mails', () => {
  it('are sealed for their own message, and put once for an id', async () => {
    const outbox = mails();
    expect(await outbox.put('t', mailTo('a@example.org'), 'same')).toBe(true);
    expect(await outbox.put('t', mailTo('a@example.org'), 'same')).toBe(false);
    const [message] = await desk.deps.storage.outbox.list(null, 10);
    if (!message) throw new Error('nothing was put');
    expect(message.sealedMail).not.toContain('secret');
    expect(outbox.read(message)).toEqual(mailTo('a@example.org'));
    expect(() => outbox.read({ ...message, id: 'other' })).toThrow();
  });

  it('are delivered once, many at a time', async () => {
    const outbox = mails();
    for (let n = 0; n < 45; n++) await outbox.put('t', mailTo(`${n}@example.org`));
    await deliver();
    await deliver();
    expect(new Set(sent.map(({ to }) => to)).size).toBe(45);
    expect(sent).toHaveLength(45);
  });

  it('that fail do not hold up the others, and are tried again later', async () => {
    const outbox = mails();
    await outbox.put('t', mailTo('full@example.org'));
    await outbox.put('t', mailTo('fine@example.org'));
    broken = new Set(['full@example.org']);
    await expect(deliver()).rejects.toThrow('1 mails');
    expect(sent.map(({ to }) => to)).toEqual(['fine@example.org']);
    broken = new Set();
    desk.tick(5 * 60_000);
    await deliver();
    expect(sent.map(({ to }) => to)).toEqual(['fine@example.org', 'full@example.org']);
  });
});
