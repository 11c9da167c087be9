// Two processes of the server for races: mails and text messages that the test reads, an organisation, and its help desk beside.
// Invariant: the clocks of both processes, of the help desk and of the test are moved together.
import { noSmsGateway } from '../../adapters/sms/open.ts';
import type { AdminActions } from '../../admin/actions/actions.ts';
import { createCore } from '../../core.ts';
import type { AuditRow } from '../../ports/audit-store.ts';
import type { Mail } from '../../ports/outbox.ts';
import type { Application } from '../support/application.ts';
import { movableClock } from '../support/clock.ts';
import { type ClusterOfServers, startServers } from '../support/cluster-of-servers.ts';
import { newClusteredPlace } from '../support/clustered-stores.ts';
import { testConfig } from '../support/in-process.ts';
import { type SmsGatewaySink, startSmsGateway } from '../support/sms-gateway.ts';
import { type SmtpSink, startSmtpSink } from '../support/smtp.ts';
import type { Person, Registered } from '../support/world.ts';
import type { PersonOptions } from '../support/world-records.ts';
import { type AtOnce, createAtOnce } from './at-once.ts';

export interface Stage {
  readonly cluster: ClusterOfServers;
  readonly registered: Registered;
  readonly application: Application;
  readonly both: AtOnce;
  readonly sms: SmsGatewaySink;
  readonly mail: SmtpSink;
  /** What admins do, over the same stores. */
  readonly actions: AdminActions;
  /** The mails that came of that. */
  readonly mails: readonly Mail[];
  /** Of a notice that is written now. */
  notMeLink(accountId: string): string;
  person(options?: PersonOptions): Promise<Person>;
  /** By ms. */
  advance(ms: number): void;
  eventsOf(person: Person, type: string): Promise<readonly AuditRow[]>;
  stop(): Promise<void>;
}

const policy = {
  factors: { passkey: true, totp: true, sms: true },
  sms: { countries: ['CH'], messagesADay: 10 },
};

export async function startStage(): Promise<Stage> {
  const clock = movableClock();
  const [mail, sms] = await Promise.all([startSmtpSink(), startSmsGateway()]);
  const sending = { SMTP_URL: mail.url, MAIL_FROM: 'door@northwind.example', ...sms.settings };
  const cluster = await startServers({
    stores: await newClusteredPlace(),
    settings: { ...sending, LOG_LEVEL: 'warn' },
  });
  const { world, storage } = cluster;
  const tenant = await world.tenant({}, policy);
  const registered = await world.client(tenant.id);
  const application = await cluster.application(registered);
  const both = createAtOnce(cluster, application);
  return {
    ...{ cluster, registered, application, both, sms, mail, ...besideIt(cluster) },
    person: (options) => world.person(tenant.id, options),
    advance(ms) {
      clock.advance(ms);
      cluster.advance(ms);
    },
    async eventsOf({ id }, type) {
      const rows = await storage.audit.readBack(tenant.id, null, 1000, id);
      return rows.filter((row) => row.type === type);
    },
    async stop() {
      both.stop();
      await cluster.dispose();
      await Promise.all([mail.stop(), sms.stop()]);
      clock.restore();
    },
  };
}

function besideIt({
  issuer,
  servers,
  storage,
  vault,
}: ClusterOfServers): Pick<Stage, 'actions' | 'mails' | 'notMeLink'> {
  const mails: Mail[] = [];
  const { actions, notMeLink } = createCore({
    config: testConfig(issuer, servers[0]?.dataDir ?? ''),
    storage,
    vault,
    post: async (_id, _tenantId, one) => mails.push(one),
    sms: noSmsGateway,
  });
  return { actions, mails, notMeLink: (accountId) => notMeLink(accountId, Date.now()) };
}
