// Hands mails to an SMTP server (nodemailer), over a few connections that are kept open.
// Invariant: mails hold codes and links, so beyond this machine they travel encrypted unless the URL says otherwise.
import { createTransport } from 'nodemailer';
import type { MailSender } from '../../ports/outbox.ts';

export interface SmtpSender extends MailSender {
  /** Closes the connections that are kept open. */
  close(): void;
}

/** ms. Together less than the minute in which no other instance takes the same mail. */
const timeouts = {
  connectionTimeout: 10_000,
  greetingTimeout: 10_000,
  socketTimeout: 20_000,
  dnsTimeout: 5_000,
};

/**
 * `url`: smtps:// is TLS from the start; smtp:// demands STARTTLS unless the server is on this machine or the URL ends in
 * `?requireTLS=false`. Certificates are checked. `from`: an address, with or without a name.
 */
export function createSmtpSender(url: string, from: string): SmtpSender {
  const { hostname, protocol, searchParams } = new URL(url);
  const elsewhere = !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const requireTLS = protocol === 'smtp:' && elsewhere && searchParams.get('requireTLS') !== 'false';
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 5,
    requireTLS,
    ...timeouts,
    // Nothing in a mail may make the server read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ to, subject, text }) {
      await transport.sendMail({
        from,
        // As an object it is one address: text could be a list, to more people than meant.
        to: { name: '', address: to },
        subject,
        text,
        // RFC 3834: no vacation replies to what a machine sent.
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
    },
    close: () => transport.close(),
  };
}
