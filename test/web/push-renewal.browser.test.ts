import { describe, test } from 'vitest';
import { firefoxPath, startFirefox } from '../support/firefox.ts';
import { startPushService } from '../support/push-service.ts';
import { startTower } from '../support/tower.ts';
import { demoOf } from './demo-calls.ts';
import { click, seen, WITHIN } from './push-page-calls.ts';
import { startPushSwitch } from './push-switch.ts';

const firefox = firefoxPath();

describe.skipIf(!firefox.ok)('a browser whose push service has forgotten it', () => {
  test('subscribes anew by its service worker, with no page open, and is the same device', async ({ expect }) => {
    if (!firefox.ok) return;
    const [first, second] = await Promise.all([startPushService(), startPushService()]);
    const between = await startPushSwitch(first.webSocketUrl);
    const allow = `${first.allow},${second.allow}`;
    const [tower, browser] = await Promise.all([
      startTower({ demo: true, environment: { TOWER_PUSH_ALLOW: allow } }),
      startFirefox(firefox.path, between.webSocketUrl),
    ]);
    try {
      const demo = await demoOf(tower.url);
      const member = demo.newMember();
      const page = await browser.newPage();
      await page.goto(`${tower.url}/?member=${member}#settings`);
      await click(page, 'Turn on here');
      await seen(page, '(this browser)');
      await page.goto('about:blank');
      await demo.post({ to: member, text: 'to the first' });
      await first.waitFor(1, WITHIN.timeout);

      // The other service knows nothing of this browser and says so: all its subscriptions have ended.
      between.leadTo(second.webSocketUrl);
      await expect.poll(() => second.mozilla.channels(), LONG).toHaveLength(1);
      await expect
        .poll(async () => {
          await demo.post({ to: member, text: 'to the second' });
          return second.received.length;
        }, LONG)
        .toBeGreaterThan(0);

      await page.goto(`${tower.url}/?member=${member}#settings`);
      await seen(page, '(this browser)');
    } finally {
      await browser.close();
      await tower.stop();
      await between.close();
      await Promise.all([first.close(), second.close()]);
    }
  });
});

/** A Firefox waits before it connects again. */
const LONG = { timeout: 90_000, interval: 500 };
