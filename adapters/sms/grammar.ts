// How the settings of the SMS gateway are understood.
// Invariant: codes travel encrypted beyond this machine, and never in a URL, which proxies write into their logs: so there is
// no GET and no place for the text in the address.
import type { Grammar } from '../grammar.ts';
import { isPointer } from './pointer.ts';
import { contentTypes, isTemplate } from './template.ts';

export type HeaderFields = Readonly<Record<string, string>>;

/** An address without credentials, and the header (Basic, RFC 7617) that it had them for. */
export interface GatewayAddress {
  readonly url: string;
  readonly headers: HeaderFields;
}

export const smsUrl: Grammar<GatewayAddress> = {
  forms: 'https://host/path, or https://user:password@host/path; http:// for this machine only',
  read(text) {
    const url = URL.parse(text);
    if (url?.hash !== '' || !isSafe(url)) return null;
    const credentials = credentialsOf(url);
    if (credentials === null) return null;
    url.username = '';
    url.password = '';
    return { url: url.href, headers: basicHeader(credentials) };
  },
};

export const smsHeaders: Grammar<HeaderFields> = {
  forms: 'a JSON object of headers, such as {"Authorization":"Bearer key"}',
  read(text) {
    const fields = objectIn(text);
    if (fields === null) return null;
    const entries = Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value] as const);
    // RFC 9110 5.1 and 5.5; lengths and types of the body are ours to say.
    const fits = entries.every(
      ([name, value]) =>
        /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
        !['content-length', 'content-type', 'host', 'transfer-encoding'].includes(name) &&
        typeof value === 'string' &&
        /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value),
    );
    return fits ? Object.fromEntries(entries.map(([name, value]) => [name, String(value)])) : null;
  },
};

export const smsBody: Grammar<string> = {
  forms: 'the body of the request, with {text}, {to} or {digits}, and perhaps {from}',
  read: (text) => (isTemplate(text) ? text : null),
};

export const smsPointer: Grammar<string> = {
  forms: 'a JSON pointer into the answer, such as /messages/0/id',
  read: (text) => (isPointer(text) ? text : null),
};

export const smsMethods = ['POST', 'PUT'] as const;
export const smsContentTypes = contentTypes;

function isSafe({ protocol, hostname }: URL): boolean {
  const here = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && here);
}

/** "user:password"; empty if there are none, null if they are not percent-encoded. */
function credentialsOf({ username, password }: URL): string | null {
  if (username === '' && password === '') return '';
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    return null;
  }
}

function basicHeader(credentials: string): HeaderFields {
  if (credentials === '') return {};
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

function objectIn(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
