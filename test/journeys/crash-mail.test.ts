// Mails reach people over a real mail server: codes at once, a notice for each change of what proves them, once each, also
// when the mail server was away and Sallyport was killed meanwhile (C7, G3; NIST SP 800-63B-4 4.6).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { minute } from '../support/clock.ts';
import { prepareServer, type RunningServer } from '../support/server.ts';
import { goOn, setUp, signIn } from '../support/sign-in.ts';
import { type ReceivedMail, type SmtpSink, startSmtpSink } from '../support/smtp.ts';
import { totpCode } from '../support/totp.ts';
import { type Crowd, createVisitors, gather, type Visitors } from './crash-crowd.ts';

let server: RunningServer;
let sink: SmtpSink;
let crowd: Crowd;
let visitors: Visitors;

beforeAll(async () => {
  sink = await startSmtpSink();
  server = await prepareServer({
    settings: { SMTP_URL: sink.url, MAIL_FROM: 'it@northwind.example', LOG_LEVEL: 'warn' },
  });
  crowd = await gather(server, 1, 1);
  await server.start();
  visitors = await createVisitors(server, crowd);
});
afterAll(async () => {
  await server.dispose();
  await sink.stop();
});

const subjectOf = ({ raw }: ReceivedMail) => /^subject: (.*)$/im.exec(raw)?.[1] ?? '';
const codeIn = ({ raw }: ReceivedMail) => /^\s*(\d{4}[ -]?\d{4})\s*$/m.exec(raw)?.[1] ?? '';
const receivedBy = (to: string) => sink.received.filter((mail) => mail.to.includes(to)).map(subjectOf);

describe('mails over SMTP', () => {
  test('the code comes at once, then a notice for each change, once', async () => {
    const [newcomer] = crowd.newcomers;
    const to = newcomer?.person.email ?? '';
    // The help desk gave a code before the server ran: its notice is written when the server comes up.
    expect(subjectOf(await sink.next(to))).toContain('enrollment code');
    const browser = visitors.browser();
    await signIn(browser, visitors.application, newcomer?.person ?? {});
    await setUp(browser, {
      mailedCode: async () => codeIn(await sink.next(to)),
      now: () => server.clock.now(),
    });
    const notices = [await sink.next(to), await sink.next(to)].map(subjectOf);
    expect(new Set(notices).size).toBe(2);
    expect(receivedBy(to)).toHaveLength(4);
  });

  test('while the mail server is away they wait, through kill -9 too, and come once', async () => {
    const [member] = crowd.members;
    if (!member) throw new Error('a member was gathered');
    const to = member.email ?? '';
    const browser = visitors.browser();
    const use = async (backupCode: string) => {
      const { identifier, password } = member;
      await signIn(browser, visitors.application, { identifier, password }, { prompt: 'login' });
      await browser.click('backup code');
      await browser.submit({ code: backupCode });
      expect((await goOn(browser, {})).arrival).not.toBeNull();
    };
    sink.refuse(true);
    await use(member.backupCodes[0] ?? '');
    await use(member.backupCodes[1] ?? '');
    await server.kill9();
    expect(receivedBy(to)).toEqual([]);
    sink.refuse(false);
    server.clock.advance(2 * minute);
    await server.start();
    // A sign-in wakes the jobs, as any event does; nobody has to wait for their turn.
    const code = () => totpCode(member.totpKey ?? '', server.clock.now());
    await signIn(browser, visitors.application, { ...member, code }, { prompt: 'login' });
    const mails = [await sink.next(to), await sink.next(to), await sink.next(to)].map(subjectOf);
    const aboutCodes = mails.filter((subject) => subject.toLowerCase().includes('backup code'));
    // Two codes, and one sign-in in a browser that was new.
    expect([aboutCodes.length, new Set(aboutCodes).size]).toEqual([2, 1]);
    await server.stop();
    expect(receivedBy(to)).toHaveLength(3);
  });
});
