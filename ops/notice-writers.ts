// Turns the notices of the audit log into the mails that people and officers get.
// Invariant: to the address at the time: a change of address must not turn a notice away from whom it warns.
import type { NoticesDeps } from '../audit/notices.ts';
import { originOf } from './letters.ts';
import { createOfficersMail, type OfficersDeps } from './officers.ts';

export function noticeWriters(
  deps: OfficersDeps & { readonly notMeLink: (accountId: string, at: number) => string },
): Pick<NoticesDeps, 'originOf' | 'write' | 'writeToOfficers'> {
  const { accounts, letters } = deps;
  return {
    originOf,
    writeToOfficers: createOfficersMail(deps),
    async write({ id, accountId, to, name, model }) {
      const account = await accounts.find(accountId);
      if (!account) return;
      const whole = { ...model, notMeLink: deps.notMeLink(accountId, model.at) };
      await letters.write(id, { ...account, email: to ?? account.email }, name, whole as never); // name and model belong together by NoticeLetter
    },
  };
}
