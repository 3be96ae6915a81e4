import { existsSync } from 'node:fs';

import { chromium, type Browser, type Page } from 'playwright-core';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(CHROMIUM);
if (!hasBrowser) console.log(`skipped: the page in a browser, for there is no ${CHROMIUM} (apt-get install chromium, or CHROMIUM=path)`);

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

/** Opens a view anew, and waits until it has loaded. */
export async function openView(page: Page, endpoint: string, hash = ''): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${endpoint}/${hash}`);
  await page.locator('#status:empty').waitFor({ state: 'attached' });
}
