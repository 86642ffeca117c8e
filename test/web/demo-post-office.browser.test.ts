import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Page } from 'playwright-core';
import { describe } from 'vitest';
import { stateFolderAt } from '../../scripts/start/state-folder.ts';
import type { Kept } from '../../scripts/world/post-office/letter.ts';
import { createTower, type Tower } from '../../src/client/tower.ts';
import { type RunningTower, startTower } from '../support/tower.ts';
import { chromium, DESK, test as demoTest, PHONE, WITHIN } from './demo-test.ts';
import { openPage } from './open-page.ts';

interface Office {
  readonly url: string;
  /** The demo tenant, with the key that its page has. */
  readonly producer: Tower;
  /** What of a channel has come in for an address. */
  readonly letters: (channel: Kept['channel'], to: string) => Promise<readonly Kept[]>;
}

/** As the other tests of the page, at a port that is known before: links in emails lead there. */
const test = demoTest.extend<{ tower: RunningTower; office: Office }>({
  tower: [
    // biome-ignore lint/correctness/noEmptyPattern: what a fixture needs is read from this pattern
    async ({}, use) => {
      const tower = await startTower({ demo: true, port: await freePort() });
      await use(tower);
      await tower.stop();
    },
    { scope: 'file' },
  ],
  office: [async ({ tower }, use) => use(await officeOf(tower)), { scope: 'file' }],
});

describe.skipIf(!chromium.ok)('the post office of the demo', () => {
  test('shows the email and the text of a sign-in, which nobody can unsubscribe from', async ({
    expect,
    tower,
    browser,
    demo,
    office,
  }) => {
    const { member, email, phone } = await newcomer(office, demo.newMember());
    await demo.post({ to: member, type: 'sign-in', text: 'Firefox on Linux, near <b>Lisbon</b>.' });
    const { page, said } = await openPage(browser, `${office.url}/`, { viewport: DESK });
    const mail = letterTo(page, email);
    await mail.getByRole('heading', { name: 'New sign-in to your account' }).waitFor();
    expect(await mail.getByRole('link', { name: 'Unsubscribe' }).count()).toBe(0);
    await mail.getByText('As HTML').click();
    expect(await mail.locator('iframe').getAttribute('sandbox')).toBe('');
    const inside = mail.frameLocator('iframe');
    await inside.getByRole('paragraph').filter({ hasText: 'Firefox on Linux, near <b>Lisbon</b>.' }).waitFor();
    await inside.getByText('It was not me').waitFor();
    const sms = letterTo(page, phone);
    await sms.getByText('New sign-in to your account: Firefox on Linux, near <b>Lisbon</b>.').waitFor();
    await sms.getByText('1 segment, GSM-7').waitFor();
    expect(said).toEqual([]);

    // The phone has told that it arrived; the page of the member says where it all went.
    await page.goto(`${tower.url}/?member=${member}#why`);
    const went = page.getByRole('list', { name: 'Where it went' });
    await went.getByText('sent through mail').waitFor();
    await went.getByText('sent through text').waitFor();
    await expect
      .poll(async () => {
        const { items } = await office.producer.decisions.page(member);
        return items[0]?.deliveries?.find(({ channel }) => channel === 'sms')?.arrivedAt;
      }, WITHIN)
      .toBeTypeOf('string');
    await page.context().close();
  });

  test('the unsubscribe link of an email leads to a page that ends these emails, and nothing else', async ({
    expect,
    browser,
    demo,
    office,
  }) => {
    const { member, email } = await newcomer(office, demo.newMember());
    await demo.post({ to: member, type: 'mention', text: 'Have a look' });
    const { page } = await openPage(browser, `${office.url}/?channel=email`, { viewport: PHONE });
    const link = letterTo(page, email).getByRole('link', { name: 'Unsubscribe', exact: true });
    const [choices] = await Promise.all([page.waitForEvent('popup'), link.click()]);
    await choices.getByText('You get these notifications.').waitFor();
    // Looking changes nothing.
    expect((await demo.preferences(member)).types).toEqual({});
    await choices.getByRole('button', { name: 'Unsubscribe', exact: true }).click();
    await choices.getByText(/^Done\. You no longer get “Mentions”/).waitFor();
    expect((await demo.preferences(member)).types).toEqual({ mention: { email: 'off' } });

    const again = await demo.post({ to: member, type: 'mention', text: 'And at this one' });
    await expect
      .poll(async () => {
        const { items } = await office.producer.decisions.page(member);
        return items.find(({ event }) => event === again)?.channels;
      }, WITHIN)
      .toEqual(['in-app']);
    expect(await office.letters('email', email)).toHaveLength(1);
    await page.context().close();
  });

  test('takes in what is new by itself and leaves open what is open, in both themes and at the width of a phone', async ({
    expect,
    browser,
    demo,
    office,
  }) => {
    const { member, email, phone } = await newcomer(office, demo.newMember());
    await demo.post({ to: member, type: 'sign-in', text: 'A first one' });
    await expect.poll(() => office.letters('email', email), WITHIN).toHaveLength(1);
    for (const scheme of ['light', 'dark'] as const) {
      const { page, said } = await openPage(browser, `${office.url}/?channel=email`, {
        viewport: PHONE,
        colorScheme: scheme,
      });
      const first = letterTo(page, email).last();
      await first.getByText('As text').click();
      await first.getByText('As HTML').click();
      const before = (await office.letters('email', email)).length;
      await demo.post({ to: member, type: 'sign-in', text: `One in the ${scheme}` });
      await expect.poll(() => letterTo(page, email).count(), WITHIN).toBe(before + 1);
      expect(await first.locator('details[open]').count()).toBe(2);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(GROUND[scheme]);
      expect((await page.locator('body').ariaSnapshot()).match(NAMELESS)).toBeNull();
      for (const name of ['Texts', 'Slack', 'Web pushes', 'Webhooks', 'All']) {
        await page.getByRole('link', { name: new RegExp(`^${name} \\d+$`) }).click();
        await page
          .getByRole('link', { name: new RegExp(`^${name} \\d+$`) })
          .and(page.locator('[aria-current]'))
          .waitFor();
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
      }
      expect(said).toEqual([]);
      await page.context().close();
    }
    // The tenant's own server is told of all of it.
    const told = await office.letters('webhook', 'the app’s own server');
    expect(told.length).toBeGreaterThan(0);
    expect(await office.letters('sms', phone)).toHaveLength(3);
  });

  test('is one click from the demo page', async ({ expect, tower, browser, office }) => {
    const { page } = await openPage(browser, tower.url, { viewport: PHONE });
    const link = page.getByRole('link', { name: 'Post office: what would leave this machine' });
    const [opened] = await Promise.all([page.waitForEvent('popup'), link.click()]);
    await opened.getByRole('heading', { name: 'Post office' }).waitFor();
    expect(new URL(opened.url()).origin).toBe(office.url);
    await page.context().close();
  });
});

const GROUND = { light: 'rgb(246, 247, 249)', dark: 'rgb(14, 15, 18)' };
/** A line of an accessibility snapshot with a control that has no name. */
const NAMELESS = /- (button|link)(:|$| \[)/m;

/** A member with a mailbox and a number that nobody else has. */
async function newcomer({ producer }: Office, member: string) {
  const email = `${member}@example.com`;
  const phone = `+1555555${String(Math.floor(Math.random() * 10_000)).padStart(4, '0')}`;
  await producer.members.put(member, { email, phone });
  return { member, email, phone };
}

function letterTo(page: Page, to: string) {
  return page.getByRole('article').filter({ hasText: to });
}

async function officeOf({ url, statePath }: RunningTower): Promise<Office> {
  const { key } = (await (await fetch(`${url}/demo.json`)).json()) as { key: string };
  const { port } = JSON.parse(readFileSync(stateFolderAt(statePath).phones, 'utf8')) as { port: number };
  const office = `http://127.0.0.1:${port}`;
  return {
    url: office,
    producer: createTower({ url, key }),
    letters: async (channel, to) => {
      const answer = await fetch(`${office}/outbox.json?channel=${channel}`);
      const { items } = (await answer.json()) as { items: readonly Kept[] };
      return items.filter((letter) => letter.to === to);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
