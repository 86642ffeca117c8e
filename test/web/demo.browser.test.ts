import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { chromiumPath, deliverPush, startChromium } from '../support/chromium.ts';
import { type RunningTower, startTower } from '../support/tower.ts';
import { type Demo, demoOf } from './demo-calls.ts';
import { openPage } from './open-page.ts';

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };

const chromium = chromiumPath();
let tower: RunningTower;
let browser: Browser;
let demo: Demo;

describe.skipIf(!chromium.ok)('the demo page', () => {
  beforeAll(async () => {
    if (!chromium.ok) return;
    [tower, browser] = await Promise.all([startTower({ demo: true }), startChromium(chromium.path)]);
    demo = await demoOf(tower.url);
  });
  afterAll(async () => {
    await browser?.close();
    await tower?.stop();
  });

  test('loads under a strict content security policy, goes live, and says nothing on the console', async ({
    expect,
  }) => {
    const { page, said } = await openPage(browser, tower.url, { viewport: DESK });
    await page.locator('tower-inbox .status.live').waitFor();
    await page.locator('tower-composer select option').first().waitFor({ state: 'attached' });
    expect(said).toEqual([]);
    const { headers } = await fetch(tower.url);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
    const worker = await fetch(`${tower.url}/service-worker.js`);
    expect(worker.headers.get('content-type')).toContain('javascript');
    expect(worker.headers.get('cache-control')).toBe('no-cache');
    await page.context().close();
  });

  test('the timeline shows a post without a reload, with exact counts through seen, read and archive', async ({
    expect,
  }) => {
    const member = demo.newMember();
    const { page, said } = await openPage(browser, `${tower.url}/?member=${member}#post`, { viewport: PHONE });
    await page.locator('tower-inbox .status.live').waitFor({ state: 'attached' });
    for (const text of ['one', 'two', 'three']) await demo.post({ to: member, text });
    const badge = page.getByRole('tab', { name: 'Inbox' }).locator('.badge');
    await expect.poll(() => badge.textContent(), WITHIN).toBe('3 unread');
    // Behind another tab nothing was shown, so nothing is seen.
    expect(await demo.counts(member)).toEqual({ unseen: 3, unread: 3 });

    await page.getByRole('tab', { name: 'Inbox' }).click();
    const entries = page.locator('tower-inbox li[data-id]');
    expect(await entries.count()).toBe(3);
    await expect.poll(() => demo.counts(member), WITHIN).toEqual({ unseen: 0, unread: 3 });
    const counts = page.locator('tower-inbox .counts');
    await expect.poll(() => counts.getAttribute('aria-label'), WITHIN).toBe('3 unread, 0 new');

    await entries.nth(1).locator('.entry').click();
    await expect.poll(() => demo.counts(member), WITHIN).toEqual({ unseen: 0, unread: 2 });
    await expect.poll(() => counts.getAttribute('aria-label'), WITHIN).toBe('2 unread, 0 new');
    expect(await entries.nth(1).getAttribute('class')).toBe('read');

    await page
      .getByRole('button', { name: /^Archive:/ })
      .first()
      .click();
    await expect.poll(() => demo.counts(member), WITHIN).toEqual({ unseen: 0, unread: 1 });
    expect(await entries.count()).toBe(2);

    await page.getByRole('button', { name: 'Mark all read' }).click();
    await expect.poll(() => demo.counts(member), WITHIN).toEqual({ unseen: 0, unread: 0 });
    await expect.poll(() => page.title(), WITHIN).toBe('Tower');
    expect(said).toEqual([]);
    await page.context().close();
  });

  test('older entries come by the page, and what happened without a connection is fetched with the next one', async ({
    expect,
  }) => {
    const member = demo.newMember();
    for (let count = 0; count < 25; count++) await demo.post({ to: member, text: `entry ${count}` });
    const { page } = await openPage(browser, `${tower.url}/?member=${member}`, { viewport: DESK });
    const entries = page.locator('tower-inbox li[data-id]');
    await expect.poll(() => entries.count(), WITHIN).toBe(20);
    await page.getByRole('button', { name: 'Show older' }).click();
    await expect.poll(() => entries.count(), WITHIN).toBe(25);

    await page.context().setOffline(true);
    await page.locator('tower-inbox .status.offline').waitFor();
    await demo.post({ to: member, text: 'while nobody listened' });
    await page.context().setOffline(false);
    await page.locator('tower-inbox .status.live').waitFor();
    await page.locator('tower-inbox').getByText('while nobody listened').waitFor();
    expect(await entries.count()).toBe(26);
    await page.context().close();
  });

  test('following someone, their post arrives, its progress ends, and the decision says why', async ({ expect }) => {
    const [member, author] = [demo.newMember(), demo.newMember()];
    const { page, said } = await openPage(browser, `${tower.url}/?member=${member}#following`, { viewport: DESK });
    await page.getByLabel('Follow someone').fill(author);
    await page.getByRole('button', { name: 'Follow', exact: true }).click();
    await page.getByRole('button', { name: `Unfollow ${author}` }).waitFor();

    await page.getByRole('tab', { name: 'Post' }).click();
    await page.getByLabel('Who posts').fill(author);
    await page.getByLabel('Type', { exact: true }).selectOption(demo.contentType);
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByText('Write something.').waitFor();
    await page.getByLabel('Text').fill('A quiet morning at the harbour');
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    const progress = page.locator('tower-event-progress');
    await progress.getByText('Done', { exact: true }).waitFor();
    const figures = progress.locator('.figures dd');
    expect(await figures.allTextContents()).toEqual(['1', '1']);
    const posted = (await progress.locator('code').textContent()) ?? 'no event';
    await page.locator(`tower-inbox li[data-id="${posted}"]`).waitFor();

    await page.getByRole('tab', { name: 'Why' }).click();
    const decision = page.locator('tower-decisions li').first();
    await decision.locator('summary').click();
    expect(await decision.locator('.outcome').textContent()).toBe('Sent');
    expect(await decision.locator('dl').textContent()).toContain(posted);

    await page.getByRole('tab', { name: 'Following' }).click();
    await page.getByRole('button', { name: `Unfollow ${author}` }).click();
    await page.getByText('Nobody yet.').waitFor();
    expect(said).toEqual([]);
    await page.context().close();
  });

  test('muting and quiet hours are kept, and a time zone that is none is refused beside its field', async ({
    expect,
  }) => {
    const member = demo.newMember();
    const { page } = await openPage(browser, `${tower.url}/?member=${member}#settings`, { viewport: PHONE });
    await page.getByLabel('Id of what to mute').fill('bob');
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await page.getByRole('button', { name: 'Unmute actor bob' }).waitFor();
    await page.getByLabel('Hold web push during these hours').check();
    await page.getByLabel('Time zone').fill('Asia/Tokyo');
    await page.getByLabel('Time zone').press('Tab');
    await page.getByText('Saved', { exact: true }).waitFor();
    await expect
      .poll(() => demo.preferences(member), WITHIN)
      .toMatchObject({ muted: [{ actor: 'bob' }], quiet: { from: '22:00', to: '08:00' }, timezone: 'Asia/Tokyo' });

    await page.getByLabel('Time zone').fill('Mars/Olympus');
    await page.getByLabel('Time zone').press('Tab');
    await page.locator('tower-preferences fieldset .problem li').getByText('IANA time zone').waitFor();
    expect(await page.getByLabel('Time zone').inputValue()).toBe('Asia/Tokyo');
    await page.context().close();
  });

  test('the service worker shows a push once, shows the unreadable too, and a click marks the entry as read', async ({
    expect,
  }) => {
    const member = demo.newMember();
    const { page } = await openPage(browser, `${tower.url}/?member=${member}`, {
      viewport: DESK,
      permissions: ['notifications'],
    });
    await page.locator('tower-inbox .status.live').waitFor();
    await page.evaluate('navigator.serviceWorker.ready');
    const id = await demo.post({ to: member, text: 'for the lock screen' });
    await page.locator(`li.unread[data-id="${id}"]`).waitFor();

    const payload = {
      id,
      type: 'post',
      title: 'ada posted',
      body: 'for the lock screen',
      url: 'https://evil.example.org/',
      at: 0,
    };
    await deliverPush(page, JSON.stringify(payload));
    await deliverPush(page, JSON.stringify(payload));
    await deliverPush(page, 'not json');
    await expect
      .poll(() => page.evaluate(SHOWN), WITHIN)
      .toEqual([
        ['New notification', 'tower-unreadable', `${tower.url}/`],
        ['ada posted', id, `${tower.url}/`],
      ]);

    const worker = page.context().serviceWorkers()[0];
    await worker?.evaluate(clickOn(id));
    await page.locator(`li.read[data-id="${id}"]`).waitFor();
    await expect.poll(() => demo.counts(member), WITHIN).toMatchObject({ unread: 0 });
    expect(await page.evaluate(SHOWN)).toHaveLength(1);
    await page.context().close();
  });

  test('a browser that refuses notifications says so in words', async ({ expect }) => {
    const { page } = await openPage(browser, `${tower.url}/?member=${demo.newMember()}#settings`, {
      viewport: PHONE,
      permissions: [],
    });
    await page.getByRole('button', { name: 'Turn on here' }).click();
    const problem = page.locator('tower-push .problem');
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/blocks notifications|without an answer/);
    await page.context().close();
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

const WITHIN = { timeout: 15_000, interval: 100 };
/** A line of an accessibility snapshot with a control that has no name. */
const NAMELESS = /- (button|textbox|combobox|checkbox|switch|radio|link|tab|tabpanel|progressbar)(:|$| \[)/m;
const GROUND = { light: 'rgb(246, 247, 249)', dark: 'rgb(14, 15, 18)' };
const BACKGROUND = 'getComputedStyle(document.body).backgroundColor';
const SHOWN = `navigator.serviceWorker.ready
  .then((registration) => registration.getNotifications())
  .then((shown) => shown.map(({ title, tag, data }) => [title, tag, data.url]).sort())`;
/** What the browser does when a person clicks the notification with this tag. */
const clickOn = (tag: string) => `self.registration
  .getNotifications({ tag: ${JSON.stringify(tag)} })
  .then(([notification]) => self.dispatchEvent(new NotificationEvent('notificationclick', { notification })))`;
