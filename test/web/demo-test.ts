import type { Browser } from 'playwright-core';
import { test as base } from 'vitest';
import { chromiumPath, startChromium } from '../support/chromium.ts';
import { type RunningTower, startTower } from '../support/tower.ts';
import { type Demo, demoOf } from './demo-calls.ts';

export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1440, height: 900 };
/** How long a poll waits for what the page or the server is about to do. */
export const WITHIN = { timeout: 15_000, interval: 100 };

/** Where Chromium is, or why the tests of the page are skipped. */
export const chromium = chromiumPath();

/** Tests of the demo page: one Tower with its demo and one Chromium for all tests of a file. */
export const test = base.extend<{ tower: RunningTower; browser: Browser; demo: Demo }>({
  tower: [
    // biome-ignore lint/correctness/noEmptyPattern: what a fixture needs is read from this pattern
    async ({}, use) => {
      const tower = await startTower({ demo: true });
      await use(tower);
      await tower.stop();
    },
    { scope: 'file' },
  ],
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: as above
    async ({}, use) => {
      if (!chromium.ok) throw new Error('Skip these tests where there is no Chromium');
      const browser = await startChromium(chromium.path);
      await use(browser);
      await browser.close();
    },
    { scope: 'file' },
  ],
  demo: [async ({ tower }, use) => use(await demoOf(tower.url)), { scope: 'file' }],
});
