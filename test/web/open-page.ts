import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** A page in a browser context of its own, and what it complained of on the console so far. */
export interface OpenPage {
  readonly page: Page;
  readonly said: readonly string[];
}

/** Opens an address. Close the page's context when done: each has its own storage, permissions and service worker. */
export async function openPage(browser: Browser, address: string, options: BrowserContextOptions): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') said.push(message.text());
  });
  page.on('pageerror', (error) => said.push(String(error)));
  await page.goto(address);
  return { page, said };
}
