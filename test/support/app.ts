// The app in the test's own process over an opened store: built by core.ts and app.ts as the server does, served on a port.
// Invariant: nothing of the product is replaced; only where mails and outgoing requests go is the test's, and that no answer is
// put off (against guessing, or so that its time tells nothing).
import type { RequestListener } from 'node:http';
import { createMailer } from '../../adapters/mail/mailer.ts';
import { createOutboxGateway } from '../../adapters/sms/outbox.ts';
import { type App, createApp } from '../../app.ts';
import type { Config } from '../../config.ts';
import type { Core } from '../../core.ts';
import { createCore } from '../../core.ts';
import type { HashingOptions } from '../../factors/password/hash.ts';
import { createHealth } from '../../ops/health.ts';
import { createLogger } from '../../ops/logger.ts';
import type { Mail } from '../../ports/outbox.ts';
import type { SmsGateway, TextMessage } from '../../ports/sms.ts';
import type { Storage } from '../../ports/storage.ts';
import { type Application, createApplication } from './application.ts';
import { type Browser, type BrowserOptions, createBrowser } from './browser.ts';
import { type OpenedStore, openStore, type Served, serve, testConfig } from './in-process.ts';
import { createWorld, type Registered, type World } from './world.ts';

export interface AppOptions {
  /** Another app's store, to be a second instance over it; closed by whoever opened it. */
  readonly store?: OpenedStore;
  /** Another app's issuer, for a second instance. */
  readonly issuer?: string;
  /** SALLYPORT_ settings without the prefix. Default: TRUSTED_PROXIES=127.0.0.1, so that browsers can be anywhere. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Puts something before a store: a counter, a failure, a pause. */
  readonly wrapStorage?: (storage: Storage) => Storage;
  /** Where text messages go instead of to `texts`: a gateway over HTTP, or one that fails. */
  readonly sms?: SmsGateway;
  /** Text messages are kept in the store, and /outbox shows them, as in development. */
  readonly keepsTexts?: boolean;
  /** Listens to what compares hashes. */
  readonly verifyHash?: HashingOptions['verify'];
  /** Puts an answer off by ms. Default: not at all. */
  readonly wait?: (ms: number) => Promise<void>;
}

export interface RunningApp {
  readonly issuer: string;
  /** Where it really listens; see BrowserOptions.via for a second instance. */
  readonly origin: string;
  readonly config: Config;
  readonly core: Core;
  readonly app: App;
  readonly store: OpenedStore;
  readonly world: World;
  /** All mails so far, oldest first. */
  readonly mails: readonly Mail[];
  /** All text messages so far, oldest first. */
  readonly texts: readonly TextMessage[];
  /** All log lines so far, as one text. */
  logs(): string;
  /** A person's browser that stops at these applications, or at `http://app.test/callback`. */
  browser(options?: BrowserOptions): Browser;
  /** The application of a stored client. */
  application(
    registered: Registered,
    options?: { readonly scope?: string; readonly dpop?: boolean },
  ): Promise<Application>;
  /** The code in the newest mail to this address. Throws if there is none. */
  mailedCode(address: string | null): Promise<string>;
  /** The code in the newest text message. Throws if there is none. */
  textedCode(): string;
  stop(): Promise<void>;
}

export async function startApp(options: AppOptions = {}): Promise<RunningApp> {
  const store = options.store ?? (await openStore());
  const settings = { TRUSTED_PROXIES: '127.0.0.1', LOG_LEVEL: 'info', ...options.settings };
  const sent: Sent = { mails: [], texts: [] };
  const lines: string[] = [];
  // On stores that several share there are two, each with a handle of its own, and every request meets the other one.
  const handles = store.other === store.storage ? [store.storage] : [store.storage, store.other];
  const instances: Instance[] = [];
  const served = await serve(
    (issuer) => {
      const config = testConfig(issuer, store.dataDir, settings);
      instances.push(...handles.map((storage) => build(config, store, storage, options, sent, lines)));
      return inTurns(instances.map(({ app }) => app.listener));
    },
    options.issuer === undefined ? undefined : { issuer: options.issuer },
  );
  return running(served, instances, store, sent, lines, options.store === undefined);
}

/** What went out. */
interface Sent {
  readonly mails: Mail[];
  readonly texts: TextMessage[];
}

interface Instance {
  readonly config: Config;
  readonly core: Core;
  readonly app: App;
}

function inTurns(listeners: readonly RequestListener[]): RequestListener {
  let requests = 0;
  return (request, response) => listeners[requests++ % listeners.length]?.(request, response);
}

function build(
  config: Config,
  { vault }: OpenedStore,
  handle: Storage,
  {
    wrapStorage = (storage) => storage,
    verifyHash,
    wait = async () => undefined,
    sms,
    keepsTexts = false,
  }: AppOptions,
  sent: Sent,
  lines: string[],
): Instance {
  const storage = wrapStorage(handle);
  const post = async (_id: string, _tenantId: string, mail: Mail) => sent.mails.push(mail);
  const kept = { outbox: storage.outbox, vault, now: () => Date.now() };
  const deps = {
    config,
    storage,
    vault,
    post,
    sms: sms ?? (keepsTexts ? createOutboxGateway(kept) : keeping(sent.texts)),
  };
  const core = createCore({ ...deps, wait, ...(verifyHash && { verifyHash }) });
  const logger = createLogger(config.logLevel, { write: (line: string) => void lines.push(line) });
  const health = createHealth(storage);
  const app = createApp({
    config,
    storage,
    vault,
    core,
    logger,
    health,
    fetch: globalThis.fetch,
    readOutbox: keepsTexts ? createMailer({ ...kept, sender: null }).read : null,
  });
  return { config, core, app };
}

function running(
  served: Served,
  instances: readonly Instance[],
  store: OpenedStore,
  { mails, texts }: Sent,
  lines: readonly string[],
  ownsStore: boolean,
): RunningApp {
  const [first] = instances;
  if (!first) throw new Error('the app was not built');
  const { issuer, origin } = served;
  const via = { [issuer]: origin };
  return {
    ...first,
    core: { ...first.core, audit: drainingAll(instances) },
    issuer,
    origin,
    store,
    world: createWorld(store),
    mails,
    texts,
    logs: () => lines.join(''),
    browser: (options) => createBrowser({ stopAt: ['http://app.test/callback'], via, ...options }),
    application: ({ client, secret }, options) =>
      createApplication({
        issuer,
        clientId: client.id,
        redirectUri: client.redirectUris[0] ?? '',
        idTokenAlg: client.idTokenAlg,
        pkce: client.pkceRequired,
        via,
        ...(secret !== undefined && { clientSecret: secret }),
        ...(client.authMethod === 'client_secret_post' && { authMethod: 'client_secret_post' as const }),
        ...options,
      }),
    mailedCode: async (address) => {
      const mail = mails.findLast((one) => one.to === address);
      if (!mail)
        throw new Error(`no mail to ${address}; there are: ${mails.map((one) => one.to).join(', ')}`);
      return codeIn(mail);
    },
    textedCode: () => codeInText(texts.at(-1)),
    async stop() {
      await served.stop();
      for (const { app } of instances) app.close();
      await drainingAll(instances).drain();
      if (ownsStore) await store.close();
    },
  };
}

/** The log of the first instance; drained are all, because any may have answered. */
function drainingAll(instances: readonly Instance[]): Core['audit'] {
  const logs = instances.map(({ core }) => core.audit);
  const drain = async () => void (await Promise.all(logs.map((audit) => audit.drain())));
  const [first] = logs;
  if (!first) throw new Error('the app was not built');
  return { ...first, drain };
}

function keeping(texts: TextMessage[]): SmsGateway {
  return { send: async (_tenantId, message) => ({ ok: true, messageId: String(texts.push(message)) }) };
}

/** As a browser finds it: in the last line. */
export function codeInText(message: TextMessage | undefined): string {
  const code = /\n@\S+ #(\d{6})$/.exec(message?.text ?? '')?.[1];
  if (code === undefined) throw new Error(`no code in the text message ${JSON.stringify(message)}`);
  return code;
}

/** A code stands in a paragraph of its own. */
function codeIn(mail: Mail): string {
  const code = mail.text
    .split(/\n\s*\n/)
    .find((paragraph) => /^[A-Z0-9][A-Z0-9 -]{4,}$/i.test(paragraph.trim()));
  if (!code) throw new Error(`no code in the mail "${mail.subject}"`);
  return code.trim();
}
