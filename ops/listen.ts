// Makes a server listen, and says in one line why it cannot.
// Invariant: a place that cannot be had is a value; whoever opens the process decides what follows.
import { once } from 'node:events';
import type { Server } from 'node:net';

export interface ListenAt {
  readonly host: string;
  /** 0: one that the system chooses. */
  readonly port: number;
}

/** `message`: one line of what is wrong and what to do. */
export type Listened = { readonly ok: true } | { readonly ok: false; readonly message: string };

/** @param setting what has to be changed when the port is taken */
export async function listen(server: Server, { host, port }: ListenAt, setting: string): Promise<Listened> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
    return { ok: true };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const message = `Cannot listen on ${host}:${port} (${code}). Is another server running there? Set ${setting}.`;
    return { ok: false, message };
  }
}
