import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import webpush from 'web-push';
import { firefoxPath, startFirefox } from '../support/firefox.ts';
import { type PushService, startPushService } from '../support/push-service.ts';
import { type RunningTower, startTower } from '../support/tower.ts';
import { type Demo, demoOf } from './demo-calls.ts';
import { ALL_TEXT, click, SHOWN, seen, WITHIN } from './push-page-calls.ts';

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

  test('what arrived is reported by the service worker, with no page open', async ({ expect }) => {
    const member = demo.newMember();
    const page = await browser.newPage();
    await page.goto(`${tower.url}/?member=${member}#settings`);
    await click(page, 'Turn on here');
    await seen(page, '(this browser)');
    await page.goto('about:blank');
    const id = await demo.post({ to: member, text: 'nobody looks' });
    await expect.poll(() => deliveriesOf(id), WITHIN).toEqual({ sent: 1, arrived: 1 });
    await page.close();
  });

  test('turned on for another member of the same browser, it is off for the first', async ({ expect }) => {
    const [first, second] = [demo.newMember(), demo.newMember()];
    const page = await browser.newPage();
    for (const member of [first, second]) {
      await page.goto(`${tower.url}/?member=${member}#settings`);
      await click(page, 'Turn on here');
      await seen(page, `This browser shows notifications for ${member}`);
    }
    await page.goto(`${tower.url}/?member=${first}#settings`);
    await seen(page, 'Off in this browser.');
    const [silent, id] = [
      await demo.post({ to: first, text: 'taken away' }),
      await demo.post({ to: second, text: 'still on' }),
    ];
    await expect.poll(() => page.evaluate(SHOWN), WITHIN).toContainEqual([id, 'still on']);
    expect(await deliveriesOf(silent)).toEqual({});
    await page.goto(`${tower.url}/?member=${second}#settings`);
    await click(page, 'Turn off here');
    await expect.poll(() => service.mozilla.channels(), WITHIN).toEqual([]);
    await page.close();
  });
});

describe.skipIf(!firefox.ok)('a VAPID key that is replaced', () => {
  test('the old subscription rings until the page comes by, which subscribes anew as the same device', async ({
    expect,
  }) => {
    if (!firefox.ok) return;
    const statePath = mkdtempSync(join(tmpdir(), 'tower-rotation-'));
    const push = await startPushService();
    const firefoxOfItsOwn = await startFirefox(firefox.path, push.webSocketUrl);
    const environment = { TOWER_PUSH_ALLOW: push.allow };
    let running = await startTower({ demo: true, statePath, environment });
    try {
      const { url, port } = running;
      let world = await demoOf(url);
      const member = world.newMember();
      const page = await firefoxOfItsOwn.newPage();
      await page.goto(`${url}/?member=${member}#settings`);
      await click(page, 'Turn on here');
      await seen(page, '(this browser)');
      const [before] = push.mozilla.channels();
      await page.goto('about:blank');

      await running.stop();
      const { previous, current } = rotate(join(statePath, 'secrets.json'));
      running = await startTower({ demo: true, statePath, environment, port });
      world = await demoOf(url);
      await world.post({ to: member, text: 'by the old key' });
      await push.waitFor(1, WITHIN.timeout);
      expect(push.received.at(-1)?.vapid.publicKey).toBe(previous);

      await page.goto(`${url}/?member=${member}#settings`);
      await expect.poll(() => push.mozilla.channels().filter((each) => each !== before), WITHIN).toHaveLength(1);
      await seen(page, '(this browser)');
      await expect
        .poll(async () => {
          await world.post({ to: member, text: 'by the new key' });
          return push.received.at(-1)?.vapid.publicKey;
        }, WITHIN)
        .toBe(current);
      expect(await page.evaluate(`${ALL_TEXT}.split('(this browser)').length`)).toBe(2);
    } finally {
      await firefoxOfItsOwn.close();
      await running.stop();
      await push.close();
      rmSync(statePath, { recursive: true, force: true });
    }
  });
});

/** Makes another key pair the current one, and the one before the previous. */
function rotate(file: string): { readonly previous: string; readonly current: string } {
  const secrets = JSON.parse(readFileSync(file, 'utf8'));
  const { publicKey, privateKey } = webpush.generateVAPIDKeys();
  const rotated = {
    ...secrets,
    TOWER_VAPID_PREVIOUS_PUBLIC_KEY: secrets.TOWER_VAPID_PUBLIC_KEY,
    TOWER_VAPID_PREVIOUS_PRIVATE_KEY: secrets.TOWER_VAPID_PRIVATE_KEY,
    TOWER_VAPID_PUBLIC_KEY: publicKey,
    TOWER_VAPID_PRIVATE_KEY: privateKey,
  };
  writeFileSync(file, JSON.stringify(rotated), { mode: 0o600 });
  return { previous: secrets.TOWER_VAPID_PUBLIC_KEY, current: publicKey };
}

/** The deliveries of an event, as its producer sees them. */
async function deliveriesOf(id: string): Promise<Readonly<Record<string, number>>> {
  const { key } = (await (await fetch(`${tower.url}/demo.json`)).json()) as { key: string };
  const answer = await fetch(`${tower.url}/v1/events/${id}`, { headers: { authorization: `Bearer ${key}` } });
  return ((await answer.json()) as { deliveries: Readonly<Record<string, number>> }).deliveries;
}
