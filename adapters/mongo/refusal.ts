// Why MongoDB could not be opened, in one line that says what to do.
// Invariant: what an operator can mend is a refusal, anything else is a bug and is thrown on; no line holds the URL, its
// user or its password.

import { StoreUnavailable } from '../../ports/unavailable.ts';
import { mongoUrl } from './address.ts';
import { asUnavailable, fieldOf, messageOf } from './errors.ts';

export type RefusalReason =
  | 'bad-url'
  | 'unreachable'
  | 'wrong-credentials'
  | 'not-allowed'
  | 'untrusted-certificate'
  | 'other-version'
  | 'no-replica-set'
  | 'not-migrated'
  | 'newer-schema'
  | 'half-imported'
  | 'missing-index'
  | 'cannot-migrate';

export interface Refusal {
  readonly ok: false;
  readonly reason: RefusalReason;
  /** One line for the operator. */
  readonly message: string;
  /** Whether waiting may help; a mistake in the settings stays one. */
  readonly retry: boolean;
}

const advice: Readonly<Record<RefusalReason, string>> = {
  'bad-url': `is no MongoDB URL that can be used: ${mongoUrl.forms}.`,
  unreachable: 'leads to no MongoDB server that answers. Start it, or correct host, port and replica set.',
  'wrong-credentials':
    'has a user or password that MongoDB refuses. Correct them, or name the database that knows the user (authSource).',
  'not-allowed':
    'has a user who may not do what is needed. Give the user the role readWrite on the database of the URL.',
  'untrusted-certificate':
    'leads to a server whose certificate is not trusted. Name the file of the authority that signed it (tlsCAFile), or correct the host.',
  'other-version': 'leads to a server of a version that the driver does not know. MongoDB 7 or 8 is meant.',
  'no-replica-set':
    'leads to a server that is no member of a replica set, so it cannot confirm what a majority keeps. A set of one member is enough: start it with --replSet and call rs.initiate().',
  'not-migrated': 'names a database that is not ready. Run `sallyport migrate` once, then start again.',
  'newer-schema':
    'names a database that a newer Sallyport has migrated. Nothing was changed: start that version or a later one.',
  'half-imported':
    'names a database that holds a part of an import that was cut short. Run `sallyport data import` with the same file again, or drop the database, run `sallyport migrate` and begin anew.',
  'missing-index':
    'names a database that lacks an index that must be there. Run `sallyport migrate`, then start again.',
  'cannot-migrate':
    'names a database in which an index cannot be made, because of what is there already. Mend that, then run `sallyport migrate` again.',
};

export function refusal(reason: RefusalReason, detail = ''): Refusal {
  const message = `SALLYPORT_MONGODB_URL ${advice[reason]}${detail && ` (${detail})`}`;
  return { ok: false, reason, message: message.replaceAll(/\s+/g, ' '), retry: reason === 'unreachable' };
}

const byCode: ReadonlyMap<unknown, RefusalReason> = new Map([
  [13, 'not-allowed'],
  [18, 'wrong-credentials'],
  [8000, 'wrong-credentials'],
  [67, 'cannot-migrate'], // CannotCreateIndex
  [85, 'cannot-migrate'], // IndexOptionsConflict
  [86, 'cannot-migrate'], // IndexKeySpecsConflict
  [11000, 'cannot-migrate'], // A unique index over what is not unique
]);

const certificate = /certificate|self[- ]signed|altname|unable to verify|CERT_/i;
const otherVersion = /wire version|compatib/i;

/** What an error says of the URL, as far as it may be repeated. */
export function detailOf(error: unknown, url: string): string {
  return withoutSecrets(messageOf(error), url);
}

/** The refusal that an error amounts to; null if it is none. @param url whose user and password no detail may hold */
export function refusalOf(error: unknown, url: string): Refusal | null {
  const texts = [error, ...serverErrors(error)].map(messageOf);
  const detail = withoutSecrets(texts.at(-1) ?? '', url);
  // A file that the URL names, such as tlsCAFile, cannot be read.
  if (typeof fieldOf(error, 'path') === 'string') return refusal('bad-url', detail);
  const reason = byCode.get(fieldOf(error, 'code'));
  if (reason) return refusal(reason, detail);
  if (texts.some((text) => certificate.test(text))) return refusal('untrusted-certificate', detail);
  if (texts.some((text) => otherVersion.test(text))) return refusal('other-version', detail);
  return asUnavailable(error) instanceof StoreUnavailable ? refusal('unreachable', detail) : null;
}

/** What each server answered, where none could be selected. */
function serverErrors(error: unknown): readonly unknown[] {
  const servers = fieldOf(fieldOf(error, 'reason'), 'servers');
  if (!(servers instanceof Map)) return [];
  return [...servers.values()].flatMap((server) => {
    const cause = fieldOf(server, 'error');
    return cause ? [cause] : [];
  });
}

/** The text, or nothing if it holds a part of the URL that is nobody's business. */
function withoutSecrets(text: string, url: string): string {
  const userinfo = /^[^/]*\/\/(.*)@/.exec(url)?.[1] ?? '';
  const parts = userinfo.split(':').flatMap((part) => [part, decoded(part)]);
  return text.includes('://') || parts.some((part) => part !== '' && text.includes(part)) ? '' : text;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
