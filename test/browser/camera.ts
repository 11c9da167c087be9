// Looks whether the pages of a journey are sound, and takes pictures of them, wide and light, narrow and dark.
// Invariant: it looks only at the page that the test expects, known by its heading.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { pictureFolder, picturesWanted, takePicture } from './picture.ts';
import { expectSound } from './soundness.ts';

/** The other pairs are in the gallery (gallery.test.ts). */
const sights = [
  { name: '360-dark', width: 360, height: 740, colorScheme: 'dark' },
  { name: '1280-light', width: 1280, height: 900, colorScheme: 'light' },
] as const;

const harmless = [
  // An answer of 4xx with a page is what some of these pages are.
  'Failed to load resource',
  // Tests type faster than people: before Chromium has looked for the field to begin with.
  'Autofocus processing was blocked',
];

export interface Camera {
  /** Looks at the page as it stands; pictures are named `name`. Fails where it is not sound or the browser complained. */
  shoot(page: Page, name: string, heading: string | RegExp): Promise<void>;
  /** One picture, as a printer would have it. */
  print(page: Page, name: string): Promise<void>;
  /** Listens to what the browser complains of there. */
  watch(page: Page): void;
}

/** @param name of the folder */
export function openCamera(name: string): Camera {
  const folder = pictureFolder(name);
  const complaints: string[] = [];
  return {
    async shoot(page, shot, heading) {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      for (const { name: sight, width, height, colorScheme } of picturesWanted ? sights : []) {
        await page.setViewportSize({ width, height });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await takePicture(page, join(folder, `${shot}-${sight}.png`));
      }
      await expectSound(page);
      expect(complaints).toEqual([]);
    },
    async print(page, shot) {
      await page.emulateMedia({ media: 'print' });
      await takePicture(page, join(folder, `${shot}.png`));
      await page.emulateMedia({ media: 'screen' });
    },
    watch(page) {
      page.on('console', (message) => {
        if (!harmless.some((one) => message.text().startsWith(one))) complaints.push(message.text());
      });
    },
  };
}
