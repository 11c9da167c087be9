// A real mail server that keeps what it is sent.
// Invariant: mails are kept as they came over the wire; reading them is for the test.
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The message: headers, an empty line, the body. */
  readonly raw: string;
}

export interface SmtpSink {
  /** For SALLYPORT_SMTP_URL. */
  readonly url: string;
  readonly received: readonly ReceivedMail[];
  /** The next mail to this address that was not taken yet. */
  next(to: string): Promise<ReceivedMail>;
  /** From now on refuse (true) or accept mails. */
  refuse(refused: boolean): void;
  stop(): Promise<void>;
}

export async function startSmtpSink(): Promise<SmtpSink> {
  const received: ReceivedMail[] = [];
  const taken = new Set<ReceivedMail>();
  const waiting: { readonly to: string; readonly take: (mail: ReceivedMail) => void }[] = [];
  let refused = false;
  const arrive = (mail: ReceivedMail) => {
    received.push(mail);
    const at = waiting.findIndex(({ to }) => mail.to.includes(to));
    const [waiter] = at < 0 ? [] : waiting.splice(at, 1);
    if (!waiter) return;
    taken.add(mail);
    waiter.take(mail);
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (refused) return done(Object.assign(new Error('try again later'), { responseCode: 451 }));
        const { mailFrom, rcptTo } = session.envelope;
        const raw = Buffer.concat(parts).toString('utf8');
        arrive({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map((one) => one.address), raw });
        done();
      });
    },
  });
  // A server that is ended in the middle of a mail hangs up.
  server.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'ECONNRESET' && code !== 'EPIPE') throw new Error(`the SMTP sink failed: ${code}`);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A listening TCP server has an address of this shape.
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    next(to) {
      const present = received.find((mail) => !taken.has(mail) && mail.to.includes(to));
      if (!present) return new Promise((take) => waiting.push({ to, take }));
      taken.add(present);
      return Promise.resolve(present);
    },
    refuse(next) {
      refused = next;
    },
    stop: () => new Promise((closed) => server.close(() => closed())),
  };
}
