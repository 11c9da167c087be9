// Lets axe-core judge a page, in light and in dark. Everything that it finds counts, whatever weight it gives it.
// Invariant: the page is loaded once and left in light.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const { resolve } = createRequire(import.meta.url);
const source = readFileSync(resolve('axe-core/axe.min.js'), 'utf8');

/** Runs in the page. Text, because the project is checked without the browser's types. */
const judge = (rules: string) => `axe.run(document, { resultTypes: ['violations'], ...${rules} }).then(
  ({ violations }) => violations.flatMap(({ id, impact, help, nodes }) =>
    nodes.map(({ html, any }) => [impact, id, help, html, ...any.map(({ message }) => message)].join(' | '))))`;
const allRules = '{}';
/** All that another scheme can change. */
const colours = "{ runOnly: ['color-contrast'] }";

/** Every page that is opened there from now on has axe: for many of them, because handing it over takes longer than its judgement. */
export function bringAxe(page: Page): Promise<unknown> {
  return page.addInitScript(source);
}

/** What axe has against the page as it stands. Scripts must be on in the browser; the page's policy does not matter. */
export async function findViolations(page: Page): Promise<readonly string[]> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source);
  const light = await page.evaluate<string[]>(judge(allRules));
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await page.evaluate<string[]>(judge(colours));
  await page.emulateMedia({ colorScheme: 'light' });
  return [...light, ...dark.map((one) => `in dark: ${one}`)];
}
