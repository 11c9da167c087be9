// Reads an account's record, password and enrollments in one command.
// Invariant: what it reads is what three reads one after another would have found at one moment.
import type { StoredPassword } from '../../ports/passwords.ts';
import { asAccount, type StoredAccount } from './accounts.ts';
import type { Collection, Stored } from './collection.ts';
import { asEnrollments, type StoredEnrollments } from './enrollments.ts';
import type { Standing, StandingReads } from './standings.ts';

interface Collections {
  readonly accounts: Collection<StoredAccount>;
  readonly passwords: Collection<StoredPassword>;
  readonly enrollments: Collection<StoredEnrollments>;
}

export function createStandingReads(collections: Collections): StandingReads {
  const { accounts, passwords, enrollments } = collections;
  const beside = ({ name }: { readonly name: string }) => ({
    $lookup: { from: name, localField: '_id', foreignField: '_id', as: name },
  });
  const read = async (match: Readonly<Record<string, string>>): Promise<Standing | undefined> => {
    const stages = [{ $match: match }, { $limit: 1 }, beside(passwords), beside(enrollments)];
    const [found] = await accounts.aggregate(stages);
    return found && toStanding(collections, found);
  };
  return {
    nobody: { account: undefined, password: undefined, enrollments: asEnrollments('', undefined) },
    async byId(accountId) {
      const standing = await read({ _id: accountId });
      if (standing) return standing;
      // No account here, but a plug-in host may keep its own and leave the rest to us.
      const [password, record] = await Promise.all([
        passwords.find({ accountId }),
        enrollments.find({ accountId }),
      ]);
      return { account: undefined, password, enrollments: asEnrollments(accountId, record) };
    },
    byIdentifier: (tenantId, identifier) => read({ tenantId, identifiers: identifier }),
  };
}

function toStanding({ accounts, passwords, enrollments }: Collections, found: Stored): Standing {
  const { [passwords.name]: password, [enrollments.name]: record, ...stored } = found;
  const account = asAccount(accounts.read(stored));
  const [own] = joined(password);
  const [enrolled] = joined(record);
  return {
    account,
    password: own && passwords.read(own),
    enrollments: asEnrollments(account.id, enrolled && enrollments.read(enrolled)),
  };
}

/** What a $lookup found. */
function joined(list: unknown): readonly Stored[] {
  return Array.isArray(list) ? list : [];
}
