import { describe } from 'vitest';
import { chromium, DESK, PHONE, test, WITHIN } from './demo-test.ts';
import { openPage } from './open-page.ts';

const HOUR = 3_600_000;

describe.skipIf(!chromium.ok)('the settings of the demo page', () => {
  test('muting and quiet hours are kept, and a time zone that is none is refused beside its field', async ({
    expect,
    tower,
    browser,
    demo,
  }) => {
    const member = demo.newMember();
    const { page } = await openPage(browser, `${tower.url}/?member=${member}#settings`, { viewport: PHONE });
    await page.getByLabel('Id of what to mute').fill('bob');
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await page.getByRole('button', { name: 'Unmute actor bob' }).waitFor();
    await page.getByLabel('Hold web push during these hours').check();
    await page.getByLabel('Time zone').fill('Asia/Tokyo');
    await page.getByLabel('Time zone').press('Tab');
    await page.getByText('Saved', { exact: true }).waitFor();
    await expect
      .poll(() => demo.preferences(member), WITHIN)
      .toMatchObject({ muted: [{ actor: 'bob' }], quiet: { from: '22:00', to: '08:00' }, timezone: 'Asia/Tokyo' });

    await page.getByLabel('Time zone').fill('Mars/Olympus');
    await page.getByLabel('Time zone').press('Tab');
    await page.locator('tower-preferences .problem li').getByText('IANA time zone').waitFor();
    expect(await page.getByLabel('Time zone').inputValue()).toBe('Asia/Tokyo');
    await page.context().close();
  });

  test('quiet hours can differ by day, and the ones that are left stand alone', async ({
    expect,
    tower,
    browser,
    demo,
  }) => {
    const member = demo.newMember();
    const { page } = await openPage(browser, `${tower.url}/?member=${member}#settings`, { viewport: DESK });
    await page.getByLabel('Hold web push during these hours').check();
    await page.getByRole('button', { name: 'Add hours of other days' }).click();
    const usual = { from: '22:00', to: '08:00' };
    const weekend = { from: '08:00', to: '10:00', days: ['sat', 'sun'] };
    await expect.poll(async () => (await demo.preferences(member)).quiet, WITHIN).toEqual([usual, weekend]);

    await page.getByRole('button', { name: 'Remove Quiet hours 1' }).click();
    await expect.poll(async () => (await demo.preferences(member)).quiet, WITHIN).toEqual(weekend);
    await page.getByLabel('Hold web push during these hours').uncheck();
    await expect.poll(async () => (await demo.preferences(member)).quiet, WITHIN).toBeNull();
    await page.context().close();
  });

  test('a category as a digest, a type set apart and the day of the digest are saved and shown again', async ({
    expect,
    tower,
    browser,
    demo,
  }) => {
    const member = demo.newMember();
    const { page, said } = await openPage(browser, `${tower.url}/?member=${member}#settings`, { viewport: PHONE });
    const conversations = page.locator('tower-preferences summary', { hasText: 'conversations' });
    await conversations.click();
    await page.getByLabel('conversations: Push').selectOption('Digest');
    await page.getByLabel('mention: Push').selectOption('On');
    await page.getByLabel('How often').selectOption('Every week');
    await page.getByLabel('On', { exact: true }).selectOption('Friday');
    await page.getByLabel('At', { exact: true }).fill('18:30');
    await expect
      .poll(() => demo.preferences(member), WITHIN)
      .toMatchObject({
        categories: { conversations: { 'web-push': 'digest' } },
        types: { mention: { 'web-push': 'on' } },
        digest: { schedule: 'weekly', day: 'fri', at: '18:30' },
      });

    await page.reload();
    await page.getByText('Push as digest, 1 set apart').waitFor();
    await conversations.click();
    expect(await page.getByLabel('conversations: Push').inputValue()).toBe('digest');
    expect(await page.getByLabel('How often').inputValue()).toBe('weekly');
    await page.getByLabel('mention: Push').selectOption('As all');
    await expect.poll(async () => (await demo.preferences(member)).types, WITHIN).toEqual({});
    // What is transactional never waits for a digest, and account security is no choice.
    expect(await page.getByLabel('message: Push').locator('option').allTextContents()).toEqual(['As all', 'On', 'Off']);
    expect(await page.getByLabel('sign-in: Push').count()).toBe(0);
    expect(said).toEqual([]);
    await page.context().close();
  });

  test('everything can be paused for an hour and set going again, and a category muted for a day', async ({
    expect,
    tower,
    browser,
    demo,
  }) => {
    const member = demo.newMember();
    const { page } = await openPage(browser, `${tower.url}/?member=${member}#settings`, { viewport: PHONE });
    const before = Date.now();
    await page.getByRole('button', { name: 'For 1 hour' }).click();
    await page.getByText('Nothing rings until').waitFor();
    const mutedFor = async () => Date.parse((await demo.preferences(member)).muteUntil ?? '') - before;
    await expect.poll(mutedFor, WITHIN).toBeGreaterThanOrEqual(HOUR);
    expect(await mutedFor()).toBeLessThan(HOUR + 60_000);
    await page.getByRole('button', { name: 'End the pause' }).click();
    await page.getByRole('button', { name: 'Until tomorrow' }).waitFor();
    await expect.poll(async () => (await demo.preferences(member)).muteUntil ?? null, WITHIN).toBeNull();

    await page.getByLabel('What to mute', { exact: true }).selectOption('Category');
    await page.getByLabel('Id of what to mute').fill('reactions');
    await page.getByLabel('How long').selectOption('For a day');
    await page.getByRole('button', { name: 'Mute', exact: true }).click();
    await page.getByText('category, until tomorrow').waitFor();
    await expect
      .poll(async () => (await demo.preferences(member)).muted, WITHIN)
      .toEqual([{ category: 'reactions', until: expect.any(String) }]);
    await page.getByRole('button', { name: 'Unmute category reactions' }).click();
    await expect.poll(async () => (await demo.preferences(member)).muted, WITHIN).toEqual([]);
    await page.context().close();
  });

  test('a browser that refuses notifications says so in words', async ({ expect, tower, browser, demo }) => {
    const { page } = await openPage(browser, `${tower.url}/?member=${demo.newMember()}#settings`, {
      viewport: PHONE,
      permissions: [],
    });
    await page.getByRole('button', { name: 'Turn on here' }).click();
    const problem = page.locator('tower-push .problem');
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/blocks notifications|without an answer/);
    await page.context().close();
  });
});
