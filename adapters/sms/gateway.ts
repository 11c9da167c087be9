// Hands text messages to a gateway over HTTP, as its settings say, and asks it for the balance.
// Invariant: one try and no retry: a code that arrives twice or late is worse than a page that says it was not sent.
import type {
  SmsBalance,
  SmsBalanceRead,
  SmsFailed,
  SmsGateway,
  SmsSent,
  TextMessage,
} from '../../ports/sms.ts';
import { valueAt } from './pointer.ts';
import type { SmsBalanceSettings, SmsSettings } from './settings.ts';
import { fillTemplate } from './template.ts';

export interface GatewayDeps {
  /** Bounded in size, without redirects: adapters/outbound/fetch. */
  readonly fetch: typeof globalThis.fetch;
  /** ms for one exchange. */
  readonly deadlineMs?: number;
}

const fewSeconds = 5_000;

export function createSmsGateway(settings: SmsSettings, deps: GatewayDeps): SmsGateway {
  return { send: (_tenantId, message) => send(settings, deps, message) };
}

export function createSmsBalance({ url, headers, at }: SmsBalanceSettings, deps: GatewayDeps): SmsBalance {
  return {
    async read(): Promise<SmsBalanceRead> {
      const answer = await ask(deps, url, { headers: { accept: 'application/json', ...headers } });
      if (!answer.ok) return answer;
      const value = valueAt(answer.json, at);
      const balance = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      if (typeof balance !== 'number' || !Number.isFinite(balance)) return odd(answer.status);
      return { ok: true, balance };
    },
  };
}

async function send(settings: SmsSettings, deps: GatewayDeps, { to, text }: TextMessage): Promise<SmsSent> {
  const { url, method, contentType, body, from, messageId: at } = settings;
  const filling = { to, digits: to.replace('+', ''), text, from };
  const answer = await ask(deps, url, {
    method,
    headers: { accept: 'application/json', ...settings.headers, 'content-type': contentType },
    body: fillTemplate(body, contentType, filling),
  });
  if (!answer.ok) return answer;
  if (at === null) return { ok: true, messageId: null };
  // Gateways say "200 OK" to what they do not send: only the id tells that they took it.
  const id = valueAt(answer.json, at);
  const told = (typeof id === 'string' && id !== '') || typeof id === 'number';
  return told ? { ok: true, messageId: String(id) } : odd(answer.status);
}

type Answer = { readonly ok: true; readonly status: number; readonly json: unknown } | SmsFailed;

async function ask(
  { fetch, deadlineMs = fewSeconds }: GatewayDeps,
  url: string,
  init: RequestInit,
): Promise<Answer> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(deadlineMs) });
    const { ok, status } = answer;
    return ok ? { ok, status, json: jsonIn(await answer.text()) } : { ok: false, reason: 'refused', status };
  } catch (error) {
    const late = error instanceof Error && (error.name === 'TimeoutError' || isTimeout(error.cause));
    if (late) return { ok: false, reason: 'timeout', status: null };
    return { ok: false, reason: neverConnected(error) ? 'unreachable' : 'cut-off', status: null };
  }
}

/** Nothing was sent for certain. What is not known as such may have been: a message that may arrive is not given back. */
function neverConnected(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Of each address of a name one error.
  if (error instanceof AggregateError) return error.errors.every(neverConnected);
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (syscall === 'connect' || syscall === 'getaddrinfo') return true;
  if (/^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_)/.test(code ?? '')) return true;
  // `fetch` of Node wraps what happened.
  return neverConnected(error.cause);
}

/** `node:http` wraps the signal's reason into an AbortError. */
function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'TimeoutError';
}

/** Undefined for what is none: where an id is expected, it is missing then. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function odd(status: number): SmsFailed {
  return { ok: false, reason: 'odd-answer', status };
}
