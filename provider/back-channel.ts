// Tells applications that somebody is signed out there (OpenID Connect Back-Channel Logout 1.0, 2.5), where that was noted: at
// the end of a break-glass window, and after acts of admins and of people at their account pages. A job.
// Invariant: what was not taken is tried again, a minute apart, and given up after ten tries, which is said.
import type Provider from 'oidc-provider';
import type { Logout, Logouts } from '../ports/logouts.ts';

export interface BackChannelDeps {
  readonly logouts: Logouts;
  readonly now: () => number;
  /** Told of an application that was not reached. */
  readonly report: (error: unknown, what: string) => void;
}

interface Told {
  readonly backchannelLogoutUri?: string;
  backchannelLogout(sub: string, sid: string): Promise<void>;
}

const minute = 60_000;
const mostTries = 10;
const atOnce = 20;

/** Tells all that are due, or until `stop`. */
export function createBackChannel(
  { logouts, now, report }: BackChannelDeps,
  current: () => Provider,
): (stop?: AbortSignal) => Promise<void> {
  async function tell({ id, clientId, accountId, sid, tries }: Logout): Promise<void> {
    try {
      const found = await current().Client.find(clientId);
      const client = found as Told | undefined; // the method is missing in the library's types
      // Gone since, or it never wanted to know.
      if (client?.backchannelLogoutUri) await client.backchannelLogout(accountId, sid);
    } catch (error) {
      if (tries < mostTries) return;
      report(error, `back-channel logout at ${clientId}, given up after ${tries} tries`);
    }
    await logouts.remove(id);
  }

  return async (stop) => {
    for (;;) {
      if (stop?.aborted) return;
      const due = await logouts.takeDue(now(), now() + minute, atOnce);
      await Promise.all(due.map(tell));
      if (due.length < atOnce) return;
    }
  };
}
