import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { chromiumPath, startChromium } from '../support/chromium.ts';
import { type RunningTower, startTower } from '../support/tower.ts';
import { type Demo, demoOf } from './demo-calls.ts';
import { openPage } from './open-page.ts';

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };

const chromium = chromiumPath();
let tower: RunningTower;
let browser: Browser;
let demo: Demo;

describe.skipIf(!chromium.ok)('the look of the demo page', () => {
  beforeAll(async () => {
    if (!chromium.ok) return;
    [tower, browser] = await Promise.all([startTower({ demo: true }), startChromium(chromium.path)]);
    demo = await demoOf(tower.url);
  });
  afterAll(async () => {
    await browser?.close();
    await tower?.stop();
  });

  test.for(['light', 'dark'] as const)(
    'in the %s theme nothing is wider than a phone of 360 px',
    async (scheme, { expect }) => {
      const { page } = await openPage(browser, `${tower.url}/?member=${demo.newMember()}`, {
        viewport: PHONE,
        colorScheme: scheme,
      });
      await page.locator('tower-inbox .status.live').waitFor();
      for (const tab of ['Inbox', 'Post', 'Following', 'Why', 'Settings']) {
        await page.getByRole('tab', { name: tab }).click();
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
      }
      expect(await page.evaluate(BACKGROUND)).toBe(GROUND[scheme]);

      // Two steps from `system`: light, then dark; the choice outlives the page.
      const steps = scheme === 'light' ? 2 : 1;
      for (let step = 0; step < steps; step++) await page.getByRole('button', { name: /^Theme:/ }).click();
      const other = scheme === 'light' ? 'dark' : 'light';
      expect(await page.evaluate(BACKGROUND)).toBe(GROUND[other]);
      await page.reload();
      expect(await page.evaluate(BACKGROUND)).toBe(GROUND[other]);
      await page.context().close();
    },
  );

  test('the keyboard alone picks a member and goes through the tabs, and every control has a name', async ({
    expect,
  }) => {
    const member = demo.newMember();
    const { page } = await openPage(browser, `${tower.url}/?member=${demo.newMember()}#post`, { viewport: DESK });
    await page.getByRole('button', { name: /^Member:/ }).press('Enter');
    await page.keyboard.type(member);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: `Member: ${member}` }).waitFor();

    await page.getByRole('tab', { name: 'Post' }).focus();
    for (const tab of ['Following', 'Why', 'Settings']) {
      await page.keyboard.press('ArrowRight');
      const chosen = page.getByRole('tab', { name: tab, selected: true });
      await chosen.waitFor();
      expect(await page.getByRole('tabpanel', { name: tab }).count()).toBe(1);
      expect((await page.locator('body').ariaSnapshot()).match(NAMELESS)).toBeNull();
    }
    await page.context().close();
  });

  test('on a deployment without a demo it says what Tower is and how to try it', async ({ expect }) => {
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    await page.route('**/demo.json', (route) => route.fulfill({ status: 404, body: '{}' }));
    await page.goto(tower.url);
    await page.getByText('npm start').waitFor();
    expect(await page.locator('tower-inbox').count()).toBe(0);
    await context.close();
  });
});

/** A line of an accessibility snapshot with a control that has no name. */
const NAMELESS = /- (button|textbox|combobox|checkbox|switch|radio|link|tab|tabpanel|progressbar)(:|$| \[)/m;
const GROUND = { light: 'rgb(246, 247, 249)', dark: 'rgb(14, 15, 18)' };
const BACKGROUND = 'getComputedStyle(document.body).backgroundColor';
