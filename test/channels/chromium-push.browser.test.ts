import { afterAll, beforeAll, test } from 'vitest';
import { pushPayload } from '../../src/channels/web-push/payload.ts';
import { chromiumPath, deliverPush, startChromium } from '../support/chromium.ts';
import { type PushPage, startPushPage } from '../support/push-page.ts';
import { aMessage } from './web-push-samples.ts';

const chromium = chromiumPath();
let site: PushPage;

beforeAll(async () => {
  site = await startPushPage();
});
afterAll(() => site.close());

test('a service worker in Chromium reads our payload from a push event', async ({ expect, skip }) => {
  if (!chromium.ok) return skip(chromium.reason);
  const browser = await startChromium(chromium.path);
  try {
    const page = await browser.newPage();
    await page.context().grantPermissions(['notifications'], { origin: site.origin });
    await page.goto(site.origin);
    await page.waitForFunction("document.title === 'ready'");
    const message = aMessage({ title: 'Grüße 👋' });
    await deliverPush(page, pushPayload(message));
    const item = page.locator('li').first();
    await item.waitFor();
    expect(JSON.parse((await item.textContent()) ?? '')).toEqual(message);
    expect(await page.evaluate('notifications()')).toEqual([message.title]);
  } finally {
    await browser.close();
  }
});
