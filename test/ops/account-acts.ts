// What people change of their own account on its pages, to be cut short as in acts.ts.
// Invariant: as there.

import type { Browser } from '../support/browser.ts';
import { signIn } from '../support/sign-in.ts';
import type { Person } from '../support/world.ts';
import { type Act, newPassword, type Stage, scene } from './acts.ts';

interface At {
  readonly browser: Browser;
  readonly person: Person;
}

/** Signed in, at this of the account pages. */
async function at(stage: Stage, page: string): Promise<At> {
  const { browser, application, person } = await scene(stage, { totp: true });
  await signIn(browser, application, { ...person, code: () => person.code() });
  await browser.open(`${stage.app.issuer}/account/${page}`);
  return { browser, person };
}

const wanted = (person: Person) => `new-${person.email}`;

async function atCodes(stage: Stage): Promise<At & { readonly codes: Record<'old' | 'new', string> }> {
  const here = await at(stage, 'email');
  await here.browser.submit({ address: wanted(here.person) });
  const [old, fresh] = await Promise.all([
    stage.app.mailedCode(here.person.email),
    stage.app.mailedCode(wanted(here.person)),
  ]);
  return { ...here, codes: { old, new: fresh } };
}

function onPage<Here extends At>(
  act: Pick<Act, 'name' | 'types' | 'effect' | 'spared'>,
  begin: (stage: Stage) => Promise<Here>,
  submit: (here: Here) => Promise<unknown>,
): Act {
  return {
    ...act,
    async run(stage, ready) {
      const here = await begin(stage);
      await ready();
      await submit(here);
      return here.browser.page.status;
    },
  };
}

export const accountActs: readonly Act[] = [
  onPage(
    { name: 'own details', types: ['account.updated'], effect: 'accounts.replace', spared: ['accounts'] },
    (stage) => at(stage, 'profile'),
    ({ browser }) => browser.submit({ name: 'Somebody Else' }),
  ),
  onPage(
    {
      name: 'codes for a change of address',
      types: ['email-change.codes-sent'],
      effect: 'oneTimeSecrets.issue',
      spared: ['accounts', 'one_time_secrets'],
    },
    (stage) => at(stage, 'email'),
    ({ browser, person }) => browser.submit({ address: wanted(person) }),
  ),
  onPage(
    {
      name: 'a change of address',
      types: ['account.updated'],
      effect: 'accounts.replace',
      spared: ['accounts'],
    },
    atCodes,
    ({ browser, codes }) => browser.submit(codes),
  ),
  onPage(
    {
      name: 'a change of password',
      types: ['password.set'],
      effect: 'passwords.set',
      spared: ['passwords', 'accounts', 'enrollments'],
    },
    (stage) => at(stage, 'password'),
    ({ browser, person }) =>
      browser.submit({ current: person.password, password: newPassword, repeat: newPassword }),
  ),
  onPage(
    {
      name: 'new backup codes',
      types: ['backup-codes.issued'],
      effect: 'enrollments.replace',
      spared: ['enrollments'],
    },
    (stage) => at(stage, 'backup-codes/new'),
    ({ browser }) => browser.submit(),
  ),
];
