import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { stateFolderAt } from '../../scripts/start/state-folder.ts';
import { unsubscribeToken } from '../../src/channels/unsubscribe-token.ts';
import type { Preferences } from '../../src/contract/preferences.ts';
import { chromiumPath, startChromium } from '../support/chromium.ts';
import { type RunningTower, startTower } from '../support/tower.ts';
import { openPage } from './open-page.ts';

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };

const chromium = chromiumPath();
let tower: RunningTower;
let browser: Browser;

describe.skipIf(!chromium.ok)('the page of an unsubscribe link', () => {
  beforeAll(async () => {
    if (!chromium.ok) return;
    [tower, browser] = await Promise.all([startTower(), startChromium(chromium.path)]);
    const mail = { kind: 'resend', apiKey: 're_test', from: { email: 'news@example.com' } };
    await call('PUT', '/v1/providers/mail', mail);
    for (const [name, type] of Object.entries(TYPES)) {
      await call('PUT', `/v1/types/${name}`, { template: { title: 'x' }, ...type });
    }
  });
  afterAll(async () => {
    await browser?.close();
    await tower?.stop();
  });

  test.for([
    ['light', PHONE],
    ['dark', PHONE],
    ['light', DESK],
    ['dark', DESK],
  ] as const)(
    'in the %s theme at %o nothing sticks out, everything has a name and can be read',
    async ([scheme, viewport], { expect }) => {
      const { page, said } = await openPage(browser, await linkOf(`ada-${scheme}-${viewport.width}`), {
        viewport,
        colorScheme: scheme,
      });
      for (const summary of await page.locator('details:not([open]) > summary').all()) await summary.click();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(GROUND[scheme]);
      await expectAccessible(page, expect);
      await page.getByRole('button', { name: 'Unsubscribe' }).click();
      await page.getByRole('status').getByText('You no longer get “Weekly news” by email').waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
      await expectAccessible(page, expect);
      await page.goto(`${tower.url}/v1/unsubscribe/cut`);
      await page.getByRole('heading', { name: 'That did not work' }).waitFor();
      await expectAccessible(page, expect);
      // The last one is a 404, which Chromium mentions.
      expect(said.filter((each) => !each.includes('404'))).toEqual([]);
      await page.context().close();
    },
  );

  test('without any script: unsubscribe, undo, choose for a type and for a channel', async ({ expect }) => {
    const options = { viewport: PHONE, javaScriptEnabled: false };
    const { page } = await openPage(browser, await linkOf('grace'), options);
    await page.getByRole('button', { name: 'Unsubscribe' }).click();
    await page.getByRole('status').waitFor();
    expect(await preferencesOf('grace')).toMatchObject({ types: { news: { email: 'off' } } });
    await page.getByRole('button', { name: 'Turn on again' }).click();
    await page.getByText('You get “Weekly news” by email again').waitFor();

    const likes = page.getByRole('group', { name: 'New likes' });
    await likes.getByLabel('Browser').selectOption('Off');
    await page.getByRole('group', { name: 'Weekly news' }).getByLabel('Email').selectOption('Digest');
    await page.getByRole('group', { name: 'Everything' }).getByLabel('Slack').selectOption('Nothing');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your settings are saved.').waitFor();
    expect(await preferencesOf('grace')).toMatchObject({
      channels: { slack: 'off' },
      types: { likes: { 'web-push': 'off' }, news: { email: 'digest' } },
    });
    expect(await likes.getByLabel('Browser').inputValue()).toBe('off');
    await page.getByText('gathered in a digest').waitFor();
    await page.context().close();
  });

  test('a link to the settings leads there, and what was saved is said where it is seen', async ({ expect }) => {
    const { page } = await openPage(browser, `${await linkOf('lise')}#preferences`, { viewport: PHONE });
    expect(await page.evaluate('scrollY')).toBeGreaterThan(0);
    await page.getByRole('group', { name: 'Weekly news' }).getByLabel('Email').selectOption('Off');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your settings are saved.').waitFor();
    expect(await page.evaluate('scrollY')).toBe(0);
    await page.context().close();
  });

  test('everything off by email is said, and can be taken back', async ({ expect }) => {
    const { page } = await openPage(browser, await linkOf('joan'), { viewport: PHONE });
    await page.getByRole('group', { name: 'Everything' }).getByLabel('Email').selectOption('Nothing');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('You turned everything off by email').waitFor();
    expect(await page.getByRole('button', { name: 'Unsubscribe' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Turn notifications by email on again' }).click();
    await page.getByText('You get these notifications.').waitFor();
    expect(await preferencesOf('joan')).toMatchObject({ channels: { email: 'on' } });
    await page.context().close();
  });

  test('the keyboard alone unsubscribes, opens a category, chooses and saves', async ({ expect }) => {
    const { page } = await openPage(browser, await linkOf('mary'), { viewport: { ...DESK, height: 600 } });
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Unsubscribe');
    const outline = 'getComputedStyle(document.activeElement).outlineStyle';
    expect(await page.evaluate(outline)).toBe('solid');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Turn on again');

    const names: string[] = [];
    for (let step = 0; step < 40 && names.at(-1) !== 'Save'; step++) {
      await page.keyboard.press('Tab');
      names.push(await focused(page));
      // What has the focus is never behind the bar that saves.
      expect(await page.evaluate(COVERED), names.at(-1)).toBe(false);
      if (names.at(-1) !== 'type/slack/on/likes') continue;
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowDown');
    }
    expect(names).toEqual(expect.arrayContaining(['channel/email/on', 'type/email/off/news', 'type/slack/on/likes']));
    await page.keyboard.press('Enter');
    await page.getByText('Your settings are saved.').waitFor();
    expect(await preferencesOf('mary')).toMatchObject({ types: { news: { email: 'off' }, likes: { slack: 'off' } } });
    await page.context().close();
  });

  test('in the language of the member', async ({ expect }) => {
    const { page } = await openPage(browser, await linkOf('emmy', { locale: 'de-AT' }), { viewport: PHONE });
    expect(await page.getAttribute('html', 'lang')).toBe('de');
    await page.getByRole('button', { name: 'Abbestellen' }).click();
    await page.getByText('Erledigt. Sie erhalten „Weekly news“ per E-Mail nicht mehr.').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    await page.context().close();
  });
});

const TYPES = {
  news: { class: 'content', channels: ['in-app', 'email'], label: 'Weekly news', category: 'reading' },
  'post.published': { class: 'content', channels: ['in-app', 'web-push', 'email', 'slack'], category: 'reading' },
  likes: {
    class: 'content',
    channels: ['in-app', 'web-push', 'email', 'slack'],
    label: 'New likes',
    category: 'people',
  },
  mention: { class: 'transactional', channels: ['in-app', 'web-push', 'email'], label: 'Mentions', category: 'people' },
  login: { class: 'transactional', channels: ['email'], label: 'New sign-ins', mandatory: true },
  long: {
    class: 'content',
    channels: ['in-app', 'email'],
    label: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  },
};
const GROUND = { light: 'rgb(246, 247, 249)', dark: 'rgb(14, 15, 18)' };
/** A line of an accessibility snapshot with a control that has no name. */
const NAMELESS = /- (button|textbox|combobox|checkbox|switch|radio|link|group|region|form)(:|$| \[)/m;
const COVERED = `(() => {
  const [bar, element] = [document.querySelector('.save'), document.activeElement];
  return !bar.contains(element) && element.closest('form.card') !== null && element.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
})()`;
const FOCUSED =
  "document.activeElement.name === 'action' ? document.activeElement.textContent : document.activeElement.name ?? ''";

async function focused(page: Page): Promise<string> {
  return String(await page.evaluate(FOCUSED));
}

/** Names, ids, headings and contrast (WCAG 2.2 AA) of a page. */
async function expectAccessible(page: Page, expect: typeof import('vitest').expect): Promise<void> {
  const snapshot = await page.locator('body').ariaSnapshot();
  expect(snapshot.replaceAll(/- group:? ?$/gm, '').match(NAMELESS)).toBeNull();
  const { faults, levels } = (await page.evaluate(FAULTS)) as { faults: string[]; levels: number[] };
  expect(faults).toEqual([]);
  expect(levels[0]).toBe(1);
  expect(levels.filter((level) => level === 1)).toHaveLength(1);
  for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
}

/** Runs in the page: what is too faint, too small to touch, named twice or names what is not there. */
const FAULTS = `(() => {
  const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = numbers(getComputedStyle(each).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const faults = [];
  const ids = new Set();
  for (const element of document.body.querySelectorAll('*')) {
    if (element.id && ids.has(element.id)) faults.push('twice: ' + element.id);
    ids.add(element.id);
    const label = element.getAttribute('aria-labelledby');
    if (label !== null && !document.getElementById(label)) faults.push('no such label: ' + label);
    const box = element.getBoundingClientRect();
    if (/^(BUTTON|SELECT|SUMMARY)$/.test(element.tagName) && box.height > 0 && box.height < 44) faults.push('too low: ' + element.outerHTML);
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '');
    if (!hasText || box.height === 0) continue;
    const [one, other] = [light(numbers(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faults.push(ratio.toFixed(2) + ': ' + element.outerHTML);
  }
  const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((each) => Number(each.tagName.slice(1)));
  return { faults, levels };
})()`;

/** The link of an email about news that a member got. */
async function linkOf(member: string, profile: object = {}): Promise<string> {
  await call('PUT', `/v1/members/${member}`, { email: `${member}@example.com`, ...profile });
  const secrets = JSON.parse(readFileSync(stateFolderAt(tower.statePath).secrets, 'utf8')) as Record<string, string>;
  const of = { tenant: tower.tenant, member, type: 'news', channel: 'email' };
  return `${tower.url}/v1/unsubscribe/${unsubscribeToken(of, secrets.TOWER_TOKEN_KEY ?? '')}`;
}

async function preferencesOf(member: string): Promise<Preferences> {
  return ((await call('GET', `/v1/members/${member}/export`)) as { preferences: Preferences }).preferences;
}

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${tower.url}${path}`, {
    method,
    headers: { Authorization: `Bearer ${tower.key}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.status === 204 ? undefined : response.json();
}
