// How the address of MongoDB is understood: the one grammar of it, for the settings and for whoever opens it.
// Invariant: it names a database; without one the driver would write to "test".
import { type Grammar, parseNodes, percentDecoded } from '../grammar.ts';

/** mongodb: or mongodb+srv:, as its driver takes it. What its query may hold is for the driver to say. */
export const mongoUrl: Grammar<string> = {
  read: (text) => (isMongoUrl(text) ? text : null),
  forms:
    'mongodb://user:password@host:27017/database or mongodb+srv://, naming a database, special characters percent-encoded',
};

function isMongoUrl(text: string): boolean {
  const pattern =
    /^mongodb(?<srv>\+srv)?:\/\/(?:(?<login>[^@/?#]*)@)?(?<hosts>[^@/?#]+)\/(?<database>[^/?#.$"*<>:|\\\s]{1,63})(?:\?[^#]*)?$/;
  const { srv, login, hosts = '', database } = pattern.exec(text)?.groups ?? {};
  if (database === undefined || (login !== undefined && !isMongoLogin(login))) return false;
  return srv === undefined ? parseNodes(hosts, 27_017) !== null : /^[\w.-]+$/.test(hosts);
}

/** A name may stand alone: certificates and other mechanisms need no password. */
function isMongoLogin(text: string): boolean {
  const parts = text.split(':');
  return parts.length <= 2 && parts[0] !== '' && parts.every((part) => percentDecoded(part) !== null);
}
