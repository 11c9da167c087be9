// Takes pictures of the pages of a journey, wide and light, narrow and dark, and looks whether they are sound.
// Invariant: a picture is taken only of the page that the test expects, known by its heading.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { takePicture } from './picture.ts';
import { expectSound } from './soundness.ts';

/** The other pairs are in the gallery (gallery.test.ts). */
const sights = [
  { name: '360-dark', width: 360, height: 740, colorScheme: 'dark' },
  { name: '1280-light', width: 1280, height: 900, colorScheme: 'light' },
] as const;

export interface Camera {
  /** Pictures of the page as it stands, named `name`. Fails where the page is not sound or the browser complained. */
  shoot(page: Page, name: string, heading: string | RegExp): Promise<void>;
  /** One picture, as a printer would have it. */
  print(page: Page, name: string): Promise<void>;
  /** Listens to what the browser complains of there. */
  watch(page: Page): void;
}

/** @param name of the folder in test-output, which is not committed; emptied first */
export function openCamera(name: string): Camera {
  const folder = join(import.meta.dirname, '../../test-output', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const complaints: string[] = [];
  return {
    async shoot(page, shot, heading) {
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
      for (const { name: sight, width, height, colorScheme } of sights) {
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
        // An answer of 4xx with a page is what some of these pages are.
        if (!message.text().startsWith('Failed to load resource')) complaints.push(message.text());
      });
    },
  };
}
