import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { createTower } from '../../src/client/tower.ts';
import { chromiumPath, startChromium } from '../support/chromium.ts';
import { type RunningTower, startTower } from '../support/tower.ts';
import { describedOperations, memberToken, statusOfExample } from './docs-calls.ts';
import { openPage } from './open-page.ts';

/** Calls by a token that only a push, a registered browser or a provider has. */
const WITH_TOKEN = ['post-/v1/push/reports', 'post-/v1/push/renewals', 'post-/v1/callbacks/{token}'];
const PHONE = { width: 360, height: 740 };
const DESK = { width: 1440, height: 900 };

const chromium = chromiumPath();
let tower: RunningTower;
let browser: Browser;

describe.skipIf(!chromium.ok)('the API reference at /docs', () => {
  beforeAll(async () => {
    if (!chromium.ok) return;
    [tower, browser] = await Promise.all([startTower(), startChromium(chromium.path)]);
    // The host of the examples: no tenant is told of hosts that its operator has not listed.
    const root = createTower({ url: tower.url, key: tower.rootKey });
    await root.tenants.put(tower.tenant, { settings: { providerHosts: ['hooks.example.com'] } });
  });
  afterAll(async () => {
    await browser?.close();
    await tower?.stop();
  });

  test('is served at /docs and /docs/ under a strict content security policy, and says nothing on the console', async ({
    expect,
  }) => {
    const plain = await fetch(`${tower.url}/docs`, { redirect: 'manual' });
    expect(plain.status).toBe(200);
    expect(plain.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
    const { page, said } = await openDocs('/docs/', DESK);
    expect(new URL(page.url()).pathname).toBe('/docs');
    expect(await unfoldAll(page)).toEqual([]);
    expect(await page.locator('details').count()).toBeGreaterThan(100);
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(said).toEqual([]);
    await page.context().close();
  });

  test('shows every operation of the document, with its method, path, summary, caller and every answer', async ({
    expect,
  }) => {
    const document = await describedOperations(tower.url);
    const { page } = await openDocs('/docs', DESK);
    expect(document.length).toBeGreaterThan(30);
    expect(await page.locator('article').count()).toBe(document.length);
    for (const { anchor, method, path, operation } of document) {
      const article = page.locator(`[id="${anchor}"]`);
      const text = (await shownText(article)).replaceAll('\u200b', '');
      expect(text, anchor).toContain(`${method} ${path}`);
      expect(text, anchor).toContain(operation.summary.replaceAll('`', ''));
      expect(text, anchor).toContain(CALLERS[Object.keys(operation.security[0] ?? {})[0] ?? 'nobody']);
      for (const status of Object.keys(operation.responses)) expect(text, anchor).toContain(status);
      for (const { name } of operation.parameters ?? []) expect(text, anchor).toContain(name);
    }
    await page.context().close();
  });

  test('fields say their type, whether they are required and what must hold; those inside unfold on demand', async ({
    expect,
  }) => {
    const { page } = await openDocs('/docs#post-/v1/events', DESK);
    const body = page.locator('[id="post-/v1/events"]');
    const source = body.locator('li').filter({ has: page.getByText('source', { exact: true }) });
    expect(await shownText(source)).toMatch(/^source\s+string\s+required\s+1–512 characters · pattern /);
    expect(await body.getByText('CloudEvent or array of CloudEvent').count()).toBe(1);

    const recipients = body.getByText('recipients', { exact: true });
    expect(await recipients.isVisible()).toBe(false);
    await body.getByText('Fields of data').press('Enter');
    expect(await recipients.isVisible()).toBe(true);
    expect(await body.getByText('1–10,000 items').isVisible()).toBe(true);
    await body.getByText('Fields of item').press('Enter');
    expect(await body.getByText('entities', { exact: true }).isVisible()).toBe(true);

    const type = page.locator('[id="put-/v1/types/{name}"]');
    expect(await shownText(type)).toContain('one of transactional, content');
    expect(await shownText(type)).toContain('default ["in-app","web-push"]');
    expect(await shownText(type)).toContain('No other fields are allowed.');
    const read = await shownText(page.locator('[id="post-/v1/me/timeline/read"]'));
    expect(read.match(/^(Either|or)$/gm)).toEqual(['Either', 'or', 'or']);
    await page.context().close();
  });

  test('every curl example works as it stands: the server understands each of them', async ({ expect }) => {
    const { page } = await openDocs('/docs', DESK);
    const examples = await page.locator('article').evaluateAll((articles) =>
      articles.map((article) => {
        const example = article.querySelector('tower-call-example') as (typeof article & { code: string }) | null;
        return { anchor: article.id, code: example?.code ?? '' };
      }),
    );
    await page.context().close();
    const token = await memberToken(tower, 'grace');
    const statuses: Record<string, number> = {};
    for (const { anchor, code } of examples) {
      if (!code.startsWith('curl ')) continue;
      statuses[anchor] = await statusOfExample(code, { KEY: tower.key, TOKEN: token, ROOT: tower.rootKey });
    }
    const nowhere = Object.keys(statuses).filter((anchor) => statuses[anchor] === 404);
    expect(
      Object.keys(statuses).filter((anchor) => ![200, 201, 202, 204, 404].includes(statuses[anchor] ?? 0)),
    ).toEqual(WITH_TOKEN);
    expect(WITH_TOKEN.map((anchor) => statuses[anchor])).toEqual([401, 401, 401]);
    // These name something that only a real run would have made, or that an example before has removed.
    expect(nowhere.toSorted()).toEqual([
      'delete-/v1/keys/{id}',
      'delete-/v1/me/devices/{id}',
      'get-/demo.json',
      'get-/v1/events/{id}',
      'get-/v1/templates/{name}/versions',
      'get-/v1/unsubscribe/{token}',
      'post-/v1/dead-letters/{id}/replay',
      'post-/v1/events/{id}/cancel',
      'post-/v1/events/{id}/pause',
      'post-/v1/events/{id}/recall',
      'post-/v1/events/{id}/resume',
      'post-/v1/providers/{name}/test',
      'post-/v1/unsubscribe/{token}',
      'post-/v1/webhooks/{name}/rotate',
      'post-/v1/webhooks/{name}/test',
    ]);
    expect(examples.filter(({ code }) => !code.startsWith('curl '))).toEqual([
      {
        anchor: 'get-/v1/me/live',
        code: expect.stringContaining(`new WebSocket(\`${tower.url.replace('http', 'ws')}`),
      },
    ]);
  });

  test('the copy button gives the clipboard what is shown', async ({ expect }) => {
    const { page } = await openDocs('/docs#post-/v1/events', DESK);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const button = page.getByRole('button', { name: 'Copy the example of POST /v1/events', exact: true });
    await button.click();
    await page.getByRole('button').getByText('Copied').waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toMatch(new RegExp(`^curl ${tower.url}/v1/events \\\\\n {2}-X POST`));
    await page.context().close();
  });

  test('a deep link leads to its operation, marks it and gives it the focus', async ({ expect }) => {
    const { page } = await openDocs('/docs#put-/v1/me/preferences', DESK);
    const current = page.locator('nav [aria-current="location"]');
    await expect.poll(() => current.getAttribute('href')).toBe('#put-/v1/me/preferences');
    expect(await focused(page)).toBe('put-/v1/me/preferences');
    expect(await topOf(page, 'put-/v1/me/preferences')).toBeLessThan(120);

    await page.evaluate("location.hash = '#get-/v1/members/{id}'");
    await expect.poll(() => current.getAttribute('href')).toBe('#get-/v1/members/{id}');
    expect(await focused(page)).toBe('get-/v1/members/{id}');

    // Reading on moves the mark.
    await page.evaluate('scrollTo({ top: 0, behavior: "instant" })');
    await expect.poll(() => current.getAttribute('href')).toBe('#introduction');

    // A link that leads nowhere leaves the page as it is.
    await page.goto(`${tower.url}/docs#%E0%A4%A`);
    await page.locator('article').first().waitFor();
    await page.context().close();
  });

  test('the filter shows the calls in which every word occurs, and a link to another one ends it', async ({
    expect,
  }) => {
    const { page } = await openDocs('/docs', DESK);
    const all = await page.locator('article').count();
    const box = page.getByLabel('Filter calls');
    await box.fill('POST timeline read');
    expect(await page.locator('article').evaluateAll((each) => each.map(({ id }) => id))).toEqual([
      'post-/v1/me/timeline/read',
    ]);
    expect(await page.locator('nav li').count()).toBe(2);
    expect(await shownText(page.locator('.filter').getByRole('status'))).toBe(`1 of ${all} calls`);
    expect(await shownText(page.locator('main'))).toContain(`1 of ${all} calls for “POST timeline read”`);
    await box.fill('nothing has this word');
    await page.getByText('No call has all of these words.').waitFor();
    await page.evaluate("location.hash = '#put-/v1/edges'");
    await expect.poll(() => page.locator('article').count()).toBe(all);
    expect(await box.inputValue()).toBe('');
    await page.context().close();
  });

  test.for(['light', 'dark'] as const)(
    'in the %s theme nothing is wider than a phone of 360 px, however far it is unfolded',
    async (scheme, { expect }) => {
      const { page } = await openDocs('/docs', PHONE, scheme);
      expect(await page.evaluate(BACKGROUND)).toBe(GROUND[scheme]);
      await page.locator('details').evaluateAll((all) => {
        for (const details of all) details.setAttribute('open', '');
      });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
      const steps = scheme === 'light' ? 2 : 1;
      for (let step = 0; step < steps; step++) await page.getByRole('button', { name: /^Theme:/ }).click();
      expect(await page.evaluate(BACKGROUND)).toBe(GROUND[scheme === 'light' ? 'dark' : 'light']);
      await page.context().close();
    },
  );

  test('a phone has the calls in a menu: the keyboard opens it, filters, goes to a call and closes it', async ({
    expect,
  }) => {
    const { page } = await openDocs('/docs', PHONE);
    expect(await page.getByRole('navigation').count()).toBe(0);
    const button = page.getByRole('button', { name: 'Calls' });
    await button.press('Enter');
    await page.getByRole('dialog', { name: 'Calls' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);

    await button.press('Enter');
    await page.getByLabel('Filter calls').fill('decisions');
    await page.getByRole('link', { name: 'GET /members/{id}/decisions' }).press('Enter');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    expect(await focused(page)).toBe('get-/v1/members/{id}/decisions');
    expect(new URL(page.url()).hash).toBe('#get-/v1/members/{id}/decisions');
    await page.context().close();
  });

  test('the keyboard skips the navigation, and every control, region and heading has a name', async ({ expect }) => {
    const { page } = await openDocs('/docs', DESK);
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'Skip to the calls' }).press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(`${DEEPEST}.getAttribute('href')`)).toBe('/openapi.json');

    const snapshot = await page.locator('body').ariaSnapshot();
    expect(snapshot.match(NAMELESS)).toBeNull();
    expect(await page.getByRole('heading', { level: 1 }).allInnerTexts()).toEqual(['Tower HTTP API']);
    expect(await page.getByRole('article', { name: 'POST /v1/events', exact: true }).count()).toBe(1);
    await page.context().close();
  });

  test('a document that cannot be read is said, and can be asked for again', async ({ expect }) => {
    const context = await browser.newContext({ viewport: PHONE });
    const page = await context.newPage();
    await page.route('**/openapi.json', (route) => route.abort());
    await page.goto(`${tower.url}/docs`);
    await page.getByRole('alert').getByText('Tower cannot be reached').waitFor();
    await page.unroute('**/openapi.json');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('article').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await context.close();
  });
});

/** A line of an accessibility snapshot with a control or region that has no name. */
const NAMELESS = /- (button|textbox|searchbox|link|heading|article|region|figure|navigation|dialog)(:|$| \[)/m;
const GROUND = { light: 'rgb(246, 247, 249)', dark: 'rgb(14, 15, 18)' };
const BACKGROUND = 'getComputedStyle(document.body).backgroundColor';
const DEEPEST = 'document.activeElement.shadowRoot.activeElement';
const CALLERS: Readonly<Record<string, string>> = {
  key: 'API key',
  member: 'Member token',
  root: 'Root key',
  nobody: 'No key needed',
};

async function openDocs(path: string, viewport: typeof PHONE, colorScheme: 'light' | 'dark' = 'light') {
  const opened = await openPage(browser, `${tower.url}${path}`, { viewport, colorScheme });
  await opened.page.locator('article').first().waitFor();
  return opened;
}

/** Clicks whatever unfolds, outermost first, and gives the words of those that no mouse would have reached. */
function unfoldAll(page: Page): Promise<string[]> {
  return page.locator('summary').evaluateAll((summaries) => {
    for (const summary of summaries) summary.click();
    const covered = summaries.filter((summary) => {
      summary.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, top, width, height } = summary.getBoundingClientRect();
      return !summary.contains(summary.getRootNode().elementFromPoint(left + width / 2, top + height / 2));
    });
    return covered.map((summary) => summary.innerText);
  });
}

function focused(page: Page): Promise<string> {
  return page.evaluate<string>(`${DEEPEST}?.id ?? ''`);
}

function topOf(page: Page, id: string): Promise<number> {
  return page.locator(`[id="${id}"]`).evaluate((element) => element.getBoundingClientRect().top);
}

/** What a reader sees of it: nothing that is folded away. */
async function shownText(locator: Locator): Promise<string> {
  return (await locator.allInnerTexts()).join('\n');
}
