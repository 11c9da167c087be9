// The program: opens keys, stores and senders, builds the app, listens, and on a signal drains and stops.
// Invariant: it starts whole or not at all, and says in one line why not.
import { createServer, type Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createFileCheckpoints } from './adapters/checkpoints/file.ts';
import { createLogCheckpoints } from './adapters/checkpoints/log.ts';
import { createMailer } from './adapters/mail/mailer.ts';
import { createSmtpSender, type SmtpSender } from './adapters/mail/smtp.ts';
import { openStorageInTime } from './adapters/open.ts';
import { createOutboundFetch } from './adapters/outbound/fetch.ts';
import { openSms } from './adapters/sms/open.ts';
import { writeNewKeyFile } from './adapters/vault/files.ts';
import { type OpenVault, openVault } from './adapters/vault/open.ts';
import { type App, createApp } from './app.ts';
import { createCheckpoints } from './audit/checkpoint.ts';
import { createNotices } from './audit/notices.ts';
import { createUnfinished } from './audit/unfinished.ts';
import { type Config, formatProblems, readConfig } from './config.ts';
import { type Core, createCore } from './core.ts';
import { effectExists } from './ops/effects.ts';
import { createHealth, type Health } from './ops/health.ts';
import { createJobs, type Jobs } from './ops/jobs.ts';
import { listen } from './ops/listen.ts';
import { createLogger, immediateOutput, type Logger, standardOutput } from './ops/logger.ts';
import { type Measuring, unmeasured } from './ops/metrics/measures.ts';
import { noticeWriters } from './ops/notice-writers.ts';
import { passkeyHostWarning } from './ops/passkey-hosts.ts';
import { createJobTurns, type ServerJobs, startServerJobs, type Woken } from './ops/server-jobs.ts';
import { createSmsBalanceWatch } from './ops/sms-balance.ts';
import type { CheckpointSink } from './ports/checkpoints.ts';
import type { Storage } from './ports/storage.ts';
import type { RunningSample, StartSampleDeps } from './sample/start.ts';

/** sysexits.h: a service that is not available; a mistake in the configuration. */
const exit = { unavailable: 69, configuration: 78 } as const;
/** ms that open requests are given after a signal; and all that has to end. */
const drainMs = 7_000;
const endMs = 9_800;
/** ms that a start waits for stores that were just started as well. */
const patienceMs = 120_000;
/** ms after its end that a record is swept: what became of an act of the last minutes can still be told. */
const sweepAfterMs = 10 * 60_000;

const now = () => Date.now();

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18))
  refuse(exit.configuration, `Sallyport needs Node.js 22.18 or newer; this is ${process.versions.node}.`);
await main();

async function main(): Promise<void> {
  const read = readConfig(process.env);
  if (!read.ok) return refuse(exit.configuration, formatProblems(read.problems));
  const { config } = read;
  const logger = createLogger(config.logLevel, standardOutput());
  const keys = await openKeys(config, logger);
  const running = await run(config, logger, keys, await openStores(config, logger));
  process.on('SIGHUP', () => void keys.reload());
  let stopping = false;
  const end = (signal: string) => {
    if (!stopping) void stop(running, signal);
    stopping = true;
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
  logger.info({ issuer: config.issuer, port: config.port }, 'ready');
  const otherHosts = await passkeyHostWarning(running.storage, config.issuer);
  if (otherHosts !== null) logger.error(otherHosts);
  // Last: whoever waits for it may send a signal at once.
  process.stdout.write(running.sample?.banner ?? `Sallyport is ready at ${config.issuer}\n`);
}

/** `message`: one line of what is wrong and what to do. */
type NotBegun = { readonly ok: false; readonly message: string };

interface Running {
  readonly logger: Logger;
  readonly server: Server;
  readonly app: App;
  readonly core: Core;
  readonly health: Health;
  readonly jobs: Jobs;
  readonly signCheckpoints: () => Promise<void>;
  readonly sample: RunningSample | null;
  readonly metrics: Measuring;
  readonly sender: SmtpSender | null;
  readonly keys: OpenVault;
  readonly storage: Storage;
}

async function run(config: Config, logger: Logger, keys: OpenVault, storage: Storage): Promise<Running> {
  const { vault } = keys;
  const metrics = await openMetrics(config, logger);
  const sender = config.smtpUrl === null ? null : createSmtpSender(config.smtpUrl, config.mailFrom);
  const mailer = createMailer({ outbox: storage.outbox, vault, sender, now, onFailure: tellMail(logger) });
  const fetch = createOutboundFetch(config.outboundAllow);
  const onFailure = (failure: object) => logger.warn(failure, 'a text message could not be sent');
  const sms = openSms(config, { ...storage, fetch, vault, now, onFailure });
  const sink = checkpointSink(config);
  const checkpoints = createCheckpoints({ ...auditDeps(storage), signing: vault.signing, sink, now });
  const wake: Woken = { wrote: () => undefined, posted: () => undefined };
  const core = createCore({
    config,
    storage,
    vault,
    sms: sms.gateway,
    countSms: metrics.countSms,
    post: (id, tenantId, mail) => mailer.send(id, tenantId, mail).then(() => wake.posted()),
    written: (chain, sequence) => {
      wake.wrote(chain);
      checkpoints.after(chain, sequence).catch((err) => logger.error({ err }, 'a checkpoint failed'));
    },
  });
  const health = createHealth(storage, (err) => app.outages.report(err));
  const readOutbox = sender === null || sms.keeps ? mailer.read : null;
  const app = createApp({ config, storage, vault, core, logger, health, fetch, readOutbox });

  const jobs = createJobs(logger, app.outages.note);
  const deliverMail = sender && ((signal: AbortSignal) => mailer.deliver(signal));
  const readSmsBalance =
    sms.balance && createSmsBalanceWatch({ ...storage, ...core, ...metrics, logger, balance: sms.balance });
  const { tellSignedOut } = app;
  const work = { deliverMail, readSmsBalance, tellSignedOut, signCheckpoints: checkpoints.hourly };
  Object.assign(wake, await startJobs(jobs, storage, core, work));
  const server = createServer(app.listener);
  orRefuse(await listen(server, config, 'SALLYPORT_PORT'));
  const sample = await openSample(config, { storage, vault, core, logger });
  const parts = { logger, server, app, core, health, jobs, sample, metrics, sender, keys, storage };
  return { ...parts, signCheckpoints: checkpoints.hourly };
}

async function openStores(config: Config, logger: Logger): Promise<Storage> {
  const warn = (line: string) => logger.warn(line);
  const opened = await openStorageInTime(config, { role: 'server', patienceMs, warn });
  return opened.ok
    ? opened.storage
    : refuse(opened.misconfigured ? exit.configuration : exit.unavailable, opened.message);
}

async function startJobs(
  jobs: Jobs,
  storage: Storage,
  core: Core,
  work: Pick<ServerJobs, 'deliverMail' | 'readSmsBalance' | 'signCheckpoints' | 'tellSignedOut'>,
): Promise<Woken> {
  const unfinished = createUnfinished({
    ...auditDeps(storage),
    audit: core.audit,
    effectExists: (event) => effectExists(storage, event),
    now,
  });
  const notices = createNotices({
    ...auditDeps(storage),
    effectExists: (event) => effectExists(storage, event),
    ...noticeWriters({ ...storage, letters: core.letters, notMeLink: core.notMeLink }),
    now,
    pause: (ms) => delay(ms),
  });
  return startServerJobs(jobs, {
    ...work,
    sweep: () => storage.sweep(now() - sweepAfterMs, 500),
    settleRemovals: core.settleRemovals,
    writeNotices: notices.run,
    findUnfinished: unfinished.run,
    ...createJobTurns(storage.leases),
  });
}

async function openSample(
  config: Config,
  deps: Omit<StartSampleDeps, 'config' | 'port'>,
): Promise<RunningSample | null> {
  if (!config.sample) return null;
  const { startSample } = await import('./sample/start.ts'); // here alone: 4 MB that production never uses
  return orRefuse(await startSample({ ...deps, config, port: config.sample.port }));
}

async function openMetrics({ metrics, sms }: Config, logger: Logger): Promise<Measuring> {
  if (!metrics) return unmeasured;
  const { startMetrics } = await import('./ops/metrics/start.ts'); // here alone: nobody else needs its library
  const smsBalance = sms?.balance ?? null;
  return orRefuse(await startMetrics({ at: metrics, smsBalance, ofProcess: true, logger, now }));
}

function checkpointSink({ checkpoints }: Config): CheckpointSink {
  if (checkpoints.kind === 'file') return createFileCheckpoints(checkpoints.path);
  // Whatever level the log has, and past its buffer: one that is lost is never made again.
  const log = createLogger('info', immediateOutput());
  return createLogCheckpoints((fields, message) => log.info(fields, message));
}

/** In development the first start makes the key file; in production a missing one was refused by the configuration. */
async function openKeys({ mode, keysFile }: Config, logger: Logger): Promise<OpenVault> {
  if (mode === 'development') {
    const made = await writeNewKeyFile(keysFile, Date.now());
    if (!made.ok && made.reason === 'unwritable') refuse(exit.unavailable, made.message);
  }
  const opened = await openVault(keysFile, {
    now: () => Date.now(),
    onProblem: (problems) => logger.error({ problems }, 'the key file cannot be used; the old keys go on'),
  });
  if (!opened.ok)
    refuse(exit.configuration, ['The key file cannot be used:', ...opened.problems].join('\n  '));
  return opened;
}

function auditDeps({ audit, positions }: Storage) {
  return { store: audit, positions };
}

async function stop(running: Running, signal: string): Promise<void> {
  const { logger, server, app, core, health, jobs, sample, metrics, sender, keys, storage } = running;
  logger.info({ signal }, 'stopping');
  health.stopping();
  // A mail server that hangs, or a store that is away, must not keep it: what was acknowledged is durable already.
  setTimeout(() => {
    logger.error('not everything could be ended in time');
    process.exit(exit.unavailable);
  }, endMs).unref();
  const jobsEnded = jobs.stop();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(late);
  await sample?.close();
  await metrics.close();
  await core.audit.drain();
  await running.signCheckpoints().catch((err) => logger.error({ err }, 'the last checkpoint failed'));
  // Last, because a mail that is just handed over may take its time.
  await jobsEnded;
  sender?.close();
  app.close();
  keys.close();
  await storage.close();
  logger.info('stopped');
}

function tellMail(logger: Logger) {
  return ({ id, error }: { readonly id: string; readonly error: unknown }) =>
    logger.warn({ mail: id, err: error }, 'a mail could not be handed over; it is tried again');
}

function orRefuse<T extends object>(begun: (T & { readonly ok: true }) | NotBegun): T {
  return begun.ok ? begun : refuse(exit.unavailable, begun.message);
}

function refuse(code: number, message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
