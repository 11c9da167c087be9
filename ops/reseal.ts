// Seals anew, under the newest key, what older seal keys have sealed and what lasts: authenticator apps, set-ups that were
// begun, mails that wait. Each by compare-and-set, so servers may run meanwhile and it may be cut short and run again.
// Invariant: what cannot be opened is left as it is, and told.
import { changeEnrollments } from '../factors/change-enrollments.ts';
import { sealedPart, withSealedPart } from '../factors/sealed-part.ts';
import type { Enrollment, Enrollments, PendingEnrollment } from '../ports/enrollments.ts';
import type { OutboxMessage } from '../ports/outbox.ts';
import type { Storage } from '../ports/storage.ts';
import type { Vault } from '../ports/vault.ts';
import { recordsOf } from './transfer/export.ts';

export interface ResealDeps {
  readonly storage: Storage;
  readonly vault: Pick<Vault, 'reseal'>;
  /** For whom the mail of that id is sealed. */
  readonly mailOwner: (id: string) => string;
  /** Called once, before the first is changed. */
  readonly begin: () => Promise<unknown>;
}

export interface Resealed {
  readonly accounts: number;
  readonly mails: number;
  /** Ids of accounts and mails that hold what no key of the file opens. */
  readonly unreadable: readonly string[];
}

export interface ResealedAll extends Resealed {
  /** The last look found nothing more to do: nothing that lasts is under an older key of the file. */
  readonly complete: boolean;
}

/** Looks again until nothing is found: a server that has not read the new key yet may have used the one before meanwhile. */
export async function reseal(deps: ResealDeps): Promise<ResealedAll> {
  const once = { ...deps, begin: onlyOnce(deps.begin) };
  const total = { accounts: 0, mails: 0 };
  for (let looks = 1; ; looks += 1) {
    const { accounts, mails, unreadable } = await resealFound(once);
    total.accounts += accounts;
    total.mails += mails;
    const complete = accounts + mails === 0;
    if (complete || looks === mostLooks) return { ...total, unreadable, complete };
  }
}

const mostLooks = 3;

async function resealFound(deps: ResealDeps): Promise<Resealed> {
  const reader = await deps.storage.transfer.read();
  try {
    const accounts = await resealAll(recordsOf(reader, 'enrollments'), {
      id: ({ accountId }) => accountId,
      isDue: (record) => sealedAnew(deps, record) !== null,
      reseal: async ({ accountId }) => deps.begin().then(() => resealAccount(deps, accountId)),
    });
    const mails = await resealAll(recordsOf(reader, 'message'), {
      id: ({ id }) => id,
      isDue: (message) => mailAnew(deps, message) !== null,
      reseal: async (message) => deps.begin().then(() => resealMail(deps, message)),
    });
    const unreadable = [...accounts.unreadable, ...mails.unreadable];
    return { accounts: accounts.done, mails: mails.done, unreadable };
  } finally {
    await reader.close();
  }
}

interface Kind<T> {
  readonly id: (record: T) => string;
  /** Throws if it cannot be opened. */
  readonly isDue: (record: T) => boolean;
  /** False if another caller was faster, and nothing is left to do. */
  readonly reseal: (record: T) => Promise<boolean>;
}

async function resealAll<T>(records: AsyncIterable<T>, kind: Kind<T>) {
  const unreadable: string[] = [];
  let done = 0;
  for await (const record of records) {
    const due = tried(() => kind.isDue(record));
    if (due === 'unreadable') unreadable.push(kind.id(record));
    else if (due && (await kind.reseal(record))) done += 1;
  }
  return { done, unreadable };
}

async function resealAccount(deps: ResealDeps, accountId: string): Promise<boolean> {
  const resealed = await changeEnrollments(deps, accountId, (present) => {
    const changes = sealedAnew(deps, present);
    return changes ? ({ ok: true, changes } as const) : ({ ok: false } as const);
  });
  return resealed.ok;
}

async function resealMail(deps: ResealDeps, message: OutboxMessage): Promise<boolean> {
  const text = mailAnew(deps, message);
  return text !== null && deps.storage.outbox.reseal(message.id, message.sealedMail, text);
}

/** The changes to the record; null if nothing in it is under an older key. */
function sealedAnew(
  { vault }: ResealDeps,
  { accountId, factors, pending }: Enrollments,
): Pick<Enrollments, 'factors' | 'pending'> | null {
  const anew = <T extends Enrollment | PendingEnrollment>(holder: T): T => {
    const sealed = sealedPart(holder);
    const envelope = sealed === null ? null : vault.reseal(sealed, accountId);
    return envelope === null ? holder : withSealedPart(holder, envelope);
  };
  const next = { factors: factors.map(anew), pending: pending && anew(pending) };
  const isSame = next.pending === pending && next.factors.every((factor, index) => factor === factors[index]);
  return isSame ? null : next;
}

/** Nothing is left of a mail that was sent. */
function mailAnew({ vault, mailOwner }: ResealDeps, { id, sealedMail }: OutboxMessage): string | null {
  return sealedMail === '' ? null : vault.reseal(sealedMail, mailOwner(id));
}

/** The vault throws for an envelope that no key of the file opens: that one is told, the others go on. */
function tried<T>(work: () => T): T | 'unreadable' {
  try {
    return work();
  } catch {
    return 'unreadable';
  }
}

function onlyOnce(act: () => Promise<unknown>): () => Promise<void> {
  let done = false;
  return async () => {
    if (!done) await act();
    done = true;
  };
}
