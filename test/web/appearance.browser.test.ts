import { describe } from 'vitest';
import { chromium, DESK, PHONE, test } from './demo-test.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!chromium.ok)('the look of the demo page', () => {
  test.for(['light', 'dark'] as const)(
    'in the %s theme nothing is wider than a phone of 360 px',
    async (scheme, { expect, tower, browser, demo }) => {
      const { page } = await openPage(browser, `${tower.url}/?member=${demo.newMember()}`, {
        viewport: PHONE,
        colorScheme: scheme,
      });
      await page.locator('tower-inbox .status.live').waitFor();
      for (const tab of ['Inbox', 'Post', 'Following', 'Why', 'Settings']) {
        await page.getByRole('tab', { name: tab }).click();
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
      }
      // Everything that the settings can open is open.
      for (const kind of await page.locator('tower-preferences summary').all()) await kind.click();
      await page.getByLabel('Hold web push during these hours').check();
      await page.getByRole('button', { name: 'Add hours of other days' }).click();
      await page.getByLabel('How often').selectOption('Every week');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
      expect((await page.locator('body').ariaSnapshot()).match(NAMELESS)).toBeNull();
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
    tower,
    browser,
    demo,
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

  test('on a deployment without a demo it says what Tower is and how to try it', async ({ expect, tower, browser }) => {
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
