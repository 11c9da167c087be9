// A break-glass code used, to be cut short as in acts.ts; the opening of its window is among the operator's acts.
// Invariant: as there. A use may burn the window, and grants nothing.
import { signIn } from '../support/sign-in.ts';
import { type Act, onPage, operator, type Stage, scene, tokens } from './acts.ts';

/** The code that was read out for the person at this browser. */
const codes = new WeakMap<object, string>();

async function atCode(stage: Stage) {
  const begun = await scene(stage, { totp: true });
  const { person, browser, application } = begun;
  const check = { identityChecked: 'video', reason: 'phone broken' };
  const opened = await stage.app.core.actions.breakGlass.open(operator, person.id, check);
  if (!opened.ok) throw new Error(opened.reason);
  codes.set(browser, opened.code);
  const { identifier, password } = person;
  await signIn(browser, application, { identifier, password });
  await browser.click('code from your help desk');
  return begun;
}

export const breakGlassActs: readonly Act[] = [
  onPage('a break-glass code', ['break-glass.used'], 'evidence.add', tokens, atCode, ({ browser }) =>
    browser.submit({ code: codes.get(browser) ?? '' }),
  ),
];
