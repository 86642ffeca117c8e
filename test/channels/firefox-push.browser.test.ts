import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, test } from 'vitest';
import { sendWebPush } from '../../src/channels/web-push/send.ts';
import { checkSubscription } from '../../src/channels/web-push/subscription.ts';
import { PushSubscription } from '../../src/contract/device.ts';
import { firefoxPath, startFirefox } from '../support/firefox.ts';
import { type PushPage, startPushPage } from '../support/push-page.ts';
import { type PushService, startPushService } from '../support/push-service.ts';
import { aConfig, aDelivery, aMessage } from './web-push-samples.ts';

const firefox = firefoxPath();
const identity = aConfig();
let service: PushService;
let site: PushPage;
let browser: Browser | undefined;

beforeAll(async () => {
  [service, site] = await Promise.all([startPushService(), startPushPage()]);
  if (firefox.ok) browser = await startFirefox(firefox.path, service.webSocketUrl);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([service.close(), site.close()]);
});

test('a stock Firefox subscribes, and its service worker reads what sendWebPush encrypted', async ({
  expect,
  skip,
}) => {
  if (browser === undefined) return skip(firefox.ok ? 'Firefox did not start' : firefox.reason);
  const page = await browser.newPage();
  await page.goto(site.origin);
  await page.waitForFunction("document.title === 'ready'");

  const subscription = PushSubscription.parse(await subscribe(page, identity.publicKey));
  const checked = await checkSubscription(subscription, service.allow);
  if (!checked.ok) throw new Error(JSON.stringify(checked.errors));
  const { id: device, address } = checked.device;
  const config = { ...identity, allow: service.allow };

  const first = aMessage({ id: 'first', title: 'Grüße 👋', body: 'a "quoted" line\nand another' });
  expect(await sendWebPush(aDelivery(address, { device, message: first, urgent: true }), config, Date.now())).toEqual({
    kind: 'sent',
  });
  expect(await shown(page, 1)).toEqual([first]);
  expect(await page.evaluate('notifications()')).toEqual([first.title]);

  const large = aMessage({ id: 'second', body: '日本語'.repeat(2_000) });
  expect(await sendWebPush(aDelivery(address, { device, message: large }), config, Date.now())).toEqual({
    kind: 'sent',
  });
  const [, second] = await shown(page, 2);
  expect(second).toMatchObject({ id: 'second', body: expect.stringMatching(/^(日本語){100,}日?本?…$/) });

  const taken = await service.waitFor(2);
  expect(taken.map((push) => push.urgency)).toEqual(['high', 'normal']);
  expect(service.mozilla.channels()).toHaveLength(1);
  await page.close();
});

test('a message signed with another key is refused by the push service and never reaches the page', async ({
  expect,
  skip,
}) => {
  if (browser === undefined) return skip(firefox.ok ? 'Firefox did not start' : firefox.reason);
  const page = await browser.newPage();
  await page.goto(site.origin);
  await page.waitForFunction("document.title === 'ready'");
  const { endpoint, keys } = PushSubscription.parse(await subscribe(page, identity.publicKey));
  const delivery = aDelivery({ endpoint, ...keys }, { message: aMessage({ id: 'forged' }) });

  expect(await sendWebPush(delivery, aConfig(service.allow), Date.now())).toMatchObject({ kind: 'refused' });
  expect(
    await sendWebPush(
      { ...delivery, message: aMessage({ id: 'sound' }) },
      { ...identity, allow: service.allow },
      Date.now(),
    ),
  ).toEqual({ kind: 'sent' });
  expect((await shown(page, 1)).map((message) => message.id)).toEqual(['sound']);
  await page.close();
});

test('after the page unsubscribes, the device is gone', async ({ expect, skip }) => {
  if (browser === undefined) return skip(firefox.ok ? 'Firefox did not start' : firefox.reason);
  const page = await browser.newPage();
  await page.goto(site.origin);
  await page.waitForFunction("document.title === 'ready'");
  const { endpoint, keys } = PushSubscription.parse(await subscribe(page, identity.publicKey));
  expect(await page.evaluate('unsubscribe()')).toBe(true);
  await expect.poll(() => service.mozilla.channels()).toEqual([]);

  const delivery = aDelivery({ endpoint, ...keys });
  expect(await sendWebPush(delivery, { ...identity, allow: service.allow }, Date.now())).toEqual({ kind: 'gone' });
  await page.close();
});

async function subscribe(page: Page, publicKey: string): Promise<unknown> {
  return page.evaluate(`subscribe(${JSON.stringify(publicKey)})`);
}

/** The messages the page shows, as soon as there are so many. */
async function shown(page: Page, count: number): Promise<readonly { readonly id: string }[]> {
  await page.waitForFunction(`document.querySelectorAll('li').length >= ${count}`);
  const texts = await page.$$eval('li', (items) => items.map((item) => item.textContent ?? ''));
  return texts.map((text) => JSON.parse(text));
}
