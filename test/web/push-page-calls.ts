import type { Page } from 'puppeteer-core';

/** How long a browser is waited for, ms. */
export const WITHIN = { timeout: 20_000, interval: 100 };
/** The tag and body of every notification that is shown. */
export const SHOWN = `navigator.serviceWorker.ready
  .then((registration) => registration.getNotifications())
  .then((shown) => shown.map(({ tag, body }) => [tag, body]))`;
/** Every element of the page, those inside of elements included. */
const ALL = `(function all(root) {
  return [...root.querySelectorAll('*')].flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
})(document)`;
/** The words of the page's paragraphs. */
export const ALL_TEXT = `${ALL}.filter((each) => each.localName === 'p').map((each) => each.textContent).join('\\n')`;

/** Waits for an enabled button of these words and clicks it. */
export async function click(page: Page, words: string): Promise<void> {
  const button = `${ALL}.find((each) => each.localName === 'button' && !each.disabled && each.textContent.trim() === ${JSON.stringify(words)})`;
  await page.waitForFunction(`Boolean(${button})`, { timeout: WITHIN.timeout });
  await page.evaluate(`${button}.click()`);
}

/** Waits until the page says these words. */
export async function seen(page: Page, words: string): Promise<void> {
  await page.waitForFunction(`${ALL_TEXT}.includes(${JSON.stringify(words)})`, { timeout: WITHIN.timeout });
}
