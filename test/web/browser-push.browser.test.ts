import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { firefoxPath, startFirefox } from '../support/firefox.ts';
import { type PushService, startPushService } from '../support/push-service.ts';
import { type RunningTower, startTower } from '../support/tower.ts';
import { type Demo, demoOf } from './demo-calls.ts';

const firefox = firefoxPath();
let service: PushService;
let tower: RunningTower;
let browser: Browser;
let demo: Demo;

describe.skipIf(!firefox.ok)('push of the demo page in a stock Firefox', () => {
  beforeAll(async () => {
    if (!firefox.ok) return;
    service = await startPushService();
    [tower, browser] = await Promise.all([
      startTower({ demo: true, environment: { TOWER_PUSH_ALLOW: service.allow } }),
      startFirefox(firefox.path, service.webSocketUrl),
    ]);
    demo = await demoOf(tower.url);
  });
  afterAll(async () => {
    await browser?.close();
    await tower?.stop();
    await service?.close();
  });

  test('turned on, a post rings in the browser; turned off, the device and the subscription are gone', async ({
    expect,
  }) => {
    const member = demo.newMember();
    const page = await browser.newPage();
    await page.goto(`${tower.url}/?member=${member}#settings`);
    await click(page, 'Turn on here');
    await seen(page, `This browser shows notifications for ${member}`);
    await seen(page, '(this browser)');
    expect(service.mozilla.channels()).toHaveLength(1);

    const id = await demo.post({ to: member, text: 'a quiet morning at the harbour' });
    await expect.poll(() => page.evaluate(SHOWN), WITHIN).toEqual([[id, 'a quiet morning at the harbour']]);

    await click(page, 'Turn off here');
    await seen(page, 'Off in this browser.');
    await expect.poll(() => service.mozilla.channels(), WITHIN).toEqual([]);
    expect(await page.evaluate(`${ALL_TEXT}.includes('(this browser)')`)).toBe(false);
    await page.close();
  });

  test('turned off for one member, it stays on for another one of the same browser', async ({ expect }) => {
    const [first, second] = [demo.newMember(), demo.newMember()];
    const page = await browser.newPage();
    for (const member of [first, second]) {
      await page.goto(`${tower.url}/?member=${member}#settings`);
      await click(page, 'Turn on here');
      await seen(page, `This browser shows notifications for ${member}`);
    }
    await click(page, 'Turn off here');
    await seen(page, 'Off in this browser.');
    expect(service.mozilla.channels()).toHaveLength(1);
    const id = await demo.post({ to: first, text: 'still on' });
    await expect.poll(() => page.evaluate(SHOWN), WITHIN).toContainEqual([id, 'still on']);
    await page.close();
  });
});

const WITHIN = { timeout: 20_000, interval: 100 };
const SHOWN = `navigator.serviceWorker.ready
  .then((registration) => registration.getNotifications())
  .then((shown) => shown.map(({ tag, body }) => [tag, body]))`;
/** Every element of the page, those inside of elements included. */
const ALL = `(function all(root) {
  return [...root.querySelectorAll('*')].flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
})(document)`;
/** The words of the page's paragraphs. */
const ALL_TEXT = `${ALL}.filter((each) => each.localName === 'p').map((each) => each.textContent).join('\\n')`;

/** Waits for an enabled button of these words and clicks it. */
async function click(page: Page, words: string): Promise<void> {
  const button = `${ALL}.find((each) => each.localName === 'button' && !each.disabled && each.textContent.trim() === ${JSON.stringify(words)})`;
  await page.waitForFunction(`Boolean(${button})`, { timeout: WITHIN.timeout });
  await page.evaluate(`${button}.click()`);
}

/** Waits until the page says these words. */
async function seen(page: Page, words: string): Promise<void> {
  await page.waitForFunction(`${ALL_TEXT}.includes(${JSON.stringify(words)})`, { timeout: WITHIN.timeout });
}
