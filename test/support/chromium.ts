import { type Browser, chromium, type Page } from 'playwright-core';
import { type BrowserPath, browserPath } from './browser-path.ts';

/** Starts a stock Chromium, headless. It cannot subscribe to push without the internet: see `deliverPush`. */
export async function startChromium(path: string): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/**
 * Hands a decrypted push message to the active service worker of the page's origin, as the browser would after a
 * push service delivered it.
 */
export async function deliverPush(page: Page, payload: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  try {
    const { promise, resolve } = Promise.withResolvers<string>();
    session.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
      const active = versions.find((version) => version.status === 'activated');
      if (active !== undefined) resolve(active.registrationId);
    });
    await session.send('ServiceWorker.enable');
    const registrationId = await promise;
    await session.send('ServiceWorker.deliverPushMessage', {
      origin: new URL(page.url()).origin,
      registrationId,
      data: payload,
    });
  } finally {
    await session.detach();
  }
}

/** Where Chromium is, or why there is none; CHROMIUM_PATH overrides. */
export function chromiumPath(): BrowserPath {
  return browserPath('Chromium', 'CHROMIUM_PATH', [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ]);
}
