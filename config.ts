// Turns the environment into one checked, frozen Config, or into the list of everything that is wrong with it.
// Invariant: no value of a secret and of an unknown setting is ever repeated, and production refuses what only suits a desk.
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { type ClusteredStores, clusteredStores, storeProblems } from './adapters/clustered/settings.ts';
import { type AuthenticatorEntry, metadataProblems, readMetadata } from './adapters/fido/metadata.ts';
import { type SmsSettings, smsProblems, smsSettings } from './adapters/sms/settings.ts';
import { portProblems } from './config-ports.ts';
import {
  type LogLevel,
  type PasswordHashCost,
  type SettingKey,
  type SettingValues,
  settings,
} from './config-settings.ts';

export interface Config {
  readonly mode: 'development' | 'production';
  /** An origin: scheme, host and port, no path, no slash at the end. */
  readonly issuer: string;
  readonly host: string;
  readonly port: number;
  /** Where the metrics are told; null: nowhere. */
  readonly metrics: { readonly host: string; readonly port: number } | null;
  /** Absolute. */
  readonly dataDir: string;
  /** The servers that hold the data; null: the embedded store, in dataDir. */
  readonly clustered: ClusteredStores | null;
  /** The key file, absolute. In development it may not exist yet. */
  readonly keysFile: string;
  /** smtp: or smtps:, with credentials; null: mails stay in the outbox, which can be read in the browser. */
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  /** The gateway for text messages; null: in development they are read in the browser, in production none is sent. */
  readonly sms: SmsSettings | null;
  /** Models of authenticators whose attestation can be verified, of the metadata file; empty without one. */
  readonly authenticators: readonly AuthenticatorEntry[];
  /** CIDR ranges of the proxies whose forwarding headers are believed. */
  readonly trustedProxies: readonly string[];
  /** CIDR ranges of private addresses that outgoing requests may reach. */
  readonly outboundAllow: readonly string[];
  /** The sample tenant and application; null where there is none. */
  readonly sample: { readonly port: number } | null;
  readonly logLevel: LogLevel;
  /** Where signed checkpoints of the audit chains go; the path is absolute. */
  readonly checkpoints: { readonly kind: 'log' } | { readonly kind: 'file'; readonly path: string };
  /** argon2id: KiB, passes, lanes. */
  readonly passwordHash: PasswordHashCost;
}

/** One mistake. `found` is safe to print. */
export interface ConfigProblem {
  readonly key: string;
  readonly found: string;
  readonly expected: string;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'SALLYPORT_';
const loopback = ['127.0.0.0/8', '::1/128'];

/**
 * Reads settings from the environment and from `.env` in `directory`, where relative paths start too. What the environment
 * sets wins over `.env`; empty is the same as not set.
 */
export function readConfig(env: Environment, directory: string = process.cwd()): ConfigResult {
  const file = readEnvFile(join(directory, '.env'));
  const given = { ...file.values, ...env };
  const mode = given.NODE_ENV === 'production' ? 'production' : 'development';
  const { values, problems } = readSettings(given);
  const config = withDefaults(values, mode, directory);
  const isSet = (key: SettingKey) => !isUnset(given[prefix + key]);
  const all = [
    ...file.problems,
    ...modeProblems(given.NODE_ENV),
    ...unknownProblems(given),
    ...problems,
    ...portProblems(config, isSet),
    ...storeProblems(values, isSet, directory),
    ...smsProblems(values, isSet),
    ...metadataProblems(values.FIDO_METADATA, directory),
    ...(mode === 'production' ? productionProblems(given, values, config) : []),
  ];
  return all.length === 0 ? { ok: true, config: frozen(config) } : { ok: false, problems: all };
}

/** For stderr: what is wrong, one setting after the other. */
export function formatProblems(problems: readonly ConfigProblem[]): string {
  const count = problems.length === 1 ? 'One setting is wrong' : `${problems.length} settings are wrong`;
  const lines = problems.flatMap(({ key, found, expected }) => [
    `  ${key}`,
    `    found     ${found}`,
    `    expected  ${expected}`,
  ]);
  return [`${count}. Nothing was started.`, ...lines, 'See docs/operations.md for all settings.'].join('\n');
}

function readEnvFile(file: string): { values: Environment; problems: readonly ConfigProblem[] } {
  try {
    return { values: parseEnv(readFileSync(file, 'utf8')), problems: [] };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT') return { values: {}, problems: [] };
    return {
      values: {},
      problems: [
        { key: '.env', found: `a file that cannot be read (${code})`, expected: 'a readable file, or none' },
      ],
    };
  }
}

function readSettings(given: Environment): { values: SettingValues; problems: ConfigProblem[] } {
  const values: Record<string, unknown> = {};
  const problems: ConfigProblem[] = [];
  for (const [key, schema] of Object.entries(settings)) {
    const text = given[prefix + key];
    if (isUnset(text)) continue;
    const read = schema.safeParse(text.trim());
    if (read.success) values[key] = read.data;
    else
      problems.push({
        key: prefix + key,
        found: shown(key, text),
        expected: read.error.issues[0]?.message ?? '',
      });
  }
  // Each value went through the schema of its own key just above, which this type spells out.
  return { values: values as SettingValues, problems };
}

function withDefaults(values: SettingValues, mode: Config['mode'], directory: string): Config {
  const development = mode === 'development';
  const ownPort = values.PORT ?? 3000;
  const dataDir = resolve(directory, values.DATA_DIR ?? 'data');
  const sampleOn = values.SAMPLE ?? development;
  return {
    mode,
    issuer: values.ISSUER ?? `http://localhost:${ownPort}`,
    host: values.HOST ?? (development ? '127.0.0.1' : '0.0.0.0'),
    port: ownPort,
    metrics: values.METRICS_PORT
      ? { host: values.METRICS_HOST ?? '127.0.0.1', port: values.METRICS_PORT }
      : null,
    dataDir,
    clustered: clusteredStores(values, directory),
    keysFile: values.KEYS === undefined ? join(dataDir, 'keys.json') : resolve(directory, values.KEYS),
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM ?? 'Sallyport <sallyport@localhost>',
    sms: smsSettings(values),
    authenticators: readMetadata(values.FIDO_METADATA, directory),
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    outboundAllow: values.OUTBOUND_ALLOW ?? (development ? loopback : []),
    sample: sampleOn ? { port: values.SAMPLE_PORT ?? ownPort + 1 } : null,
    logLevel: values.LOG_LEVEL ?? (mode === 'production' ? 'info' : 'warn'),
    checkpoints: checkpointsOf(values.CHECKPOINTS, dataDir, directory),
    passwordHash: values.PASSWORD_HASH ?? { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
  };
}

function checkpointsOf(text: string | undefined, dataDir: string, directory: string): Config['checkpoints'] {
  if (text === 'log') return { kind: 'log' };
  if (text === undefined) return { kind: 'file', path: join(dataDir, 'checkpoints.ndjson') };
  return { kind: 'file', path: resolve(directory, text.slice('file:'.length)) };
}

function modeProblems(found: string | undefined): ConfigProblem[] {
  if (isUnset(found) || ['development', 'test', 'production'].includes(found)) return [];
  return [{ key: 'NODE_ENV', found: quoted(found), expected: 'production, development, or nothing' }];
}

/** A setting that nobody reads is most likely a typing mistake, and the default would act in silence. */
function unknownProblems(given: Environment): ConfigProblem[] {
  const unknown = Object.keys(given).filter(
    (key) =>
      key.startsWith(prefix) && !key.startsWith(`${prefix}TEST_`) && !(key.slice(prefix.length) in settings),
  );
  const known = Object.keys(settings).join(', ');
  return unknown.map((key) => ({
    key,
    found: 'a setting that does not exist',
    expected: `${prefix} and one of ${known}`,
  }));
}

function productionProblems(given: Environment, values: SettingValues, config: Config): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const refuse = (key: SettingKey, found: string, expected: string) =>
    problems.push({ key: prefix + key, found, expected: `${expected} (NODE_ENV=production)` });
  const unset = (key: SettingKey) => isUnset(given[prefix + key]);

  if (unset('ISSUER')) refuse('ISSUER', 'nothing', 'the https origin that people and applications reach');
  else if (values.ISSUER?.startsWith('http:')) refuse('ISSUER', quoted(values.ISSUER), 'an https origin');
  if (unset('KEYS'))
    refuse('KEYS', 'nothing', 'the path of the key file; npm run sallyport -- keys create PATH makes one');
  else keyFileProblem(config.keysFile, (found, expected) => refuse('KEYS', found, expected));
  if (unset('SMTP_URL'))
    refuse('SMTP_URL', 'nothing', 'a mail server; the outbox in the browser is for development');
  if (unset('MAIL_FROM')) refuse('MAIL_FROM', 'nothing', 'the sender of all mails');
  if (config.sample) refuse('SAMPLE', 'on', 'off: its passwords can be read by everybody on this machine');
  return problems;
}

function keyFileProblem(file: string, refuse: (found: string, expected: string) => void): void {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile()) refuse(`${quoted(file)}, where there is no file`, 'the path of the key file');
  else if ((stat.mode & 0o007) !== 0)
    refuse(`${quoted(file)}, open to everybody`, 'a key file with mode 0600 or 0640');
}

function isUnset(text: string | undefined): text is undefined {
  return text === undefined || text.trim() === '';
}

/** Values that may hold a password. */
const secret: readonly string[] = [
  ...['SMTP_URL', 'REDIS_URL', 'MONGODB_URL'],
  ...['SMS_URL', 'SMS_HEADERS', 'SMS_BODY', 'SMS_BALANCE_URL'],
];

function shown(key: string, text: string): string {
  return secret.includes(key) ? 'a value that is not shown, because it may hold a password' : quoted(text);
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
}

function frozen<T extends object>(value: T): T {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) frozen(inner);
  return Object.freeze(value);
}
