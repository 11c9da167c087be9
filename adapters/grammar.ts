// What the grammars of settings are, and what those of addresses have in common: hosts with ports, percent-encoding.
// Invariant: text that is not understood is null, never half of an address; no driver is loaded to read a setting.

/** How the text of one setting is understood. */
export interface Grammar<T> {
  /** Null for text that is in none of the forms. */
  read(text: string): T | null;
  /** The forms, for whoever wrote another one. */
  readonly forms: string;
}

export interface ServerNode {
  readonly host: string;
  readonly port: number;
}

/** `HOST:PORT,HOST,[IPv6]:PORT`; null if one of them is wrong. */
export function parseNodes(text: string, defaultPort: number): readonly ServerNode[] | null {
  const nodes = text.split(',').map((part) => {
    const { host = '', port } =
      /^(?<host>[\w.-]+|\[[\da-f:.]+\])(?::(?<port>\d{1,5}))?$/i.exec(part)?.groups ?? {};
    return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? defaultPort : Number(port) };
  });
  return nodes.every(({ host, port }) => host !== '' && port >= 1 && port <= 65_535) ? nodes : null;
}

/** Null for what is not percent-encoded. */
export function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
