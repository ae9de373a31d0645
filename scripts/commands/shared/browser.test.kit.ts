/** A browser to read pages in. */
import { existsSync } from 'node:fs';
import { after } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = process.env.NCB_CHROMIUM ?? '/usr/bin/chromium';

/** Why tests that need a browser are left out; false where they are not. */
export const skip = existsSync(CHROMIUM)
  ? false
  : `no ${CHROMIUM}: apt-get install chromium, or set NCB_CHROMIUM`;

let launched: Promise<Browser> | undefined;
after(async () => (await launched)?.close());

/** One for all tests of this process, closed at their end. */
export function launch(): Promise<Browser> {
  launched ??= chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  return launched;
}

export interface Opened {
  readonly page: Page;
  /** Requests, errors and messages other than the page's own loading. */
  readonly unwanted: readonly string[];
}

/** Opens a file as a double click does. */
export async function open(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const page = await browser.newPage(options);
  const address = pathToFileURL(file).href;
  const unwanted: string[] = [];
  page.on('console', message => unwanted.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', error => unwanted.push(error.message));
  page.on('request', request => {
    if (request.url() !== address) unwanted.push(request.url());
  });
  await page.goto(address);
  return { page, unwanted };
}

/** What keeps people out, as far as axe-core finds it. */
export async function barriersOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: object[] }[] }>(
    "axe.run({ resultTypes: ['violations'] })",
  );
  return violations.map(({ id, nodes }) => `${id} ${JSON.stringify(nodes[0])}`);
}
