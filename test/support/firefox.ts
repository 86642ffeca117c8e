import puppeteer, { type Browser } from 'puppeteer-core';
import { type BrowserPath, browserPath } from './browser-path.ts';

/**
 * Starts a stock Firefox, headless, driven over WebDriver BiDi, whose push service is the one at `pushServer`
 * (`webSocketUrl` of test/support/push-service.ts) and which lets every page notify without asking.
 */
export async function startFirefox(path: string, pushServer: string): Promise<Browser> {
  return puppeteer.launch({
    browser: 'firefox',
    executablePath: path,
    headless: true,
    extraPrefsFirefox: {
      'dom.push.enabled': true,
      'dom.push.connection.enabled': true,
      'dom.push.serverURL': pushServer,
      'dom.push.testing.allowInsecureServerURL': true,
      'dom.push.testing.ignorePermission': true,
      'permissions.default.desktop-notification': 1,
      'dom.webnotifications.requireuserinteraction': false,
      // Draws notifications itself: a machine without a desktop has no service for them, and showing one would throw.
      'alerts.useSystemBackend': false,
      // Nothing else of the browser should look for the network.
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  });
}

/** Where Firefox is, or why there is none; FIREFOX_PATH overrides. */
export function firefoxPath(): BrowserPath {
  return browserPath('Firefox', 'FIREFOX_PATH', [
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  ]);
}
