// What holds for every page that a person can meet: it can be read, heard, reached and seen on a small screen.
// Invariant: it only looks; the page is left as it was, but for its size.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { findViolations } from './axe.ts';

/** Runs in the page: what else than axe knows of someone with a screen reader, a keyboard or a phone would trip over. Text,
 * because the project is checked without the browser's types. */
const findFaults = `(() => {
  const faults = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  if (all('h1').length !== 1) faults.push(all('h1').length + ' h1');
  if (all('.summary').length > 0 && !/^(Error|Fehler): /.test(document.title)) faults.push('the title tells no error');
  const ids = all('[id]').map((one) => one.id);
  for (const one of all('[aria-describedby], [aria-labelledby]'))
    for (const name of ['aria-describedby', 'aria-labelledby'])
      for (const id of (one.getAttribute(name) || '').split(' ').filter(Boolean))
        if (!ids.includes(id)) faults.push(name + ' refers to nothing: ' + id);
  for (const wrong of all('[aria-invalid=true]'))
    if (!wrong.getAttribute('aria-describedby')) faults.push('an error tied to no text: ' + wrong.outerHTML);
  for (const link of all('.summary a'))
    if (!document.querySelector(link.getAttribute('href'))) faults.push('leads nowhere: ' + link.outerHTML);
  for (const target of all('.button, button, .ways a, .choices a, .choice, input:not([type=hidden], [type=checkbox], [type=radio])'))
    if (target.getBoundingClientRect().height < 44) faults.push('too small to hit: ' + target.outerHTML);
  return faults;
})()`;

const sidewaysBy = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Expects all of it, and no sideways scrolling at 320 px (WCAG 2.2, 1.4.10). Needs scripts to be on in the browser. */
export async function expectSound(page: Page): Promise<void> {
  const size = page.viewportSize();
  const violations = await findViolations(page);
  const faults = await page.evaluate(findFaults);
  await page.setViewportSize({ width: 320, height: 640 });
  const sideways = await page.evaluate(sidewaysBy);
  if (size) await page.setViewportSize(size);
  expect({ title: await page.title(), violations, faults, sideways }).toEqual({
    title: expect.any(String),
    violations: [],
    faults: [],
    sideways: 0,
  });
}
