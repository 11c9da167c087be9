// Looks at every page in Chromium, wide and narrow, light and dark; `npm run screenshots` leaves pictures of all four, in both
// languages, in test-output/gallery.
// Invariant: no page scrolls sideways at 320 px, breaks the policy for scripts and styles, has targets too small to hit, or
// anything that axe-core minds in either scheme.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningChromium, startChromium } from '../support/chromium.ts';
import { bringAxe, findViolations } from './axe.ts';
import { type Gallery, openGallery, shown } from './gallery-server.ts';
import { pictureFolder, picturesWanted, takePicture } from './picture.ts';

const folder = pictureFolder('gallery');
/** The other two pairs are taken of the real pages (camera.ts). */
const sights = [
  { name: '360-light', width: 360, colorScheme: 'light' },
  { name: '1280-dark', width: 1280, colorScheme: 'dark' },
] as const;

let gallery: Gallery;
let chromium: RunningChromium;
let page: Page;
/** For what axe is not asked about. */
let plain: Page;
const complaints: string[] = [];

beforeAll(async () => {
  gallery = await openGallery();
  chromium = await startChromium({ still: !picturesWanted });
  [page, plain] = await Promise.all([chromium.context.newPage(), chromium.context.newPage()]);
  await bringAxe(page);
  page.on('console', (message) => complaints.push(message.text()));
  page.on('requestfailed', (request) => complaints.push(`not loaded: ${request.url()}`));
});

afterAll(async () => {
  await chromium.close();
  await gallery.close();
});

/** Links and buttons lower than 44 px; links within a sentence may be (WCAG 2.2, 2.5.8). */
const smallTargets = `[...document.querySelectorAll('.button, .link-button, .ways a, .choices a, input:not([type=hidden], [type=checkbox], [type=radio])')]
  .filter((target) => target.getBoundingClientRect().height < 44).map((target) => target.outerHTML)`;
const sidewaysBy = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Each page once, and each with an error, in every sight; what else it can show in one. */
const firsts = new Set(shown.filter(({ page }, at) => shown.findIndex((one) => one.page === page) === at));

function pictureOf({ page, variant }: (typeof shown)[number], sight: string): string {
  return join(folder, `${page.replace('/', '-')}-${variant}-${sight}.png`);
}

describe.each(shown)('$page ($variant)', (sample) => {
  const seen = firsts.has(sample) || sample.variant === 'error' ? sights : sights.slice(0, 1);
  // Not skipped where nobody asked for them: they are no test.
  const photograph = picturesWanted ? test : () => {};
  photograph('pictures for people, of every sight and language', async () => {
    for (const surrounding of ['usual', 'german'] as const) {
      await page.goto(gallery.url(sample, surrounding));
      for (const width of [360, 1280])
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          const language = surrounding === 'usual' ? 'en' : 'de';
          await takePicture(page, pictureOf(sample, `${language}-${width}-${colorScheme}`));
        }
    }
  });

  test('C4: is seen whole at 360 and 1280 px, in light and dark, breaks no policy, and nobody is shut out', async () => {
    complaints.length = 0;
    await page.goto(gallery.url(sample, 'usual'));
    for (const { width, colorScheme } of seen) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      expect(await page.evaluate(sidewaysBy)).toBe(0);
    }
    expect(await page.evaluate(smallTargets)).toEqual([]);
    expect(await findViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe.each([...firsts])('$page ($variant)', (sample) => {
  test('C4, C5: does not scroll sideways at 320 px, in German, even where every name is at its longest', async () => {
    await plain.setViewportSize({ width: 320, height: 640 });
    await plain.goto(gallery.url(sample, 'extreme'));
    await takePicture(plain, pictureOf(sample, 'extreme'));
    expect(await plain.evaluate(sidewaysBy)).toBe(0);
  });
});

/** Pages with the longest words and sentences of German. */
const wordy: readonly (typeof shown)[number][] = [
  { page: 'interactions/set-up-confirm', variant: 'send' },
  { page: 'interactions/set-up-authenticator', variant: 'error' },
];
/** Words that go on in the next line without a hyphen of their own. An address is no word. */
const brokenWords = `(() => {
  const texts = document.createTreeWalker(document.querySelector('.page'), NodeFilter.SHOW_TEXT);
  const broken = [];
  while (texts.nextNode()) {
    const { currentNode } = texts;
    for (const { 0: word, index } of currentNode.data.matchAll(/[^\\s-]+/g)) {
      const range = document.createRange();
      range.setStart(currentNode, index);
      range.setEnd(currentNode, index + word.length);
      const lines = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      if (lines.size > 1 && !word.includes('@')) broken.push(word);
    }
  }
  return broken;
})()`;

describe.each(wordy)('$page ($variant) in German', (sample) => {
  test.each(sights)(
    'C5: no word is broken or runs out of its place at $name',
    async ({ width, colorScheme }) => {
      await page.setViewportSize({ width, height: 740 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.goto(gallery.url(sample, 'german'));
      expect(await page.evaluate(brokenWords)).toEqual([]);
      expect(await page.evaluate(sidewaysBy)).toBe(0);
    },
  );
});
