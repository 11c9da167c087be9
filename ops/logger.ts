// The structured log. Requests are told by method, route pattern and status.
// Invariant (F5): no secret, code, token or password reaches a line. Queries, bodies, cookies and headers are never logged;
// fields with telling names are struck out wherever they stand, up to three levels deep.
import { types } from 'node:util';
import { type DestinationStream, type Logger as PinoLogger, pino } from 'pino';
import type { LogLevel } from '../config-settings.ts';

export type Logger = PinoLogger;

/** What is known of an HTTP request once it was answered. */
export interface AnsweredRequest {
  readonly method: string;
  /** The route's pattern, "/sign-in/:uid/password"; null if none matched. Never the path itself: paths can hold ids and tokens. */
  readonly route: string | null;
  readonly status: number;
  /** ms. */
  readonly duration: number;
}

/** Field names that hold secrets, compared as they are written here. */
const secretFields = [
  'password',
  'newPassword',
  'new_password',
  'secret',
  'client_secret',
  'clientSecret',
  'code',
  'user_code',
  'device_code',
  'token',
  'access_token',
  'refresh_token',
  'id_token',
  'id_token_hint',
  'authorization',
  'Authorization',
  'cookie',
  'set-cookie',
  'csrf',
  'smtpUrl',
  'url',
  'originalUrl',
  'href',
  'query',
  'querystring',
  'search',
  'body',
  'headers',
  'text',
  'link',
  'login_hint',
] as const;

/**
 * Standard output, written some lines at a time: a system call for each line is a tenth of what small requests cost. What
 * waits is written when the process ends by itself; kill -9 loses the lines of a tenth of a second, and no audit event.
 * Past `maxLength` bytes, where whoever reads has stopped, lines are lost instead of memory.
 */
export function standardOutput(): DestinationStream {
  return pino.destination({
    dest: 1,
    sync: false,
    minLength: 4_096,
    periodicFlush: 100,
    maxLength: 16_000_000,
  });
}

/** Standard output, each line written before the call returns: for what is noted as written from then on. */
export function immediateOutput(): DestinationStream {
  return pino.destination({ dest: 1, sync: true });
}

export function createLogger(level: LogLevel, destination: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: serializeError, error: serializeError, request: serializeRequest },
    redact: { paths: secretPaths(), censor: '[not logged]' },
  };
  return pino(options, destination);
}

/**
 * The line of an answered request. Nothing is looked for to be struck out: it holds four fields, copied by name, and the
 * search through all paths would cost more than the rest of the line.
 */
export function createRequestLog(logger: Logger): (request: AnsweredRequest) => void {
  const plain = logger.child({}, { redact: [] });
  return (request) => plain.info({ request }, 'answered');
}

/** Copies the four fields by name, so that whatever else an object carries stays out. */
export function serializeRequest({ method, route, status, duration }: AnsweredRequest): AnsweredRequest {
  return { method, route, status, duration: Math.round(duration) };
}

interface ToldError {
  readonly type: string;
  readonly message: string;
  readonly errorCode?: string | number;
  readonly stack?: string;
  readonly cause?: ToldError;
}

/** Name, message, code, stack and causes. Other properties stay out: libraries hang requests and tokens on their errors. */
function serializeError(error: unknown, depth = 0): ToldError {
  if (!types.isNativeError(error))
    return { type: typeof error, message: 'something that is no Error was thrown' };
  const code = 'code' in error && isPlain(error.code) ? error.code : undefined;
  return {
    type: error.name,
    message: withoutQueries(error.message),
    ...(code === undefined ? {} : { errorCode: code }),
    ...(error.stack === undefined ? {} : { stack: withoutQueries(error.stack) }),
    ...(types.isNativeError(error.cause) && depth < 3
      ? { cause: serializeError(error.cause, depth + 1) }
      : {}),
  };
}

/** Messages quote addresses: what follows the question mark or number sign, and credentials before the host, may be secret. */
function withoutQueries(text: string): string {
  return text
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/\s@]+@/gi, '$1[not logged]@')
    .replace(/((?:https?:\/\/|\/)[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, '$1?[not logged]');
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function secretPaths(): string[] {
  const names = secretFields.map((name) => `["${name}"]`);
  return ['', '*', '*.*'].flatMap((above) => names.map((name) => `${above}${name}`));
}
