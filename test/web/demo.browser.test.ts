import { describe } from 'vitest';
import { deliverPush } from '../support/chromium.ts';
import { chromium, DESK, PHONE, test, WITHIN } from './demo-test.ts';
import { openPage } from './open-page.ts';

describe.skipIf(!chromium.ok)('the demo page', () => {
  test('loads under a strict content security policy, goes live, and says nothing on the console', async ({
    expect,
    tower,
    browser,
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
    tower,
    browser,
    demo,
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

  test('likes of one post grow one entry where it stands, until it is seen; the next one begins another', async ({
    expect,
    tower,
    browser,
    demo,
  }) => {
    const member = demo.newMember();
    const item = `post-${member}`;
    const { page, said } = await openPage(browser, `${tower.url}/?member=${member}#post`, { viewport: PHONE });
    await page.locator('tower-inbox .status.live').waitFor({ state: 'attached' });
    const like = (actor: string) => demo.post({ to: member, type: 'like', actor, item, text: 'Your post' });
    const entries = page.locator('tower-inbox li[data-id]');
    const first = await like('ada');
    await expect.poll(() => entries.locator('.title').allTextContents(), WITHIN).toEqual(['ada liked your post']);
    for (const actor of ['bela', 'cleo']) await like(actor);
    await page.getByLabel('Who posts').fill('dan');
    await page.getByLabel('Type', { exact: true }).selectOption('like');
    await page.getByLabel('Text').fill('Your post');
    await page.getByLabel('About').fill(item);
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    const merged = page.locator('tower-event-progress .tallies dl > div', { hasText: 'Merged' });
    await expect.poll(() => merged.locator('dd').allTextContents(), WITHIN).toEqual(['1']);
    // Behind another tab it is not seen, so it grows.
    const grown = 'dan and 3 others liked your post';
    await expect.poll(() => entries.locator('.title').allTextContents(), WITHIN).toEqual([grown]);
    expect(await entries.first().getAttribute('data-id')).toBe(first);
    expect(await demo.counts(member)).toEqual({ unseen: 1, unread: 1 });

    await page.getByRole('tab', { name: 'Inbox' }).click();
    await page.getByRole('img', { name: 'dan, cleo, bela, and 1 other' }).waitFor();
    await expect.poll(() => demo.counts(member), WITHIN).toEqual({ unseen: 0, unread: 1 });
    await like('eve');
    await expect
      .poll(() => entries.locator('.title').allTextContents(), WITHIN)
      .toEqual(['eve liked your post', grown]);

    await page.getByRole('tab', { name: 'Why' }).click();
    const decisions = page.locator('tower-decisions section > ol > li');
    await expect
      .poll(() => decisions.locator('> .line .outcome').allTextContents(), WITHIN)
      .toEqual(['Sent', 'Merged', 'Sent']);
    await decisions.nth(1).getByText('2 more joined it just before').waitFor();
    expect(said).toEqual([]);
    await page.context().close();
  });

  test('older entries come by the page, and what happened without a connection is fetched with the next one', async ({
    expect,
    tower,
    browser,
    demo,
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

  test('the member token is renewed before it ends, and the timeline stays open', async ({
    expect,
    tower,
    browser,
    demo,
  }) => {
    const member = demo.newMember();
    const context = await browser.newContext({ viewport: DESK });
    const page = await context.newPage();
    let tokens = 0;
    let sockets = 0;
    page.on('response', (response) => {
      if (response.url().endsWith(`/${member}/tokens`) && response.ok()) tokens++;
    });
    page.on('websocket', () => {
      sockets++;
    });
    await page.clock.install();
    await page.goto(`${tower.url}/?member=${member}`);
    await page.locator('tower-inbox .status.live').waitFor();
    expect(tokens).toBe(1);
    // Tokens last an hour at the most.
    await page.clock.fastForward('50:00');
    await expect.poll(() => tokens, WITHIN).toBe(2);
    const id = await demo.post({ to: member, text: 'still here' });
    await page.locator(`tower-inbox li[data-id="${id}"]`).waitFor();
    expect(sockets).toBe(1);
    await context.close();
  });

  test('following someone, their post arrives, its progress ends, and the decision says why', async ({
    expect,
    tower,
    browser,
    demo,
  }) => {
    const [member, author] = [demo.newMember(), demo.newMember()];
    const { page, said } = await openPage(browser, `${tower.url}/?member=${member}#following`, { viewport: DESK });
    await page.getByLabel('Follow someone').fill(author);
    await page.getByRole('button', { name: 'Follow', exact: true }).click();
    // The list may know it before the audience does: what is said is said when both do.
    await page.getByText(`${member} follows ${author} now.`).waitFor({ state: 'attached' });
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

  test('the service worker shows a push once, shows the unreadable too, and a click marks the entry as read', async ({
    expect,
    tower,
    browser,
    demo,
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
});

const SHOWN = `navigator.serviceWorker.ready
  .then((registration) => registration.getNotifications())
  .then((shown) => shown.map(({ title, tag, data }) => [title, tag, data.url]).sort())`;
/** What the browser does when a person clicks the notification with this tag. */
const clickOn = (tag: string) => `self.registration
  .getNotifications({ tag: ${JSON.stringify(tag)} })
  .then(([notification]) => self.dispatchEvent(new NotificationEvent('notificationclick', { notification })))`;
